import ADBC
import Plan

// What queries in place of steps need of a dialect.
extension SQLDialect {
    /// What it calls the type of the same values; nil where it has none, or none that is told here. SQLite keeps bools as 0 and 1, and
    /// dates and timestamps as texts that sort as they do.
    func name(of type: DataType) -> String? {
        switch (self, type) {
        case (.sqlite, .bool), (.sqlite, .int32), (.sqlite, .int64): "integer"
        case (.sqlite, .float64): "real"
        case (.sqlite, .string), (.sqlite, .date), (.sqlite, .timestamp): "text"
        case (.sqlite, _), (.spark, _), (.standard, _): nil
        case (_, .bool): "boolean"
        case (_, .int32): "integer"
        case (_, .int64): "bigint"
        case (.postgresql, .float64): "double precision"
        case (_, .float64): "double"
        case (.duckdb, .decimal(let precision, let scale)): "decimal(\(precision),\(scale))"
        case (.postgresql, .string): "text"
        case (_, .string): "varchar"
        case (_, .date): "date"
        case (_, .timestamp): "timestamptz"
        default: nil
        }
    }

    /// A value of another type made one of this. In SQLite whole numbers are of one kind.
    func cast(_ text: String, to type: DataType) -> String {
        guard let name = name(of: type) else { return text }
        guard self == .sqlite else { return "\(text)::\(name)" }
        return type == .float64 ? "cast(\(text) as real)" : text
    }

    /// The test for NaN; nil where there is no such value.
    func isNaN(_ text: String) -> String? {
        switch self {
        case .sqlite: nil
        case .postgresql: "\(text) = 'NaN'::double precision"
        case .duckdb, .spark, .standard: "isnan(\(text))"
        }
    }

    /// A column of a table, whose texts are compared by code point from here on.
    func binary(_ column: String, _ type: DataType) -> String {
        guard type == .string else { return column }
        return switch self {
        case .sqlite: "(\(column) collate binary)"
        case .postgresql: "(\(column) collate \"C\")"
        case .duckdb, .spark, .standard: column
        }
    }

    /// A value of the type, from which a driver learns it.
    func example(of type: DataType) -> String {
        switch name(of: type) {
        case "integer": "0"
        case "real": "0.0"
        default: "''"
        }
    }
}
