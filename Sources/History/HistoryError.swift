import ADBC

/// Why runs cannot be recorded, or what is recorded cannot be read. Never a reason for a run to fail.
package struct HistoryError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// SQLite's driver is missing, or cannot be loaded.
        case driver
        /// The file is none of SQLite's, or is damaged, or is another program's.
        case damaged
        /// A later version of this program wrote it.
        case newer
        /// Somebody else has held it for too long, or the disk is full, or the folder cannot be written, …
        case failed
    }

    package var code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// What SQLite says of a file.
    init(_ error: DatabaseError, at path: String) {
        switch error.code {
        case .driver: self.init(.driver, error.message)
        default:
            let isDamaged = Self.damage.contains { error.message.contains($0) }
            self.init(isDamaged ? .damaged : .failed, "\(path): \(error.message)")
        }
    }

    /// What SQLite's messages of SQLITE_CORRUPT and SQLITE_NOTADB say (sqlite3_errstr); its driver does not give the codes of all.
    private static let damage = ["malformed", "not a database", "unsupported file format"]
}
