import ADBC
import Columnar
import Plan

/// How the values of a column of SQLite are taken. SQLite types values, not columns, so each column gets one of four types: from what
/// the plan declares, else from how the table declares it, else from its first rows; and a value of another type is an error.
enum SQLiteStorage {
    case integer, real, text, blob

    var type: DataType {
        switch self {
        case .integer: .int64
        case .real: .float64
        case .text: .string
        case .blob: .binary
        }
    }

    /// A value of just this type.
    var example: String {
        switch self {
        case .integer: "0"
        case .real: "0.0"
        case .text: "''"
        case .blob: "x''"
        }
    }

    /// As SQLite derives a column's affinity from its declared type; nil where that leaves it open.
    init?(declared: String) {
        let declared = declared.uppercased()
        if declared.contains("INT") {
            self = .integer
        } else if ["CHAR", "CLOB", "TEXT"].contains(where: { declared.contains($0) }) {
            self = .text
        } else if ["REAL", "FLOA", "DOUB", "DEC", "NUMERIC"].contains(where: { declared.contains($0) }) {
            self = .real
        } else if declared.contains("BLOB") {
            self = .blob
        } else {
            return nil
        }
    }

    /// What a column of a type is read from. Dates and timestamps are texts.
    init(_ type: DataType) {
        switch type {
        case .bool, .int32, .int64: self = .integer
        case .float32, .float64: self = .real
        case .string, .date, .timestamp, .decimal: self = .text
        case .binary: self = .blob
        }
    }
}

/// Which values a column of SQLite may have.
struct SQLiteValues {
    let storage: SQLiteStorage
    /// Texts only: numbers are taken as the texts that they would be.
    let takesNumbers: Bool

    init(_ storage: SQLiteStorage, declared: DataType?) {
        self.storage = storage
        takesNumbers = storage == .text && (declared == .string || declared?.isDecimal == true)
    }

    /// As a query takes them.
    func selection(_ identifier: String) -> String {
        if storage == .real { return "cast(\(identifier) as real)" }
        return takesNumbers ? "cast(\(identifier) as text)" : identifier
    }

    /// The condition for a value that the column may not have.
    func misfit(_ identifier: String) -> String {
        let accepted =
            switch storage {
            case .integer: "'integer', 'null'"
            case .real: "'integer', 'real', 'null'"
            case .text: takesNumbers ? "'text', 'integer', 'real', 'null'" : "'text', 'null'"
            case .blob: "'blob', 'null'"
            }
        return "typeof(\(identifier)) not in (\(accepted))"
    }
}
