import Foundation
import Testing

@testable import Columnar

@Suite struct ParquetTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func reader(_ table: Table, types: [String: ColumnType] = [:]) throws -> FileReader {
        let path = scratch.name("data.parquet")
        try table.write(to: path, .parquet())
        return try FileReader(.parquet, pattern: path, types: types)
    }

    private func sample() throws -> Table {
        try Table([
            ("n", Column(int64s: [1, nil, 3, 4])),
            ("f", Column(doubles: [0.5, .nan, nil, -1])),
            ("s", Column(strings: ["a", "b", nil, ""])),
            ("t", Column(timestamps: [0, 1_500_000, nil, 3_000_000])),
            ("d", Column(dates: [0, 1, nil, 3])),
            ("b", Column(bools: [true, nil, false, true])),
            ("p", Column(decimals: ["1.25", nil, "-3", "0"], precision: 10, scale: 2)),
        ])
    }

    @Test func tablesComeBackAsTheyWere() throws {
        let table = try sample()
        let reader = try reader(table)
        #expect(reader.schema == table.schema)
        #expect(try reader.read() == table)
        for compression in [OutputFormat.Compression.none, .snappy] {
            try table.write(to: scratch.name("other.parquet"), .parquet(compression))
            #expect(try FileReader(.parquet, pattern: scratch.name("other.parquet")).read() == table)
        }
    }

    /// A file that pyarrow wrote of a column of type string_view, which some programs write for every text.
    private static let views = """
        UEFSMRUAFWgVaCwVCBUAFQYVBhwAAAACAAAAAwsBAAAAYQIAAADDqR8AAABhIGxvbmdlciB0ZXh0IHRoYW4gdHdlbHZlIGJ5dGVz\
        FQAVPBU8LBUIFQAVBhUGHAAAAAIAAAADBwEAAAAAAAAAAgAAAAAAAAADAAAAAAAAABUEGTw1ABgGc2NoZW1hFQQAFQwlAhgBcyUA\
        TBwAAAAVBCUCGAFpABYIGRwZLCYAHBUMGSUGABkYAXMVABYIFo4BFo4BJghJHBUAFQAVAgA8FkQZBhkmAgYAAAAmABwVBBklBgAZ\
        GAFpFQAWCBZiFmImlgFJHBUAFQAVAgA8KQYZJgIGAAAAFvABFggmCBbwAQAZHBgMQVJST1c6c2NoZW1hGOwBLy8vLy82Z0FBQUFR\
        QUFBQUFBQUtBQXdBQmdBRkFBZ0FDZ0FBQUFBQkJBQU1BQUFBQ0FBSUFBQUFCQUFJQUFBQUJBQUFBQUlBQUFCTUFBQUFCQUFBQU16\
        Ly8vOEFBQUVDRUFBQUFCd0FBQUFFQUFBQUFBQUFBQUVBQUFCcEFBQUFDQUFNQUFnQUJ3QUlBQUFBQUFBQUFVQUFBQUFRQUJRQUNB\
        QUdBQWNBREFBQUFCQUFFQUFBQUFBQUFSZ1FBQUFBR0FBQUFBUUFBQUFBQUFBQUFRQUFBSE1BQUFBRUFBUUFCQUFBQUFBQUFBQT0A\
        GCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAALwBAABQQVIx
        """

    @Test func viewsOfTextsAreReadAndFilteredAsTexts() throws {
        let path = scratch.name("views.parquet")
        let bytes = try #require(Data(base64Encoded: Self.views))
        try bytes.write(to: URL(fileURLWithPath: path))
        let reader = try FileReader(.parquet, pattern: path)
        #expect(reader.schema["s"] == .string)
        let texts = ["a", "é", nil, "a longer text than twelve bytes"]
        #expect(try reader.read(columns: ["s"]).column("s") == Column(strings: texts))
        let few = try reader.read(columns: ["s"], filters: [PushedFilter("i", .greater(.int64(1)))])
        #expect(try few.column("s") == Column(strings: ["é", nil]))
        let one = try reader.read(columns: ["i"], filters: [PushedFilter("s", .equal(.string("é")))])
        #expect(try one.column("i") == Column(int64s: [2]))
    }

    /// The regions of TPC-H as tpchgen-rs writes them: views again, and the least and the greatest of each column.
    private static let regions = """
        UEFSMRUEFVAVPEwVChUAEgAAKAAADQEAAQ0IAAINCDwDAAAAAAAAAAQAAAAAAAAAFQAVChUOLBUKFRAVBhUGAAAFEAMDiEYAFQQV\
        bBVoTBUKFQASAAA2KAYAAABBRlJJQ0EHAQoETUUBCwAEAQsIU0lBAR1QRVVST1BFCwAAAE1JRERMRSBFQVNUFQAVChUOLBUKFRAV\
        BhUGAAAFEAMDiEYAFQQVvAUVuARMFQoVABIAAN4C8ENzAAAAbGFyIGRlcG9zaXRzLiBibGl0aGVseSBmaW5hbCBwYWNrYWdlcyBj\
        YWpvbGUuIHJlZ3VsYXIgd2F0ZXJzIGFyZQ0qFHJlcXVlcwFDAHINIxhhY2NvdW50CSUBDXxyZGluZyB0byAfAAAAaHMgdXNlIGly\
        b25pYywgZXZlbh1EAHMBIyhnZXMuIHRoaW5seQkgOHBpbnRvIGJlYW5zIGNhLQG9AHkNfxBjb3VydAEWLGpvbGUgZnVyaW91cxUe\
        XGV4Y3VzZWwAAAB1aWNrbHkgc3BlY2lhbAWXBaQAYwk5IGNhcmVmdWxseTkJHGNsb3NlIHJlEd8ZIykjZGFzeW1wdG90ZXMgaGFn\
        Z2xlIGZ1cmlvdXNsFQAVChUOLBUKFRAVBhUGAAAFEAMDiEYAGRICGRgIAAAAAAAAAAAZGAgEAAAAAAAAABUCGRYAABkSAhkYBkFG\
        UklDQRkYC01JRERMRSBFQVNUFQIZFgAAGRICGRgfZ2VzLiB0aGlubHkgZXZlbiBwaW50byBiZWFucyBjYRkYQHVpY2tseSBzcGVj\
        aWFsIGFjY291bnRzIGNham9sZSBjYXJlZnVsbHkgYmxpdGhlbHkgY2xvc2UgcmVxdWVzdHQVAhkWAAAZHBZgFTAWAAAAGRwWlAIV\
        MBYAABkWRAAZHBacBxUwFgAAGRaUBQAVAhlMSAxhcnJvd19zY2hlbWEVBgAVBCUAGAtyX3JlZ2lvbmtleVUCABUMJQAYBnJfbmFt\
        ZSUANQQcHAAAABUMJQAYCXJfY29tbWVudCUANQYcHAAAABYKGRwZPCYAHBUEGTUABhAZGAtyX3JlZ2lvbmtleRUCFgoWmAEWiAEm\
        YCYIHBgIBAAAAAAAAAAYCAAAAAAAAAAAFgAoCAQAAAAAAAAAGAgAAAAAAAAAABERABksFQAVEBUCABUEFQAVAgAAFqYKFRQWzAcV\
        PgAmABwVDBk1AAYQGRgGcl9uYW1lFQIWCha0ARa0ASaUAiaQARw2ACgLTUlERExFIEVBU1QYBkFGUklDQRERABksFQAVEBUCABUE\
        FQAVAgA8FkQAABa6ChUcFooIFUAAJgAcFQwZNQAGEBkYCXJfY29tbWVudBUCFgoWiAYWiAUmnAcmxAIcNgAoQHVpY2tseSBzcGVj\
        aWFsIGFjY291bnRzIGNham9sZSBjYXJlZnVsbHkgYmxpdGhlbHkgY2xvc2UgcmVxdWVzdHQYH2dlcy4gdGhpbmx5IGV2ZW4gcGlu\
        dG8gYmVhbnMgY2ESEQAZLBUAFRAVAgAVBBUAFQIAPBaUBQAAFtYKFR4WyggV3AEAFtQIFgomCBbEBxQAABkcGAxBUlJPVzpzY2hl\
        bWEYoAQvLy8vLzVBQkFBQVFBQUFBQUFBS0FBd0FDZ0FKQUFRQUNnQUFBQkFBQUFBQUFRUUFDQUFJQUFBQUJBQUlBQUFBQkFBQUFB\
        TUFBQURrQUFBQWJBQUFBQVFBQUFBNi8vLy9MQUFBQUJRQUFBQU1BQUFBQUFBQUdBd0FBQUFBQUFBQW5QLy8vd2tBQUFCeVgyTnZi\
        VzFsYm5RQUFBQUJBQUFBQkFBQUFCai8vLzhJQUFBQURBQUFBQUVBQUFBekFBQUFFQUFBQUZCQlVsRlZSVlE2Wm1sbGJHUmZhV1FB\
        QUFBQW52Ly8veXdBQUFBWUFBQUFEQUFBQUFBQUFCZ1FBQUFBQUFBQUFBUUFCQUFFQUFBQUJnQUFBSEpmYm1GdFpRQUFBUUFBQUFR\
        QUFBQjgvLy8vQ0FBQUFBd0FBQUFCQUFBQU1nQUFBQkFBQUFCUVFWSlJWVVZVT21acFpXeGtYMmxrQUFBU0FCZ0FGQUFBQUJNQUNB\
        QUFBQXdBQkFBU0FBQUFQQUFBQUJnQUFBQWdBQUFBQUFBQUFod0FBQUFJQUF3QUJBQUxBQWdBQUFCQUFBQUFBQUFBQVFBQUFBQUxB\
        QUFBY2w5eVpXZHBiMjVyWlhrQUFRQUFBQXdBQUFBSUFBd0FDQUFFQUFnQUFBQUlBQUFBREFBQUFBRUFBQUF4QUFBQUVBQUFBRkJC\
        VWxGVlJWUTZabWxsYkdSZmFXUUFBQUFBABgZcGFycXVldC1ycyB2ZXJzaW9uIDYwLjAuMBk8HAAAHAAAHAAAAEMEAABQQVIx
        """

    @Test func viewsWhoseLeastAndGreatestAreKnownAreFilteredAsTexts() throws {
        let path = scratch.name("regions.parquet")
        try #require(Data(base64Encoded: Self.regions)).write(to: URL(fileURLWithPath: path))
        let reader = try FileReader(.parquet, pattern: path)
        func keys(_ condition: PushedFilter.Condition) throws -> [Int64?] {
            try reader.read(columns: ["r_regionkey"], filters: [PushedFilter("r_name", condition)]).columns[0].int64s()
        }
        #expect(try keys(.equal(.string("ASIA"))) == [2])
        #expect(try keys(.equal(.string("ATLANTIS"))) == [])
        #expect(try keys(.less(.string("ASIA"))) == [0, 1])
        #expect(try keys(.greaterOrEqual(.string("EUROPE"))) == [3, 4])
        #expect(try keys(.isIn(Column(strings: ["EUROPE", "ATLANTIS"]))) == [3])
        #expect(try keys(.isNotNull) == [0, 1, 2, 3, 4])
    }

    @Test func onlyTheColumnsAskedForAreReadInThatOrder() throws {
        let table = try reader(sample()).read(columns: ["s", "n"])
        #expect(table.names == ["s", "n"])
        #expect(try reader(sample()).read(columns: []).rowCount == 4)
    }

    @Test func filtersArePushedDownAndExact() throws {
        let reader = try reader(sample())
        func rows(_ column: String, _ condition: PushedFilter.Condition) throws -> [Int64?] {
            try reader.read(columns: ["n"], filters: [PushedFilter(column, condition)]).column("n").int64s()
        }
        #expect(try rows("n", .equal(.int64(3))) == [3])
        #expect(try rows("n", .greater(.int64(1))) == [3, 4])
        #expect(try rows("n", .less(.double(3.5))) == [1, 3])
        #expect(try rows("n", .isNotNull) == [1, 3, 4])
        #expect(try rows("n", .isIn(Column(int64s: [4, 9]))) == [4])
        #expect(try rows("f", .lessOrEqual(.double(0.5))) == [1, 4])
        #expect(try rows("f", .greaterOrEqual(.double(0.5))) == [1])
        #expect(try rows("s", .equal(.string("b"))) == [nil])
        #expect(try rows("s", .isIn(Column(strings: ["", "a"]))) == [1, 4])
        #expect(try rows("t", .greaterOrEqual(.timestamp(1_500_000))) == [nil, 4])
        #expect(try rows("t", .less(.timestamp(1_500_000))) == [1])
        #expect(try rows("d", .greater(.date(0))) == [nil, 4])
        #expect(try rows("b", .equal(.bool(true))) == [1, 4])
        #expect(
            try reader.read(
                columns: ["s"], filters: [PushedFilter("n", .greater(.int64(1))), PushedFilter("n", .less(.int64(4)))]
            ).column("s").strings() == [nil])
    }

    @Test func otherUnitsAndWidthsAreNormalised() throws {
        let table = try Table([
            ("tiny", Column(int64s: [1, nil]).cast(to: .int8)),
            ("unsigned", Column(int64s: [1, nil]).cast(to: .uint32)),
            ("large", Column(strings: ["a", nil]).cast(to: .largeString)),
            ("seconds", Column(int64s: [1, nil]).cast(to: .timestamp(.second, zone: nil))),
            ("millis", Column(int64s: [1_500, nil]).cast(to: .timestamp(.millisecond, zone: "Europe/Berlin"))),
            ("nanos", Column(int64s: [1_500_999, nil]).cast(to: .timestamp(.nanosecond, zone: nil))),
        ])
        let reader = try reader(table)
        #expect(
            reader.schema
                == Schema([
                    Field("tiny", .int32), Field("unsigned", .int64), Field("large", .string),
                    Field("seconds", .utcTimestamp), Field("millis", .utcTimestamp), Field("nanos", .utcTimestamp),
                ]))
        let read = try reader.read()
        #expect(read.schema == reader.schema)
        #expect(try read.column("tiny").int64s() == [1, nil])
        #expect(try read.column("seconds").timestamps() == [1_000_000, nil])
        #expect(try read.column("millis").timestamps() == [1_500_000, nil])
        #expect(try read.column("nanos").timestamps() == [1_500, nil])
        func count(_ column: String, _ condition: PushedFilter.Condition) throws -> Int {
            try reader.read(columns: [], filters: [PushedFilter(column, condition)]).rowCount
        }
        #expect(try count("millis", .equal(.timestamp(1_500_000))) == 1)
        #expect(try count("millis", .less(.timestamp(1_500_001))) == 1)
        #expect(try count("seconds", .greater(.timestamp(999_999))) == 1)
        #expect(try count("nanos", .equal(.timestamp(1_500))) == 1)
        #expect(try count("nanos", .isIn(Column(timestamps: [1_500]))) == 1)
        #expect(try count("tiny", .equal(.int64(1))) == 1)
        #expect(try count("large", .equal(.string("a"))) == 1)
    }

    @Test func unsignedValuesThatDoNotFitAreAnError() throws {
        let column = try Kernel.column("bit_wise_not", Column(int64s: [0]).cast(to: .uint64))
        let reader = try reader(Table([("u", column)]))
        let error = try #require(throws: ColumnarError.self) { try reader.read() }
        #expect(error.code == .overflow)
        #expect(error.context.column == "u")
    }

    @Test func unhandledTypesAreAnErrorOnlyWhereRead() throws {
        let pair = try Kernel.column(
            "make_struct", [.column(Column(int64s: [1])), .column(Column(int64s: [2]))], .makeStruct(["a", "b"]))
        let reader = try reader(Table([("x", Column(int64s: [7])), ("pair", pair)]))
        #expect(try reader.read(columns: ["x"]).column("x").int64s() == [7])
        let error = try #require(throws: ColumnarError.self) { try reader.read() }
        #expect(error.code == .unsupported)
        #expect(error.context.column == "pair")
        #expect(error.message.contains("columns:"))
    }

    @Test func typesTheUserSetsAreCastTo() throws {
        let reader = try reader(sample(), types: ["n": .string, "s": .string])
        #expect(reader.schema["n"] == .string)
        #expect(try reader.read(columns: ["n"]).column("n").strings() == ["1", nil, "3", "4"])
        #expect(
            try reader.read(columns: ["s"], filters: [PushedFilter("n", .equal(.string("4")))]).column("s").strings()
                == [""])
        let bad = try self.reader(sample(), types: ["s": .int64])
        let error = try #require(throws: ColumnarError.self) { try bad.read() }
        #expect(error.context.column == "s")
    }

    @Test func rowsOfManyRowGroupsKeepTheirOrder() throws {
        let rows: Int64 = 2_500_000
        let writer = try ColumnWriter<Int64>(count: Int(rows))
        for row in 0..<Int(rows) { writer[row] = Int64(row) }
        let reader = try reader(Table([("n", try writer.finish())]))
        let table = try reader.read(filters: [PushedFilter("n", .greaterOrEqual(.int64(10)))])
        let ordered = try table.column("n").withInt64s { values in
            values.buffer.indices.allSatisfy { values[$0] == Int64($0) + 10 }
        }
        #expect(table.rowCount == Int(rows) - 10)
        #expect(ordered)
    }

    @Test func aFileThatIsNoParquetIsNamed() throws {
        let path = try scratch.file("bad.parquet", "not parquet at all")
        let error = try #require(throws: ColumnarError.self) { try FileReader(.parquet, pattern: path) }
        #expect(error.context.file == path)
    }
}
