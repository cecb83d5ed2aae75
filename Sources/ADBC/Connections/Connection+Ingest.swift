package import Columnar

/// What happens where a table of the name is there already.
package enum IngestMode: String, Sendable, Hashable, CaseIterable {
    /// It is an error.
    case create
    /// The rows are added to it; that there is none is an error.
    case append
    /// It is dropped first, where there is one.
    case replace

    var option: String { "adbc.ingest.mode.\(rawValue)" }
}

extension Connection {
    /// Writes a table's rows into a table of the database, in their order, as `SQLDialect.storable` has them. Columns are matched by
    /// name where the driver does so, else by position. Blocks; within a `transaction` it is undone with it.
    ///
    /// - Parameters:
    ///   - schema: where it is, or goes; nil: where the connection looks first.
    ///   - isTemporary: it goes with the connection, and nobody else sees it.
    package func ingest(
        _ table: Table, into name: String, in schema: String? = nil, mode: IngestMode, isTemporary: Bool = false,
        interruption: Interruption? = nil
    ) throws(DatabaseError) {
        _ = try dialect.identifier(name)
        if let schema { _ = try dialect.identifier(schema) }
        for column in table.names { _ = try dialect.identifier(column) }
        let stored = try dialect.storable(table)
        let statement = try Statement(self, interruption)
        try statement.set("adbc.ingest.target_table", name)
        try statement.set("adbc.ingest.mode", mode.option)
        if let schema { try statement.set("adbc.ingest.target_db_schema", schema) }
        if isTemporary { try statement.set("adbc.ingest.temporary", "true") }
        try statement.bind(stored)
        _ = try statement.update()
    }
}
