import Testing

@testable import Columnar

@Suite struct JSONLinesTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func reader(_ text: String, types: [String: ColumnType] = [:]) throws -> FileReader {
        try FileReader(.jsonLines, pattern: scratch.file("data.jsonl", text), types: types)
    }

    private func error(_ text: String, types: [String: ColumnType] = [:]) throws -> ColumnarError {
        let error = try #require(throws: ColumnarError.self) { try reader(text, types: types).read() }
        #expect(error.context.file == scratch.name("data.jsonl"))
        return error
    }

    @Test func typesAreInferred() throws {
        let reader = try reader(
            """
            {"i": 1, "f": 1, "s": "x", "b": true, "t": "2013-01-01T05:00:00Z", "d": "2013-01-02", "n": null}
            {"i": 2, "f": 2.5, "s": null, "b": false, "t": "2013-01-01T05:00:00+02:00", "d": "2013-01-03"}

            """)
        #expect(
            reader.schema
                == Schema([
                    Field("i", .int64), Field("f", .float64), Field("s", .string), Field("b", .bool),
                    Field("t", .utcTimestamp), Field("d", .date32), Field("n", .string),
                ]))
        let table = try reader.read()
        #expect(table.schema == reader.schema)
        #expect(try table.column("f").doubles() == [1, 2.5])
        #expect(try table.column("s").strings() == ["x", nil])
        #expect(try table.column("t").timestamps() == [1_357_016_400_000_000, 1_357_009_200_000_000])
        #expect(try table.column("d").int64s() == [15_707, 15_708])
        #expect(try table.column("n").strings() == [nil, nil])
    }

    @Test func onlyTheColumnsAskedForAreReadInThatOrder() throws {
        let reader = try reader("{\"a\": 1, \"b\": 2, \"c\": [1, 2]}\n{\"b\": 3}\n")
        let table = try reader.read(columns: ["b", "a"])
        #expect(table.names == ["b", "a"])
        #expect(try table.column("b").int64s() == [2, 3])
        #expect(try table.column("a").int64s() == [1, nil])
        #expect(try reader.read(columns: []).rowCount == 2)
    }

    @Test func nestedValuesAreAnErrorOnlyWhereRead() throws {
        let reader = try reader("{\"a\": 1, \"c\": [1, 2], \"o\": {\"x\": 1}}\n")
        #expect(try reader.read(columns: ["a"]).column("a").int64s() == [1])
        for column in ["c", "o"] {
            let error = try #require(throws: ColumnarError.self) { try reader.read(columns: [column]) }
            #expect(error.code == .unsupported)
            #expect(error.context.column == column)
            #expect(error.message.contains("columns:"))
        }
    }

    @Test func typesOverrideWhatWouldBeInferred() throws {
        let table = try reader(
            "{\"i\": 1, \"d\": \"1.5\", \"t\": \"2013-01-01\"}\n",
            types: ["i": .float64, "d": .decimal128(precision: 5, scale: 2), "t": .utcTimestamp, "absent": .int64]
        ).read()
        #expect(try table.column("i").doubles() == [1])
        #expect(try table.column("d").scalars() == [.decimal("1.50", precision: 5, scale: 2)])
        #expect(try table.column("t").timestamps() == [1_356_998_400_000_000])
        #expect(try table.column("absent").int64s() == [nil])
    }

    @Test func gzipIsReadByItsName() throws {
        // {"a":1} and {"a":2} on lines of their own, compressed by gzip
        let bytes: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xab, 0x56, 0x4a, 0x54, 0xb2, 0x32, 0xac, 0xe5,
            0xaa, 0x06, 0xd1, 0x46, 0xb5, 0x5c, 0x00, 0x66, 0xc0, 0x5a, 0x19, 0x10, 0x00, 0x00, 0x00,
        ]
        let table = try FileReader(.jsonLines, pattern: scratch.file("data.jsonl.gz", bytes)).read()
        #expect(try table.column("a").int64s() == [1, 2])
    }

    @Test func aValueThatDoesNotFitLaterIsNamed() throws {
        let good = (1...120_000).map { "{\"n\": \($0), \"s\": \"w\"}" }.joined(separator: "\n") + "\n"
        let text = try error(good + "{\"n\": \"twelve\", \"s\": \"w\"}\n" + good)
        #expect(text.code == .data)
        #expect(text.context.line == 120_001)
        #expect(text.context.column == "n")
        #expect(text.context.value == "twelve")
        #expect(text.message == "'twelve' is not int64; set the column's type under `types:`")
        let fraction = try error(good + "{\"s\": \"w\", \"n\": 1.5}\n")
        #expect(fraction.context.value == "1.5")
        let time = try error("{\"t\": \"2013-01-01\"}\n\n{\"t\": \"soon\"}\n", types: ["t": .utcTimestamp])
        #expect(time.context.line == 3)
        #expect(time.context.value == "soon")
    }

    @Test func aLineThatIsNotAnObjectIsNamed() throws {
        let error = try error("{\"a\": 1}\n{\"a\": 2\n{\"a\": 3}\n")
        #expect(error.context.line == 2)
        #expect(error.message.hasPrefix("the line is not a JSON object"))
    }

    @Test func textThatIsNotUTF8IsAnError() throws {
        let path = try scratch.file(
            "bad.jsonl", Array("{\"a\": \"x\"}\n{\"a\": \"".utf8) + [0xFF] + Array("\"}\n".utf8))
        let error = try #require(throws: ColumnarError.self) { try FileReader(.jsonLines, pattern: path).read() }
        #expect(error.context.line == 2)
        #expect(error.context.column == "a")
        #expect(error.message == "the text is not UTF-8")
    }

    @Test func anEmptyFileHasNoColumns() throws {
        #expect(try error("").message == "the file is empty: it has no record to take columns from")
    }

    @Test func aLineLongerThanABlockIsRead() throws {
        let long = String(repeating: "x", count: 3 << 20)
        let table = try reader("{\"s\": \"\(long)\"}\n{\"s\": \"y\"}\n").read()
        #expect(try table.column("s").strings().map { $0?.utf8.count } == [3 << 20, 1])
    }
}
