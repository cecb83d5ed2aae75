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
    /// Writes a table's rows into a table of the database, in their order, as `SQLDialect.storable` has them. Appended columns are
    /// matched by name, and those that are left out take their defaults. Blocks; within a `transaction` it is undone with it.
    ///
    /// - Parameters:
    ///   - schema: where it is, or goes; nil: where the connection looks first.
    ///   - isTemporary: it goes with the connection, and nobody else sees it.
    package func ingest(
        _ table: Table, into name: String, in schema: String? = nil, mode: IngestMode, isTemporary: Bool = false,
        interruption: Interruption? = nil
    ) throws(DatabaseError) {
        let target = try dialect.identifier((schema.map { [$0] } ?? []) + [name])
        var columns: [String] = []
        for column in table.names { columns.append(try dialect.identifier(column)) }
        let stored = try dialect.storable(table)
        guard mode == .append, !isTemporary, dialect == .duckdb || dialect == .postgresql else {
            return try load(stored, into: name, in: schema, mode: mode, isTemporary: isTemporary, interruption)
        }
        // These drivers append by position, or as bytes that must be of the very type; the database itself matches and casts.
        let staging = "weir_staged_rows"
        try load(stored, into: staging, in: nil, mode: .replace, isTemporary: true, interruption)
        let list = columns.joined(separator: ", ")
        try execute("insert into \(target) (\(list)) select \(list) from \(staging)", interruption: interruption)
        try execute("drop table \(staging)")
    }

    /// Writes rows into a new table of the database as they come, in their order. Of DuckDB alone, which has every type that columns have.
    /// Blocks. An error of the rows may be taken for their end: whoever needs to know asks them for the next.
    package func ingest(
        _ rows: BatchReader, into name: String, interruption: Interruption? = nil
    ) throws(DatabaseError) {
        guard dialect == .duckdb else {
            throw DatabaseError(.unsupported, "rows are taken as a stream by DuckDB alone")
        }
        try SQLDialect.refuseNUL(name, "the name")
        let statement = try Statement(self, interruption)
        try statement.set("adbc.ingest.target_table", name)
        try statement.set("adbc.ingest.mode", IngestMode.create.option)
        try statement.bind(rows)
        _ = try statement.update()
    }

    /// By the driver's own means.
    private func load(
        _ stored: Table, into name: String, in schema: String?, mode: IngestMode, isTemporary: Bool,
        _ interruption: Interruption?
    ) throws(DatabaseError) {
        let statement = try Statement(self, interruption)
        try statement.set("adbc.ingest.target_table", name)
        try statement.set("adbc.ingest.mode", mode.option)
        if let schema { try statement.set("adbc.ingest.target_db_schema", schema) }
        if isTemporary { try statement.set("adbc.ingest.temporary", "true") }
        try statement.bind(stored)
        _ = try statement.update()
    }
}
