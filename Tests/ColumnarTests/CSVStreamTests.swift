import Testing

@testable import Columnar

/// The rows of a CSV file as they are asked for are those that reading gives.
@Suite struct CSVStreamTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What the stream gives, and of how many batches it is.
    private func streamed(_ reader: FileReader, _ columns: [String]? = nil) throws -> (table: Table, batches: Int) {
        let columns = columns ?? reader.schema.names
        let names = columns.indices.map { "v\($0)" }
        let rows = try reader.stream(columns: columns, named: names)
        #expect(rows.schema.names == names)
        var batches: [Table] = []
        while let batch = try rows.next() { batches.append(batch) }
        #expect(try rows.next() == nil)
        let all = try batches.isEmpty ? rows.schema.emptyTable() : Table.concat(batches)
        return (try Table(names: columns, columns: all.columns, rowCount: all.rowCount), batches.count)
    }

    private static func lines(_ count: Int) -> String { (0..<count).map { "\($0),w\($0 % 7),1.5\n" }.joined() }

    /// Files, told in few words: a test's log shows the arguments.
    enum File: CaseIterable {
        case manyBlocks, quotesBetweenBlocks, quotesFirst, namesOnly
        case emptyLines, carriageReturns, openEnd, openQuotedEnd

        var text: String {
            let names = "a,b,c\n"
            return switch self {
            case .manyBlocks: names + lines(200_000)
            case .quotesBetweenBlocks: names + lines(120_000) + "5,\"x,\ny\",2\n" + lines(120_000) + "6,\"\",\n"
            case .quotesFirst: names + "1,\"first\",2\n" + lines(10)
            case .namesOnly: names
            case .emptyLines: names + "1,,\n\n\n2,x,\n"
            case .carriageReturns: "a,b,c\r\n1,x,2\r\n"
            case .openEnd: names + "1,x,2"
            case .openQuotedEnd: names + lines(3) + "7,\"last\",2"
            }
        }
    }

    @Test(arguments: File.allCases)
    func rowsAreThoseThatAreRead(file: File) throws {
        let reader = try scratch.csv(file.text)
        let whole = try reader.read()
        #expect(try streamed(reader).table == whole)
        #expect(try streamed(reader, ["c", "a"]).table == whole.selecting(["c", "a"]))
    }

    @Test func manyRowsComeInPieces() throws {
        #expect(try streamed(scratch.csv("a,b,c\n" + Self.lines(200_000))).batches > 3)
    }

    @Test func aFormatOfTheUsersHoldsHereToo() throws {
        let format = CSVFormat(
            delimiter: UInt8(ascii: ";"), quote: UInt8(ascii: "'"), names: ["n", "s"], nullValues: ["-"])
        let reader = try scratch.csv("1;'a;b'\n-;c\n", format)
        #expect(try streamed(reader).table == reader.read())
        let single = try scratch.csv("a\n1\n\n3\n")
        #expect(try streamed(single).table.column("a").int64s() == [1, nil, 3])
    }

    /// Before a quote and behind one, of a value and of a line that is too short.
    @Test(arguments: ["", "0,\"q\",1\n"], ["x1,late,2\n", "1,short\n"])
    func anErrorNamesItsPlaceAndComesAgain(quoted: String, bad: String) throws {
        let reader = try scratch.csv("a,b,c\n" + Self.lines(100_000) + quoted + Self.lines(100_000) + bad)
        let expected = try #require(throws: ColumnarError.self) { try reader.read() }
        let rows = try reader.stream(columns: ["a", "c"], named: ["x", "y"])
        for _ in 0..<2 {
            let error = try #require(throws: ColumnarError.self) { while try rows.next() != nil {} }
            #expect(error == expected)
            #expect(error.context.line == (quoted.isEmpty ? 200_002 : 200_003))
        }
    }

    @Test func anExportedStreamReadsOn() throws {
        let reader = try scratch.csv("a,b,c\n" + Self.lines(200_000))
        let rows = try reader.stream(columns: ["a"], named: ["a"])
        let first = try #require(try rows.next())
        let room = UnsafeMutableRawPointer.allocate(
            byteCount: 5 * MemoryLayout<UnsafeRawPointer>.size, alignment: MemoryLayout<UnsafeRawPointer>.alignment)
        defer { room.deallocate() }
        try rows.export(to: room)
        let exported = try BatchReader(importing: room)
        var count = first.rowCount
        while let batch = try exported.next() { count += batch.rowCount }
        #expect(count == 200_000)
        #expect(try rows.next() == nil)
    }

    @Test func onlyOneCSVFileIsStreamed() throws {
        _ = try scratch.file("a1.csv", "a\n1\n")
        _ = try scratch.file("a2.csv", "a\n2\n")
        let several = try FileReader(.csv(CSVFormat()), pattern: scratch.name("a*.csv"))
        let error = try #require(throws: ColumnarError.self) { try several.stream(columns: ["a"], named: ["a"]) }
        #expect(error.code == .unsupported)
        let one = try scratch.csv("a\n1\n")
        let missing = try #require(throws: ColumnarError.self) { try one.stream(columns: ["b"], named: ["b"]) }
        #expect(missing.code == .notFound)
        #expect(missing.context.column == "b")
    }
}
