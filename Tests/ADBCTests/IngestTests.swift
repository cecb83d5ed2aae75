import Columnar
import Testing

@testable import ADBC

@Suite struct IngestTests {
    private func everything() throws -> Table {
        try Table([
            ("bool", Column(bools: [true, false, nil])),
            ("int32", Column(int32s: [.min, .max, nil])),
            ("int64", Column(int64s: [.min, .max, nil])),
            ("float32", Column(doubles: [1.5, -.infinity, nil]).cast(to: .float32)),
            ("float64", Column(doubles: [0.1, .infinity, nil])),
            ("string", Column(strings: ["", "ünï 漢字 🙂 'q' \"d\" \\ ;--", nil])),
            ("binary", Column(binary: [[], [0, 1, 255], nil])),
            ("date", Column(dates: [-1, 19_000, nil])),
            ("timestamp", Column(timestamps: [-1, 1_700_000_000_000_000, nil])),
            ("nothing", Column(strings: [nil, nil, nil])),
        ])
    }

    /// SQLite keeps bools as numbers and times as texts, from which they are turned back.
    private func readBack(_ table: Table, as original: Table) throws -> Table {
        try table.conformed(to: Dictionary(uniqueKeysWithValues: original.schema.fields.map { ($0.name, $0.type) }))
    }

    @Test(arguments: TestDatabase.allCases) func everyTypeComesBack(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let table = try everything()
        try connection.ingest(table, into: "t", mode: .create)
        #expect(try readBack(connection.query("select * from t"), as: table) == table)
    }

    @Test(arguments: TestDatabase.allCases) func aTableWithoutRowsComesBack(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let table = try everything().slice(offset: 0, count: 0)
        try connection.ingest(table, into: "t", mode: .create)
        #expect(try readBack(connection.query("select * from t"), as: table) == table)
    }

    @Test func typesComeBackFromDuckDBAsTheyWere() throws {
        let connection = try TestDatabase.duckdb.connect()
        let table = try Table([
            ("nan", Column(doubles: [.nan, 1, nil])),
            ("decimal", Column(decimals: ["1.50", "-99999999.99", nil], precision: 10, scale: 2)),
        ])
        try connection.ingest(table, into: "t", mode: .create)
        #expect(try connection.query("select * from t") == table)
        let all = try everything()
        try connection.ingest(all, into: "u", mode: .create)
        #expect(try connection.query("select * from u").schema == all.schema)
    }

    @Test func whatSQLiteCannotHoldIsAnErrorThatNamesTheColumn() throws {
        let connection = try TestDatabase.sqlite.connect()
        let nan = try Table([("a", Column(int64s: [1, 2])), ("ratio", Column(doubles: [.nan, 1]))])
        let error = try #require(throws: DatabaseError.self) { try connection.ingest(nan, into: "t", mode: .create) }
        #expect(error.code == .unsupported)
        #expect(error.context.column == "ratio")
        #expect(error.description.contains("NaN"))
        let decimal = try Table([("price", Column(decimals: ["1.5"], precision: 4, scale: 1))])
        let other = try #require(throws: DatabaseError.self) {
            try connection.ingest(decimal, into: "t", mode: .create)
        }
        #expect(other.description.contains("price"))
        #expect(throws: DatabaseError.self) { try connection.query("select * from t") }
    }

    @Test func timesInSQLiteSortAsTexts() throws {
        let connection = try TestDatabase.sqlite.connect()
        let times: [Int64?] = [0, 500_000, 1, 1_000_000]
        try connection.ingest(Table([("t", Column(timestamps: times))]), into: "t", mode: .create)
        let table = try connection.query("select t from t order by t")
        #expect(try table.column("t").strings().first == "1970-01-01 00:00:00.000000")
        #expect(try table.column("t").cast(to: .utcTimestamp) == Column(timestamps: [0, 1, 500_000, 1_000_000]))
    }

    @Test func aValueThatDoesNotFitNamesItsColumn() throws {
        let table = try TestDatabase.sqlite.connect().query("select '2020-01-01' as day union all select 'soon'")
        let error = try #require(throws: DatabaseError.self) { try table.conformed(to: ["day": .date32]) }
        #expect(error.code == .data)
        #expect(error.context.column == "day")
        #expect(error.message.contains("soon"))
    }

    @Test(arguments: TestDatabase.allCases) func modesCreateAppendAndReplace(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let table = try Table([("a", Column(int64s: [1, 2]))])
        func rows() throws -> Scalar { try connection.query("select count(*) as n from t").column("n").scalar(at: 0) }
        #expect(throws: DatabaseError.self) { try connection.ingest(table, into: "t", mode: .append) }
        try connection.ingest(table, into: "t", mode: .create)
        #expect(throws: DatabaseError.self) { try connection.ingest(table, into: "t", mode: .create) }
        try connection.ingest(table, into: "t", mode: .append)
        #expect(try rows() == .int64(4))
        try connection.ingest(table, into: "t", mode: .replace)
        #expect(try rows() == .int64(2))
        try connection.ingest(table, into: "u", mode: .replace)
        #expect(try connection.query("select * from u").rowCount == 2)
    }

    @Test(arguments: TestDatabase.allCases) func temporaryTablesGoWithTheirConnection(_ database: TestDatabase) throws {
        let scratch = try Scratch()
        let path = scratch.name("d.db")
        do {
            let connection = try database.connect(path)
            try connection.ingest(Table([("a", Column(int64s: [1]))]), into: "t", mode: .create, isTemporary: true)
            #expect(try connection.query("select a from t").rowCount == 1)
        }
        #expect(throws: DatabaseError.self) { try database.connect(path).query("select a from t") }
    }
}
