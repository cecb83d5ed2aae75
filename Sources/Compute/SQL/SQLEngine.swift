import ADBC
import Columnar
import Plan

/// An SQL engine over a database of its own, which lies in memory, holds the tables that it is given, and goes with it. One thread.
///
/// A query can reach nothing else but files that it is allowed: DuckDB is told to open no other, to load no extension and to let nobody
/// tell it otherwise; SQLite opens files by statements only, which are no queries.
struct SQLEngine {
    let name: FrameworkName
    private let connection: Connection

    /// The engines there are, the one that is taken where nothing is said first.
    static let names: [FrameworkName] = [.duckdb, .sqlite]

    /// - Parameter files: absolute paths that DuckDB may read.
    init(_ name: FrameworkName, _ drivers: DriverLocator, files: [String] = []) throws(DatabaseError) {
        self.name = name
        let database = try Database(try Driver.load(name.rawValue, drivers), Self.options(of: name))
        connection = try database.connect()
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

    /// Gives the query a table to read; a copy. Blocks.
    func add(_ table: Table, named name: String, interruption: Interruption? = nil) throws(DatabaseError) {
        try connection.ingest(table, into: name, mode: .create, interruption: interruption)
    }

    /// The columns that a query would give; runs nothing.
    func schema(of query: String) throws(DatabaseError) -> Schema {
        let schema = try connection.schema(ofQuery: query)
        // DuckDB says nothing of a query that makes no sense, until it is to be run.
        return schema.fields.isEmpty ? try connection.query(query).schema : schema
    }

    /// The rows of a query, in memory that is not the engine's. Blocks.
    func rows(of query: String, interruption: Interruption) throws(DatabaseError) -> Table {
        try connection.query(query, interruption: interruption)
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
