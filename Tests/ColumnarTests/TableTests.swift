import Testing

@testable import Columnar

@Suite struct TableTests {
    private func sample() throws -> Table {
        try Table([("a", Column(int64s: [1, 2, nil])), ("b", Column(strings: ["x", nil, "z"]))])
    }

    @Test func columnsAreFoundByName() throws {
        let table = try sample()
        #expect(table.names == ["a", "b"])
        #expect(table.rowCount == 3)
        #expect(table["a"]?.type == .int64)
        #expect(table["c"] == nil)
        let error = try #require(throws: ColumnarError.self) { try table.column("c") }
        #expect(error.code == .notFound)
    }

    @Test func lengthsAndNamesMustAgree() throws {
        let column = try Column(int64s: [1])
        #expect(throws: ColumnarError.self) { try Table([("a", column), ("b", Column(int64s: []))]) }
        #expect(throws: ColumnarError.self) { try Table([("a", column), ("a", column)]) }
    }

    @Test func columnsAreSelectedAppendedReplacedAndRenamed() throws {
        let table = try sample()
        #expect(try table.selecting(["b"]).names == ["b"])
        #expect(try table.selecting([]).rowCount == 3)
        #expect(try table.appending("c", Column(bools: [true, true, nil])).names == ["a", "b", "c"])
        #expect(try table.setting("a", Column(int64s: [0, 0, 0])).column("a").int64s() == [0, 0, 0])
        #expect(try table.renaming(["a": "x"]).names == ["x", "b"])
        #expect(try table.dropping(["a"]).names == ["b"])
    }

    @Test func rowsAreSlicedFilteredAndTaken() throws {
        let table = try sample()
        #expect(try table.slice(offset: 1, count: 2).column("b").strings() == [nil, "z"])
        let filtered = try table.filter(Column(bools: [true, nil, true]))
        #expect(filtered.rowCount == 2)
        #expect(try filtered.column("a").int64s() == [1, nil])
        let taken = try table.take(Column(int64s: [2, nil]))
        #expect(try taken.column("b").strings() == ["z", nil])
        let bare = try table.selecting([])
        #expect(try bare.filter(Column(bools: [true, nil, true])).rowCount == 2)
    }

    @Test func tablesOfOneSchemaConcatenate() throws {
        let table = try sample()
        let twice = try Table.concat([table, table])
        #expect(twice.rowCount == 6)
        #expect(try twice.column("a").int64s() == [1, 2, nil, 1, 2, nil])
        #expect(throws: ColumnarError.self) { try Table.concat([table, table.selecting(["a"])]) }
    }

    @Test func sharedMemoryCountsOnce() throws {
        let column = try Column(int64s: Array(0..<1_000))
        let table = try Table([("a", column), ("b", column), ("c", column.slice(offset: 0, count: 1_000))])
        #expect(table.byteCount == 8_000)
    }
}
