import Columnar
import Testing

@testable import ADBC

@Suite struct QuotingTests {
    static let hostile = [
        "a\"b", "a'b", "`a`", "a; drop table t; --", "/* a", "a -- b", "\\", "\\'", "a\nb", "select", "ä 漢 🙂", "a.b",
        "$1", "?", "%s", " ",
    ]

    @Test(arguments: TestDatabase.allCases) func noNameEscapes(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let dialect = connection.dialect
        for name in Self.hostile {
            try connection.ingest(Table([(name, Column(int64s: [7]))]), into: name, mode: .create)
            let sql = "select \(try dialect.identifier(name)) from \(try dialect.identifier(name))"
            let table = try connection.query(sql)
            #expect(table.names == [name])
            #expect(try table.columns[0].scalar(at: 0) == .int64(7), "\(name)")
        }
    }

    @Test(arguments: TestDatabase.allCases) func noTextEscapes(_ database: TestDatabase) throws {
        let connection = try database.connect()
        for text in Self.hostile + [""] {
            let table = try connection.query("select \(try connection.dialect.literal(.string(text))) as a")
            #expect(try table.column("a").scalar(at: 0) == .string(text))
        }
    }

    @Test(arguments: TestDatabase.allCases) func literalsKeepValueAndType(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let values: [Scalar] = [
            .int64(.min), .int64(.max), .int64(-1), .double(0.1), .double(-.leastNonzeroMagnitude), .double(1e300),
            .double(3),
            .double(.infinity), .double(-.infinity), .binary([]), .binary([0, 16, 255]),
        ]
        for value in values {
            let table = try connection.query("select \(try connection.dialect.literal(value)) as a")
            let column = try table.column("a")
            #expect(column.type == .float64 || !isDouble(value), "\(value) came as \(column.type)")
            #expect(try column.scalar(at: 0) == value)
        }
    }

    private func isDouble(_ value: Scalar) -> Bool {
        if case .double = value { true } else { false }
    }

    @Test func timesAndDecimalsKeepTheirTypesInDuckDB() throws {
        let connection = try TestDatabase.duckdb.connect()
        let values: [Scalar] = [
            .timestamp(-1), .timestamp(1_700_000_000_123_456), .date(-1), .date(19_000), .bool(true), .double(.nan),
            .decimal("-1.50", precision: 10, scale: 2),
        ]
        for value in values {
            let table = try connection.query("select \(try connection.dialect.literal(value)) as a")
            let found = try table.column("a").scalar(at: 0)
            if case .double = value {
                #expect("\(found)" == "\(value)")
            } else {
                #expect(found == value)
            }
        }
    }

    @Test func timesInSQLiteAreTheTextsThatIngestWrites() throws {
        #expect(try SQLDialect.sqlite.literal(.timestamp(1)) == "'1970-01-01 00:00:00.000001'")
        #expect(try SQLDialect.sqlite.literal(.date(0)) == "'1970-01-01'")
        #expect(throws: DatabaseError.self) { try SQLDialect.sqlite.literal(.double(.nan)) }
    }

    @Test(arguments: TestDatabase.allCases) func aNULIsRefusedEverywhere(_ database: TestDatabase) throws {
        let connection = try database.connect()
        let table = try Table([("a", Column(int64s: [1]))])
        let places: [() throws -> Void] = [
            { _ = try connection.dialect.identifier("a\0b") },
            { _ = try connection.dialect.literal(.string("a\0b")) },
            { _ = try connection.query("select 1 \0 from t") },
            { _ = try connection.query("select \(connection.dialect.placeholder(0))", [.string("a\0b")]) },
            { try connection.ingest(table, into: "a\0b", mode: .create) },
            { try connection.ingest(table.renaming(["a": "a\0b"]), into: "t", mode: .create) },
            { _ = try connection.schema(ofTable: "a\0b") },
            { _ = try database.connect("a\0b") },
        ]
        for place in places {
            let error = try #require(throws: DatabaseError.self) { try place() }
            #expect(error.message.contains("NUL"), "\(error)")
        }
        #expect(throws: DatabaseError.self) { try connection.dialect.identifier("") }
    }

    @Test func sparkQuotesItsOwnWay() throws {
        #expect(try SQLDialect.spark.identifier("a`b") == "`a``b`")
        #expect(try SQLDialect.spark.literal(.string("a\\'b")) == #"'a\\\'b'"#)
        #expect(try SQLDialect.standard.identifier(["s", "t\""]) == "\"s\".\"t\"\"\"")
    }
}
