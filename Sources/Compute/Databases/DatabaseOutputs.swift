import ADBC
import Columnar
package import Plan
import Synchronization

/// The databases that a run's outputs go into: a connection and a transaction each, which begin with the first table and end
/// together.
///
/// Rows wait in memory for the end of the run, so that no step holds a transaction open, in this process or in a worker's: what is
/// retried, cancelled or killed has written nothing, and a database is locked only as long as it takes to write.
package final class DatabaseOutputs: OutputTables {
    private struct Open {
        var database: OutputDeclaration.TableTarget.Database
        var connection: Connection
    }

    private let drivers: DriverLocator
    private let open = Mutex<[Open]>([])

    package init(drivers: [String: String] = [:]) { self.drivers = DriverLocator(paths: drivers) }

    package func write(_ data: any SlotData, to target: OutputDeclaration.TableTarget) -> String? {
        do {
            let table = try Self.table(data)
            let connection = try connection(to: target.database)
            let path = try DatabaseTables(connection).place(target.table)
            try connection.ingest(
                table, into: path.name, in: path.schema, mode: IngestMode(target.mode))
            return nil
        } catch {
            return "\(target.database) table \(target.table): \(error)"
        }
    }

    package func commit() -> String? {
        let all = takeAll()
        for (index, open) in all.enumerated() {
            do throws(DatabaseError) {
                try open.connection.commit()
            } catch {
                for open in all[(index + 1)...] { try? open.connection.rollBack() }
                let done = all[..<index].map { "\($0.database)" }
                return "the tables in \(open.database) could not be committed: \(error)"
                    + (done.isEmpty ? "" : "; those in \(done.joined(separator: ", ")) have been")
            }
        }
        return nil
    }

    package func rollBack() {
        for open in takeAll() { try? open.connection.rollBack() }
    }

    private func takeAll() -> [Open] {
        open.withLock { open in
            defer { open = [] }
            return open
        }
    }

    private func connection(to database: OutputDeclaration.TableTarget.Database) throws -> Connection {
        if let known = open.withLock({ $0.first { $0.database == database } }) { return known.connection }
        let connection = try database.connect(drivers)
        try connection.begin()
        open.withLock { $0.append(Open(database: database, connection: connection)) }
        return connection
    }

    private static func table(_ data: any SlotData) throws -> Table {
        let data = if let shared = data as? SharedData { try ArrowFramework().map(shared) } else { data }
        guard let table = (data as? TableData)?.table else {
            throw ComputeError(.internal, "\(type(of: data)) is no table")
        }
        return table
    }
}

extension OutputDeclaration.TableTarget.Database {
    /// A connection that may write; a file that is not there is made, with its folder.
    fileprivate func connect(_ drivers: DriverLocator) throws -> Connection {
        try prepare(drivers)
        return try Database.open(driver, options, drivers).connect()
    }

    /// Sees to it that what can be known beforehand does not keep rows from being written: the driver, the secrets, the folder.
    func prepare(_ drivers: DriverLocator) throws {
        _ = try Driver.load(driver, drivers)
        switch self {
        case .sqlite(let path, let written), .duckdb(let path, let written):
            try SQLDialect.refuseNUL(path, "the path")
            do throws(FileSystem.Failure) {
                try FileSystem.makeFolder(FileSystem.folder(of: path))
            } catch {
                throw ComputeError(.file, "its folder cannot be made: \(error.reason)", file: written)
            }
        case .postgresql(let uri):
            _ = try Secrets().resolve(uri)
        }
    }

    private var driver: String {
        switch self {
        case .sqlite: "sqlite"
        case .duckdb: "duckdb"
        case .postgresql: "postgresql"
        }
    }

    private var options: [String: String] {
        switch self {
        case .sqlite(let path, _): ["uri": path]
        case .duckdb(let path, _): ["path": path]
        case .postgresql(let uri): ["uri": uri]
        }
    }
}

extension IngestMode {
    fileprivate init(_ mode: OutputDeclaration.TableMode) {
        switch mode {
        case .create: self = .create
        case .append: self = .append
        case .replace: self = .replace
        }
    }
}
