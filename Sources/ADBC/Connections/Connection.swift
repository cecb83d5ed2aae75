internal import CADBC
package import Columnar
internal import Plan

/// A connection to a database. One thread at a time, which need not always be the same; every call may block as long as the database
/// takes, so never on Swift's cooperative pool. It commits each statement, except within `transaction`.
package final class Connection: @unchecked Sendable {
    // Sendable: the pointer is a constant; that one thread at a time uses it is for its owner to see to.
    let pointer: OpaquePointer
    let database: Database
    var isInTransaction = false

    package var dialect: SQLDialect { database.dialect }

    init(_ database: Database) throws(DatabaseError) {
        self.database = database
        pointer = try DatabaseError.make(database.redaction) { cadbc_connection_open(database.pointer, nil, 0, $0) }
        for statement in dialect.sessionSetup { try execute(statement) }
    }

    deinit { cadbc_connection_release(pointer) }

    // MARK: Queries

    /// Begins a query.
    ///
    /// - Parameters:
    ///   - parameters: values in the places that `SQLDialect.placeholder` writes; they are bound and never become text.
    ///   - interruption: stops it from another thread, as long as the stream is read.
    package func stream(
        _ sql: String, _ parameters: [Scalar] = [], interruption: Interruption? = nil
    ) throws(DatabaseError) -> ResultStream {
        let statement = try statement(sql, parameters, interruption)
        if dialect == .sqlite {
            // It takes the types of columns from the first batch, and a value of another in a later one is an error.
            try statement.set("adbc.sqlite.query.batch_rows", "65536")
        }
        return try statement.query()
    }

    /// The rows of a query, of the few types that `Table.normalised` gives.
    package func query(
        _ sql: String, _ parameters: [Scalar] = [], interruption: Interruption? = nil
    ) throws(DatabaseError) -> Table {
        try stream(sql, parameters, interruption: interruption).table()
    }

    /// Runs what returns no rows. Returns how many rows it changed, where the driver knows.
    @discardableResult
    package func execute(
        _ sql: String, _ parameters: [Scalar] = [], interruption: Interruption? = nil
    ) throws(DatabaseError) -> Int? {
        try statement(sql, parameters, interruption).update()
    }

    /// Runs what returns no rows, once for each row of a table, whose columns are the parameters in their order; prepared once.
    package func execute(_ sql: String, eachOf rows: Table) throws(DatabaseError) {
        guard rows.rowCount > 0 else { return }
        let statement = try Statement(self, nil)
        try statement.setQuery(sql)
        try statement.prepare()
        try statement.bind(try dialect.storable(rows))
        _ = try statement.update()
    }

    private func statement(
        _ sql: String, _ parameters: [Scalar], _ interruption: Interruption?
    ) throws(DatabaseError) -> Statement {
        let statement = try Statement(self, interruption)
        try statement.setQuery(sql)
        if !parameters.isEmpty {
            try statement.prepare()
            try statement.bind(try Self.row(parameters, dialect))
        }
        return statement
    }

    private static func row(_ values: [Scalar], _ dialect: SQLDialect) throws(DatabaseError) -> Table {
        for case .string(let text) in values { try SQLDialect.refuseNUL(text, "the text") }
        let row = try DatabaseError.columnar { () throws(ColumnarError) in
            var columns: [Column] = []
            for value in values { columns.append(try Column(repeating: value, count: 1)) }
            return try Table(names: columns.indices.map { "\($0)" }, columns: columns, rowCount: 1)
        }
        return try dialect.storable(row)
    }

    // MARK: Columns

    /// The columns that a query would give. SQLite has types of values only: there they are those of the first rows.
    package func schema(ofQuery sql: String) throws(DatabaseError) -> Schema {
        let statement = try Statement(self, nil)
        try statement.setQuery(sql)
        do throws(DatabaseError) {
            return try statement.schema()
        } catch {
            guard error.code == .unsupported else { throw error }
        }
        return try stream("select * from (\(sql)\n) as q limit 0").schema
    }

    /// The columns of a table, within the first of the places that the database searches where no schema is named; SQLite's as
    /// those of a query.
    package func schema(ofTable table: String, in schema: String? = nil) throws(DatabaseError) -> Schema {
        for name in [table] + (schema.map { [$0] } ?? []) { try SQLDialect.refuseNUL(name, "the name") }
        let stream = CStream()
        try DatabaseError.check(database.redaction) {
            cadbc_connection_table_schema(pointer, schema, table, stream.pointer, $0)
        }
        return try ResultStream.reader(stream, database.redaction).schema
    }

    // MARK: What it is

    /// The version of the database, as the driver tells it; nil where it does not.
    package func version() -> String? {
        // The table of ADBC's GetInfo has a union of values, which nothing else here reads.
        let query: String? =
            switch dialect {
            case .sqlite: "select sqlite_version()"
            case .duckdb: "select library_version from pragma_version()"
            case .postgresql: "show server_version"
            case .spark: "select version()"
            case .standard: nil
            }
        guard let query, let table = try? self.query(query), table.rowCount == 1, let column = table.columns.first,
            case .string(let version)? = try? column.scalar(at: 0)
        else { return nil }
        return version
    }
}
