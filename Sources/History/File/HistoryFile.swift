package import ADBC
import Columnar
import Compute

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The file of a folder's history, `.weir/history.db`, in which SQLite keeps what is known of runs. Several processes may use one at
/// once; one that is damaged is set aside, and a new one begun. A value that names it; every call opens it, and blocks.
package struct HistoryFile: Sendable {
    package let path: String
    private let drivers: DriverLocator
    private let schema: HistorySchema

    /// - Parameter memoryFolder: `.weir` beside the plans.
    package init(in memoryFolder: String, drivers: DriverLocator) {
        self.init(path: memoryFolder + "/history.db", drivers: drivers, schema: .current)
    }

    init(path: String, drivers: DriverLocator, schema: HistorySchema) {
        // SQLite takes what begins with `file:` for more than a path.
        self.path = path.hasPrefix("/") ? path : "./" + path
        self.drivers = drivers
        self.schema = schema
    }

    package var exists: Bool { access(path, F_OK) == 0 }

    /// Where a damaged file is kept for whoever wants to look into it.
    package var damagedPath: String { path + ".damaged" }

    /// Loads the driver, so that the first `open` takes no longer than others. Blocks for a moment.
    package func prepare() throws(HistoryError) {
        do throws(DatabaseError) {
            _ = try Driver.load("sqlite", drivers)
        } catch {
            throw HistoryError(error, at: path)
        }
    }

    /// Opens the file, which is made where there is none, and brings its tables up to this version.
    func open() throws(HistoryError) -> Connection {
        do {
            try FileSystem.makeFolder(FileSystem.folder(of: path))
        } catch {
            throw HistoryError(.failed, "\(FileSystem.folder(of: path)): \(error.reason)")
        }
        return try connect()
    }

    private func connect() throws(HistoryError) -> Connection {
        do {
            let connection = try Database(try Driver.load("sqlite", drivers), ["uri": path]).connect()
            // Waits so long for another process that writes.
            _ = try connection.query("pragma busy_timeout = 30000")
            try connection.execute("pragma foreign_keys = on")
            // No run waits for the disk: what is committed survives any end of the process all the same. Only where the system itself
            // goes down soon after may the file be damaged, and then it begins anew.
            try connection.execute("pragma synchronous = off")
            try update(connection)
            return connection
        } catch let error as DatabaseError {
            throw HistoryError(error, at: path)
        } catch let error as HistoryError {
            throw error
        } catch {
            throw HistoryError(.failed, "\(path): \(error)")
        }
    }

    /// What a value in the header is.
    private static func header(_ name: String, _ connection: Connection) throws -> Int {
        Int(try connection.query("pragma \(name)").columns.first?.int64s().first.flatMap { $0 } ?? 0)
    }

    /// Brings the tables up to this version.
    private func update(_ connection: Connection) throws {
        if try isCurrent(connection) { return }
        // Others go on reading while one writes, and a process that dies in the middle of it leaves nothing half done. It stays so for
        // good; where the file system has no means for it, or another is at the file, that is no obstacle.
        _ = try? connection.query("pragma journal_mode = wal")
        try connection.transaction {
            // To write makes this process the only one that does, so that what it then reads stays true.
            try connection.execute("pragma application_id = \(HistorySchema.applicationID)")
            for change in schema.changes[try Self.header("user_version", connection)...] {
                for statement in change { try connection.execute(statement) }
            }
            try connection.execute("pragma user_version = \(schema.version)")
        }
    }

    /// - Throws: where a later version, or another program, has written the file.
    private func isCurrent(_ connection: Connection) throws -> Bool {
        // In one statement, so that all is of one moment: another process may be making the tables just now.
        let state = try connection.query(
            """
            select (select user_version from pragma_user_version), (select application_id from pragma_application_id), \
            (select count(*) from sqlite_master)
            """
        ).columns.map { Int(try $0.int64s().first.flatMap { $0 } ?? 0) }
        let (version, application, tables) = (state[0], state[1], state[2])
        if version == 0 && application == 0 {
            guard tables == 0 else { throw HistoryError(.damaged, "\(path): another program has written this file") }
            return schema.version == 0
        }
        guard application == HistorySchema.applicationID else {
            throw HistoryError(.damaged, "\(path): another program has written this file")
        }
        guard version <= schema.version else {
            throw HistoryError(
                .newer,
                "\(path): a later version of weir has written this file (its tables have version \(version), this weir knows \(schema.version))"
            )
        }
        return version == schema.version
    }

    // MARK: Damage

    /// Does something with the file. If that is damaged, it is set aside, and a new one takes its place.
    ///
    /// - Parameter body: done once more with the new file where it fails for a damaged one.
    /// - Returns: what was set aside, for people; nil: nothing.
    func withConnection<Result>(_ body: (Connection) throws -> Result) throws(HistoryError) -> (Result, note: String?) {
        do throws(HistoryError) {
            return (try attempt(body), nil)
        } catch {
            guard error.code == .damaged, setAside() else { throw error }
            return (
                try attempt(body),
                "the history of runs was damaged and begins anew; what there was is in \(damagedPath) (\(error))"
            )
        }
    }

    /// Looks something up. A file that is damaged stays where it is.
    func reading<Result>(_ body: (Connection) throws -> Result) throws(HistoryError) -> Result { try attempt(body) }

    private func attempt<Result>(_ body: (Connection) throws -> Result) throws(HistoryError) -> Result {
        let connection = try open()
        do {
            return try body(connection)
        } catch let error as HistoryError {
            throw error
        } catch let error as DatabaseError {
            throw HistoryError(error, at: path)
        } catch {
            throw HistoryError(.failed, "\(path): \(error)")
        }
    }

    /// Whether all of the file is as SQLite wants it. Reads all of it.
    package func isSound() -> Bool {
        guard let connection = try? connect(),
            let rows = try? connection.query("pragma integrity_check(1)").columns.first?.strings(),
            let foreign = try? connection.query("pragma foreign_key_check").rowCount
        else { return false }
        return rows == ["ok"] && foreign == 0
    }

    /// Renames a damaged file, and what SQLite keeps beside it. Returns whether the file that is there now may be tried: of several
    /// processes that find the same file damaged, the first sets it aside, and the others find a sound one.
    private func setAside() -> Bool {
        guard let lock = FileLock(path + ".lock") else { return false }
        defer { lock.release() }
        if !exists || isSound() { return true }
        for suffix in ["-wal", "-shm"] {
            if rename(path + suffix, damagedPath + suffix) != 0 { unlink(damagedPath + suffix) }
        }
        return rename(path, damagedPath) == 0
    }
}
