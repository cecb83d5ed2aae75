import Testing

@testable import Columnar

@Suite struct CSVReadingTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func typesAreInferred() throws {
        let reader = try scratch.csv(
            """
            i,f,b,s,d,t,z,n,c
            1,1.5,true,x,2013-01-02,2013-01-01T05:00:00Z,2013-01-01 06:30:00,,10:30:00
            -2,2,false,,2013-01-03,2013-01-01T05:00:00.25+02:00,2013-01-01 06:30,,11:30:00

            """)
        #expect(
            reader.schema
                == Schema([
                    Field("i", .int64), Field("f", .float64), Field("b", .bool), Field("s", .string),
                    Field("d", .date32), Field("t", .utcTimestamp), Field("z", .utcTimestamp), Field("n", .string),
                    Field("c", .string),
                ]))
        let table = try reader.read()
        #expect(table.schema == reader.schema)
        #expect(try table.column("i").int64s() == [1, -2])
        #expect(try table.column("f").doubles() == [1.5, 2])
        #expect(try table.column("b").bools() == [true, false])
        #expect(try table.column("s").strings() == ["x", nil])
        #expect(try table.column("d").int64s() == [15_707, 15_708])
        #expect(try table.column("t").timestamps() == [1_357_016_400_000_000, 1_357_009_200_250_000])
        #expect(try table.column("z").timestamps() == [1_357_021_800_000_000, 1_357_021_800_000_000])
        #expect(try table.column("n").strings() == [nil, nil])
        #expect(try table.column("c").strings() == ["10:30:00", "11:30:00"])
    }

    @Test func onlyTheColumnsAskedForAreReadInThatOrder() throws {
        let table = try scratch.csv("a,b,c\n1,2,3\n").read(columns: ["c", "a"])
        #expect(table.names == ["c", "a"])
        #expect(try table.column("a").int64s() == [1])
        let none = try scratch.csv("a,b\n1,2\n3,4\n").read(columns: [])
        #expect(none.rowCount == 2)
        #expect(none.columnCount == 0)
        let error = try #require(throws: ColumnarError.self) { try scratch.csv("a\n1\n").read(columns: ["b"]) }
        #expect(error.code == .notFound)
        #expect(error.context.column == "b")
    }

    @Test func aQuotedFieldIsTextAndNeverNull() throws {
        let reader = try scratch.csv("a,b\n\"1\",x\n2,\"\"\n,\n")
        #expect(reader.schema["a"] == .string)
        let table = try reader.read()
        #expect(try table.column("a").strings() == ["1", "2", nil])
        #expect(try table.column("b").strings() == ["x", "", nil])
        let typed = try scratch.csv("a\n\"1\"\n2\n", types: ["a": .int64])
        #expect(try typed.read().column("a").int64s() == [1, 2])
    }

    @Test func quotesHideDelimitersLineEndsAndThemselves() throws {
        let table = try scratch.csv("a,b\n\"x,y\",\"l1\nl2\"\n\"say \"\"hi\"\"\",z\n").read()
        #expect(try table.column("a").strings() == ["x,y", "say \"hi\""])
        #expect(try table.column("b").strings() == ["l1\nl2", "z"])
    }

    @Test func aFirstQuoteFarDownIsStillOne() throws {
        let lines = (0..<150_000).map { "\($0),w" }.joined(separator: "\n")
        let table = try scratch.csv("n,s\n" + lines + "\n7,\"a,\nb\"\n").read()
        #expect(table.rowCount == 150_001)
        #expect(try table.column("s").scalar(at: 150_000) == .string("a,\nb"))
    }

    @Test(arguments: [("1", "2"), ("\"1\"", "\"2\"")])
    func aQuotedHeaderNamesTheColumnsOfAnyBody(_ first: String, _ second: String) throws {
        let table = try scratch.csv("\"a,\n\"\"b\"\"\",\"c\"\n\(first),x\n\(second),y\n", types: ["a,\n\"b\"": .int64])
            .read()
        #expect(table.names == ["a,\n\"b\"", "c"])
        #expect(try table.column("a,\n\"b\"").int64s() == [1, 2])
        #expect(try table.column("c").strings() == ["x", "y"])
    }

    @Test func nullValuesAreAsTheUserSays() throws {
        let text = "a,b\n1,NA\nNA,x\n3,\n"
        #expect(try scratch.csv(text).schema["a"] == .string)
        let table = try scratch.csv(text, CSVFormat(nullValues: ["NA"])).read()
        #expect(try table.column("a").int64s() == [1, nil, 3])
        #expect(try table.column("b").strings() == [nil, "x", ""])
    }

    @Test func otherDelimitersQuotesAndHeadersWork() throws {
        let table = try scratch.csv(
            "1;'a;b'\n2;c\n",
            CSVFormat(delimiter: UInt8(ascii: ";"), quote: UInt8(ascii: "'"), names: ["n", "s"])
        ).read()
        #expect(table.names == ["n", "s"])
        #expect(try table.column("n").int64s() == [1, 2])
        #expect(try table.column("s").strings() == ["a;b", "c"])
        let raw = try scratch.csv("a,b\n\"x,1\n", CSVFormat(quote: nil)).read()
        #expect(try raw.column("a").strings() == ["\"x"])
    }

    @Test func byteOrderMarkAndCarriageReturnsAreNotData() throws {
        let path = try scratch.file("bom.csv", [0xEF, 0xBB, 0xBF] + Array("a,b\r\n1,x\r\n2,y\r\n".utf8))
        let table = try FileReader(.csv(CSVFormat()), pattern: path).read()
        #expect(table.names == ["a", "b"])
        #expect(try table.column("a").int64s() == [1, 2])
        #expect(try table.column("b").strings() == ["x", "y"])
    }

    @Test func aHeaderAloneIsATableWithoutRows() throws {
        let reader = try scratch.csv("a,b\n", types: ["b": .int64])
        #expect(reader.schema == Schema([Field("a", .string), Field("b", .int64)]))
        let table = try reader.read()
        #expect(table.rowCount == 0)
        #expect(table.schema == reader.schema)
    }

    @Test func anEmptyLineIsANullWhereThereIsOneColumn() throws {
        #expect(try scratch.csv("a\n1\n\n3\n").read().column("a").int64s() == [1, nil, 3])
        #expect(try scratch.csv("a,b\n1,2\n\n3,4\n").read().rowCount == 2)
    }

    @Test func floatsMayBeSpecial() throws {
        let values = try scratch.csv("x\n1.5\nNaN\ninf\n-inf\n").read().column("x").doubles()
        #expect(values[1]?.isNaN == true)
        #expect(values[0] == 1.5 && values[2] == .infinity && values[3] == -.infinity)
    }

    @Test func typesOverrideWhatWouldBeInferred() throws {
        let reader = try scratch.csv(
            "id,price,at,day\n007,1.10,2013-01-01,2013-01-01\n",
            types: ["id": .string, "price": .decimal128(precision: 10, scale: 2), "at": .utcTimestamp])
        let table = try reader.read()
        #expect(try table.column("id").strings() == ["007"])
        #expect(try table.column("price").scalars() == [.decimal("1.10", precision: 10, scale: 2)])
        #expect(try table.column("at").timestamps() == [1_356_998_400_000_000])
        #expect(table.schema["day"] == .date32)
        let error = try #require(throws: ColumnarError.self) { try scratch.csv("a\n1\n", types: ["b": .string]) }
        #expect(error.code == .notFound)
    }

    @Test func filtersLeaveRowsOut() throws {
        let table = try scratch.csv("a,b\n1,x\n2,y\n,z\n4,w\n").read(
            columns: ["b"], filters: [PushedFilter("a", .greaterOrEqual(.int64(2)))])
        #expect(table.names == ["b"])
        #expect(try table.column("b").strings() == ["y", "w"])
    }

    @Test func gzipIsReadByItsName() throws {
        // "a,b\n1,x\n2,y\n", compressed by gzip -9n
        let bytes: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x4b, 0xd4, 0x49, 0xe2, 0x32, 0xd4, 0xa9, 0xe0,
            0x32, 0xd2, 0xa9, 0xe4, 0x02, 0x00, 0xc2, 0x96, 0x7e, 0x9d, 0x0c, 0x00, 0x00, 0x00,
        ]
        let table = try FileReader(.csv(CSVFormat()), pattern: scratch.file("data.csv.gz", bytes)).read()
        #expect(try table.column("a").int64s() == [1, 2])
        #expect(try table.column("b").strings() == ["x", "y"])
    }

    @Test func otherEncodingsBecomeUTF8() throws {
        let path = try scratch.file("latin.csv", Array("a\ncaf".utf8) + [0xE9, 0x0A])
        let table = try FileReader(.csv(CSVFormat(encoding: "latin1")), pattern: path).read()
        #expect(try table.column("a").strings() == ["café"])
        let error = try #require(throws: ColumnarError.self) {
            try FileReader(.csv(CSVFormat(encoding: "klingon")), pattern: path)
        }
        #expect(error.message.contains("klingon"))
    }

    @Test func rowsOfManyBlocksKeepTheirOrder() throws {
        let rows = 200_000
        let text = "n,s\n" + (0..<rows).map { "\($0),row \($0)" }.joined(separator: "\n") + "\n"
        let table = try scratch.csv(text).read()
        #expect(table.column(0).chunkCount > 1)
        #expect(try table.column("n").int64s() == (0..<Int64(rows)).map { $0 })
        #expect(try table.column("s").scalar(at: rows - 1) == .string("row \(rows - 1)"))
    }

    @Test(arguments: [false, true])
    func filtersOfManyBlocksLeaveTheOtherRowsInOrder(hasQuote: Bool) throws {
        let rows = 200_000
        let text = "n,s\n" + (0..<rows).map { "\($0),row \($0)" }.joined(separator: "\n") + "\n"
        let filters = [
            PushedFilter("s", .isNotNull),
            PushedFilter("n", .greaterOrEqual(.int64(150_000))),
        ]
        let table = try scratch.csv(hasQuote ? text + "-1,\"a\nb\"\n" : text).read(columns: ["s"], filters: filters)
        #expect(table.names == ["s"])
        #expect(try table.column("s").strings() == (150_000..<rows).map { "row \($0)" })
        let none = try scratch.csv(text).read(columns: ["s", "n"], filters: [PushedFilter("n", .less(.int64(0)))])
        #expect(none.rowCount == 0)
        #expect(none.schema == Schema([Field("s", .string), Field("n", .int64)]))
    }

    /// Of a mebibyte, which is more than is read at once; and of more than is kept for one.
    @Test(arguments: [1 << 20, 1 << 26 + 1 << 20])
    func aLineMayBeLong(length: Int) throws {
        let long = String(repeating: "x", count: length)
        let table = try scratch.csv("n,s\n1,a\n2,\(long)\n3,b\n").read()
        #expect(try table.column("n").int64s() == [1, 2, 3])
        #expect(try table.column("s").strings().map { $0?.utf8.count } == [1, length, 1])
    }

    @Test func carriageReturnsAloneEndLines() throws {
        let text = "n\r" + (0..<200_000).map { "\($0)" }.joined(separator: "\r") + "\r"
        #expect(try scratch.csv(text).read().column("n").int64s() == (0..<200_000).map { Int64($0) })
    }
}

extension Table {
    fileprivate func column(_ index: Int) -> Column { columns[index] }
}
