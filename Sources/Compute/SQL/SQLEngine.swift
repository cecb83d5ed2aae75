import ADBC
import Columnar
import Plan

/// An SQL engine over a database of its own, which lies in memory, holds the tables that it is given, and goes with it; or a server that
/// is asked to change nothing. One thread.
///
/// A query can reach nothing else but what it is allowed: DuckDB is told to open no other file, to load no extension and to let nobody
/// tell it otherwise; SQLite opens files by statements only, which are no queries.
struct SQLEngine {
    let name: FrameworkName
    private let connection: Connection

    /// The engines that a group's query runs in, the one that is taken where nothing is said first.
    static let names: [FrameworkName] = [.duckdb, .sqlite]

    /// - Parameters:
    ///   - files: absolute paths that DuckDB may read.
    ///   - databases: what the query reads of itself; for a server the server alone.
    init(
        _ name: FrameworkName, _ drivers: DriverLocator, files: [String] = [], databases: [QueryWork.Database] = []
    ) throws(DatabaseError) {
        self.name = name
        if name == .postgresql {
            guard let server = databases.first.flatMap({ DatabaseSource($0.origin) }) else {
                throw DatabaseError(.invalid, "no server is named for the query")
            }
            connection = try server.connect(drivers)
            return
        }
        let database = try Database(try Driver.load(name.rawValue, drivers), Self.options(of: name))
        connection = try database.connect()
        for database in databases { try attach(database) }
        guard name == .duckdb else { return }
        if !files.isEmpty {
            var paths: [String] = []
            for file in files { paths.append(try SQLDialect.duckdb.literal(.string(file))) }
            try connection.execute("set allowed_paths = [\(paths.joined(separator: ", "))]")
        }
        for setting in [
            "autoinstall_known_extensions = false", "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ] {
            try connection.execute("set \(setting)")
        }
    }

    private static func options(of name: FrameworkName) -> [String: String] {
        // Otherwise all SQLite databases in memory are one.
        name == .sqlite ? ["uri": ":memory:"] : [:]
    }

    /// A file of a database, to be read.
    private func attach(_ database: QueryWork.Database) throws(DatabaseError) {
        guard let source = DatabaseSource(database.origin), let alias = database.alias, let path = source.path else {
            throw DatabaseError(.invalid, "\(database.origin) cannot be attached")
        }
        let dialect = connection.dialect
        let place = dialect == .sqlite ? DatabaseSource.readOnlyURI(path) : path
        try connection.execute(
            "attach \(try dialect.literal(.string(place))) as \(try dialect.identifier(alias))"
                + (dialect == .duckdb ? " (read_only)" : ""))
    }

    /// Gives the query a table to read; a copy. Blocks.
    func add(_ table: Table, named name: String, interruption: Interruption? = nil) throws(DatabaseError) {
        try connection.ingest(table, into: name, mode: .create, interruption: interruption)
    }

    /// Gives DuckDB a table to read, of rows that come as it takes them. Blocks.
    func add(_ rows: BatchReader, named name: String, interruption: Interruption) throws(DatabaseError) {
        try connection.ingest(rows, into: name, interruption: interruption)
    }

    /// The columns that a query would give; runs nothing.
    func schema(of query: String) throws(DatabaseError) -> Schema {
        let schema = try connection.schema(ofQuery: query)
        // DuckDB says nothing of a query that makes no sense, until it is to be run.
        return schema.fields.isEmpty ? try connection.query(query).schema : schema
    }

    /// The rows of a query, in memory that is not the engine's. Blocks.
    ///
    /// - Parameter rules: hold for what the query reads, or it fails.
    func rows(
        of query: String, rules: [QueryWork.Rule] = [], interruption: Interruption
    ) throws -> Table {
        guard !rules.isEmpty else { return try connection.query(query, interruption: interruption) }
        // So that what was checked is what is read.
        return try connection.transaction {
            try SQLiteColumns.check(rules, connection, interruption)
            return try connection.query(query, interruption: interruption)
        }
    }
}

extension ComputeError {
    init(_ error: DatabaseError) {
        let code: Code =
            switch error.code {
            case .data, .failed: .data
            case .invalid, .notFound, .alreadyExists: .mismatch
            case .driver, .unsupported: .unsupported
            case .refused, .io: .file
            case .cancelled, .memory: .internal
            }
        self.init(code, error.message, column: error.context.column, value: error.context.value, cause: error)
    }
}
