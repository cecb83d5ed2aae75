import ADBC
import Columnar
import Plan

/// What a plan reads of a database: which driver, what it opens, and which relation of it.
struct DatabaseSource {
    let driver: String
    let relation: SourceDeclaration.Relation
    /// The database as the plan names it, without credentials.
    let written: String
    /// The file it lies in; nil for a server and for a database in memory.
    let path: String?
    private let options: [String: String]

    /// Nil for files.
    init?(_ origin: SourceDeclaration.Origin) {
        switch origin {
        case .file: return nil
        case .sqlite(let path, let written, let relation):
            driver = "sqlite"
            self.relation = relation
            self.written = written
            self.path = path == ":memory:" ? nil : path
            options = ["uri": path == ":memory:" ? path : Self.readOnlyURI(path)]
        case .duckdb(let path, let written, let relation):
            driver = "duckdb"
            self.relation = relation
            self.written = written
            self.path = path == ":memory:" ? nil : path
            // One in memory is nobody else's, and DuckDB refuses to open it read-only.
            options = path == ":memory:" ? ["path": path] : ["path": path, "access_mode": "READ_ONLY"]
        case .postgresql(let uri, let relation):
            driver = "postgresql"
            self.relation = relation
            written = Redaction.address(uri)
            path = nil
            options = ["uri": uri]
        case .adbc(let driver, let uri, let relation):
            self.driver = driver
            self.relation = relation
            written = Redaction.address(uri)
            path = nil
            options = ["uri": uri]
        }
    }

    /// A connection that changes nothing, as far as the database can refuse to. Blocks.
    func connect(_ drivers: DriverLocator) throws(DatabaseError) -> Connection {
        let connection = try Database.open(driver, options, drivers).connect()
        if connection.dialect == .postgresql { try connection.execute("set default_transaction_read_only = on") }
        return connection
    }

    /// SQLite's way to open a file that it must not change, nor make.
    static func readOnlyURI(_ path: String) -> String {
        let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        return "file:\(escaped)?mode=ro"
    }
}

extension Database {
    /// Opens a database whose address may name secrets. Blocks.
    static func open(
        _ driver: String, _ options: [String: String], _ drivers: DriverLocator
    ) throws(DatabaseError) -> Database {
        let driver = try Driver.load(driver, drivers)
        guard let uri = options["uri"] else { return try Database(driver, options) }
        var options = options
        let (address, secrets) = try Secrets().resolve(uri)
        options["uri"] = address
        return try Database(driver, options, secrets: secrets)
    }
}

extension ComputeError {
    /// What a database says, of a source as the plan names it.
    init(_ error: DatabaseError, _ written: String) {
        let code: Code =
            switch error.code {
            case .data: .data
            case .io, .notFound, .refused: .file
            case .driver, .unsupported: .unsupported
            case .invalid, .alreadyExists, .failed, .cancelled: .mismatch
            case .memory: .internal
            }
        self.init(
            code, error.message + (error.sqlState.map { " (SQLSTATE \($0))" } ?? ""),
            file: error.code == .driver ? nil : written, column: error.context.column,
            value: error.context.value, cause: error)
    }
}
