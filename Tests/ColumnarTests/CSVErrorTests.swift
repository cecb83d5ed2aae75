import Testing

@testable import Columnar

/// Every error names the file, and the line, column and value where there are any.
@Suite struct CSVErrorTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func error(
        _ bytes: [UInt8], _ format: CSVFormat = CSVFormat(), types: [String: ColumnType] = [:]
    ) throws -> ColumnarError {
        let path = try scratch.file("bad.csv", bytes)
        let error = try #require(throws: ColumnarError.self) {
            try FileReader(.csv(format), pattern: path, types: types).read()
        }
        #expect(error.context.file == path)
        return error
    }

    private func error(
        _ text: String, _ format: CSVFormat = CSVFormat(), types: [String: ColumnType] = [:]
    ) throws -> ColumnarError {
        try error(Array(text.utf8), format, types: types)
    }

    /// More than the first MiB of good lines: `n,word`.
    private let manyLines = (1...200_000).map { "\($0),word" }.joined(separator: "\n") + "\n"

    @Test func aValueThatDoesNotFitLater() throws {
        let error = try error("n,s\n" + manyLines + "12x,late\n" + manyLines + "y,later\n")
        #expect(error.code == .data)
        #expect(error.context.line == 200_002)
        #expect(error.context.column == "n")
        #expect(error.context.value == "12x")
        #expect(
            error.message
                == "'12x' is not int64; set the column's type under `types:`, or list the value under `null_values:`")
    }

    @Test func quotedLineEndsCountAsLines() throws {
        let error = try error("n,s\n1,\"a\nb\nc\"\nbad,x\n", types: ["n": .int64])
        #expect(error.context.line == 5)
        #expect(error.context.value == "bad")
    }

    @Test func theFieldOfASpanningRecordHasItsOwnLine() throws {
        let error = try error("s,n\n\"a\nb\",bad\n", types: ["n": .float64])
        #expect(error.context.line == 3)
        #expect(error.message.hasPrefix("'bad' is not float64;"))
    }

    @Test func theFirstOfSeveralErrorsIsNamedEveryTime() throws {
        let text = "n,s\n" + manyLines + "first,x\n" + manyLines + "second,x\n"
        for _ in 0..<3 { #expect(try error(text).context.value == "first") }
    }

    @Test func aValueOutOfRange() throws {
        let error = try error("n\n1\n99999999999999999999\n", types: ["n": .int64])
        #expect(error.context.line == 3)
        #expect(error.context.value == "99999999999999999999")
    }

    @Test func aBadTimestamp() throws {
        let error = try error("t\n2013-01-01T00:00:00Z\n2013-13-01T00:00:00Z\n", types: ["t": .utcTimestamp])
        #expect(error.context.line == 3)
        #expect(error.message.hasPrefix("'2013-13-01T00:00:00Z' is not timestamp;"))
    }

    @Test func tooFewOrTooManyFields() throws {
        let few = try error("a,b\n1,2\n3\n")
        #expect(few.context.line == 3)
        #expect(few.message == "the line has 1 field instead of 2")
        let many = try error("n,s\n" + manyLines + "1,2,3\n")
        #expect(many.context.line == 200_002)
        #expect(many.message == "the line has 3 fields instead of 2")
    }

    @Test func textThatIsNotUTF8() throws {
        let error = try error(Array("a,b\n1,ok\n2,".utf8) + [0xFF, 0xFE] + Array("\n".utf8))
        #expect(error.context.line == 3)
        #expect(error.context.column == "b")
        #expect(error.message.contains("not UTF-8"))
    }

    @Test func nothingAtAll() throws {
        #expect(try error("").message == "the file is empty: it has no header line")
        #expect(try error("\n\n").message == "the file is empty: it has no header line")
    }

    @Test func aColumnNamedTwice() throws {
        let error = try error("a,b,a\n1,2,3\n")
        #expect(error.context.column == "a")
        #expect(error.context.line == 1)
    }

    @Test func noSuchFile() throws {
        let path = scratch.name("absent.csv")
        let error = try #require(throws: ColumnarError.self) { try FileReader(.csv(CSVFormat()), pattern: path) }
        #expect(error.code == .notFound)
        #expect(error.context.file == path)
        let glob = try #require(throws: ColumnarError.self) {
            try FileReader(.csv(CSVFormat()), pattern: scratch.name("*.csv"))
        }
        #expect(glob.message == "no file matches this pattern")
    }

    @Test func aFolderIsNotAFile() throws {
        let error = try #require(throws: ColumnarError.self) {
            try FileReader(.csv(CSVFormat()), pattern: scratch.path)
        }
        #expect(error.context.file == scratch.path)
    }

    @Test func aBrokenGzipFile() throws {
        let path = try scratch.file("broken.csv.gz", "this is not gzip")
        let error = try #require(throws: ColumnarError.self) { try FileReader(.csv(CSVFormat()), pattern: path) }
        #expect(error.context.file == path)
    }
}
