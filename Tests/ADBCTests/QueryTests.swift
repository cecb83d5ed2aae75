import Columnar
import Testing

@testable import ADBC

@Suite struct QueryTests {
    @Test(arguments: TestDatabase.allCases) func aQueryReturnsItsRowsInOrder(_ database: TestDatabase) throws {
        let table = try database.connect().query("select 1 as a, 'ä' as b union all select 2, null order by 1 desc")
        #expect(table.names == ["a", "b"])
        #expect(try table.column("a").cast(to: .int64).int64s() == [2, 1])
        #expect(try table.column("b").strings() == [nil, "ä"])
    }

    @Test(arguments: TestDatabase.allCases) func aQueryWithoutRowsHasColumns(_ database: TestDatabase) throws {
        let table = try database.connect().query("select 'x' as a where 1 = 0")
        #expect(table.names == ["a"])
        #expect(table.rowCount == 0)
    }

    @Test(arguments: TestDatabase.allCases) func parametersAreBound(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let places = (0..<5).map { connection.dialect.placeholder($0) }
        let sql = "select \(places[0]) as i, \(places[1]) as f, \(places[2]) as s, \(places[3]) as n, \(places[4]) as b"
        let hostile = "'; drop table t; --"
        let table = try connection.query(
            sql, [.int64(.min), .double(-0.5), .string(hostile), .null, .binary([0, 255])])
        #expect(try table.column("i").scalar(at: 0) == .int64(.min))
        #expect(try table.column("f").scalar(at: 0) == .double(-0.5))
        #expect(try table.column("s").scalar(at: 0) == .string(hostile))
        #expect(try table.column("n").nullCount == 1)
        #expect(try table.column("b").scalar(at: 0) == .binary([0, 255]))
    }

    @Test(arguments: TestDatabase.allCases) func manyRowsComeInBatches(_ database: TestDatabase) throws {
        let sql = "with recursive r(x) as (select 1 union all select x + 1 from r where x < 200000) select x from r"
        let stream = try database.connect().stream(sql)
        var batches = 0
        var rows = 0
        while let batch = try stream.next() {
            batches += 1
            rows += batch.rowCount
        }
        #expect(rows == 200_000)
        #expect(batches > 1)
        #expect(try stream.next() == nil)
    }

    /// A driver's own stream borrows from its statement.
    @Test(arguments: TestDatabase.allCases) func aStreamOutlivesItsConnection(_ database: TestDatabase) throws {
        let stream = try stream(database)
        #expect(
            try stream.table().column("x").cast(to: .int64).int64s().compactMap { $0 }.reduce(0, +) == 5_000_050_000)
    }

    private func stream(_ database: TestDatabase) throws -> ResultStream {
        let connection = try database.connect()
        try connection.execute(
            "create table t as with recursive r(x) as (select 1 union all select x + 1 from r where x < 100000) select x from r"
        )
        return try connection.stream("select x from t")
    }

    @Test(arguments: TestDatabase.allCases) func aStreamMayBeLetGoOfEarly(_ database: TestDatabase) throws {
        let connection = try database.connect()
        var stream: ResultStream? = try connection.stream(
            "with recursive r(x) as (select 1 union all select x + 1 from r where x < 200000) select x from r")
        #expect(try stream?.next() != nil)
        stream = nil
        #expect(try connection.query("select 1 as a").rowCount == 1)
    }

    @Test(arguments: TestDatabase.allCases) func rowsOutliveEverything(_ database: TestDatabase) throws {
        let table = try database.connect().query("select 'kept' as a")
        #expect(try table.column("a").strings() == ["kept"])
    }

    @Test(arguments: TestDatabase.allCases) func columnsAreToldWithoutRows(_ database: TestDatabase) throws {
        let connection = try database.connect()
        try connection.execute("create table t (a bigint, b double precision, c text)")
        let query = try connection.schema(ofQuery: "select c, a from t -- all\n")
        #expect(query.names == ["c", "a"])
        let table = try connection.schema(ofTable: "t")
        #expect(table.names == ["a", "b", "c"])
        // SQLite has no types but those of values, and there are none.
        guard database != .sqlite else { return }
        #expect(table["a"] == .int64)
        #expect(table["b"] == .float64)
        #expect(table["c"] == .string)
    }

    @Test(arguments: TestDatabase.allCases) func versionsAreKnown(_ database: TestDatabase) throws {
        let version = try #require(try database.connect().version())
        #expect(version.contains("."))
    }
}
