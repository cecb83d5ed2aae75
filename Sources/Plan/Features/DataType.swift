/// The types a plan can name and a feature can have.
package enum DataType: Sendable, Hashable, Codable {
    case bool, int32, int64, float32, float64
    case decimal(precision: Int, scale: Int)
    case string, binary, date
    /// Microseconds since the epoch, UTC.
    case timestamp

    /// Reads a type as a plan file writes it: `int64`, `decimal(10,2)`; nil for anything else.
    package init?(_ text: String) {
        if let simple = DataType.simple[text] {
            self = simple
            return
        }
        guard text.hasPrefix("decimal("), text.hasSuffix(")") else { return nil }
        let parts = text.dropFirst("decimal(".count).dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2,
            let precision = Int(parts[0].filter { $0 != " " }), let scale = Int(parts[1].filter { $0 != " " }),
            (1...38).contains(precision), (0...precision).contains(scale)
        else { return nil }
        self = .decimal(precision: precision, scale: scale)
    }

    /// The names that `init` reads, for messages and the JSON Schema.
    package static let names = [
        "bool", "int32", "int64", "float32", "float64", "decimal(p,s)", "string", "binary", "date", "timestamp",
    ]

    private static let simple: [String: DataType] = [
        "bool": .bool, "int32": .int32, "int64": .int64, "float32": .float32, "float64": .float64,
        "string": .string, "binary": .binary, "date": .date, "timestamp": .timestamp,
    ]

    package var isInteger: Bool { self == .int32 || self == .int64 }
    package var isFloat: Bool { self == .float32 || self == .float64 }
    package var isDecimal: Bool { if case .decimal = self { true } else { false } }
    package var isNumeric: Bool { isInteger || isFloat || isDecimal }
    /// Whether a value of this type is one of `wide` as it stands: a narrow integer in a wide one, any number in float64, a decimal in one
    /// with as many digits before and behind its point.
    package func widens(to wide: DataType) -> Bool {
        switch (self, wide) {
        case (let a, let b) where a == b: true
        case (.int32, .int64): true
        case (_, .float64): isNumeric
        case (.decimal(let precision, let scale), .decimal(let digits, let places)):
            places >= scale && digits - places >= precision - scale
        default: false
        }
    }

    package var isTemporal: Bool { self == .date || self == .timestamp }
}

extension DataType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bool: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .float32: "float32"
        case .float64: "float64"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .string: "string"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        }
    }
}
