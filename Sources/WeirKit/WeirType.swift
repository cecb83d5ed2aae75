package import Plan

/// The type of a column's values. What is printed of it is how a plan file writes it.
public enum WeirType: Sendable, Hashable, CustomStringConvertible {
    case bool, int32, int64, float32, float64
    case decimal(precision: Int, scale: Int)
    case string, binary
    /// Days since 1970-01-01.
    case date
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp

    package init(_ type: DataType) {
        switch type {
        case .bool: self = .bool
        case .int32: self = .int32
        case .int64: self = .int64
        case .float32: self = .float32
        case .float64: self = .float64
        case .decimal(let precision, let scale): self = .decimal(precision: precision, scale: scale)
        case .string: self = .string
        case .binary: self = .binary
        case .date: self = .date
        case .timestamp: self = .timestamp
        }
    }

    package var dataType: DataType {
        switch self {
        case .bool: .bool
        case .int32: .int32
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .string: .string
        case .binary: .binary
        case .date: .date
        case .timestamp: .timestamp
        }
    }

    public var isNumeric: Bool { dataType.isNumeric }
    public var isInteger: Bool { dataType.isInteger }
    public var isTemporal: Bool { dataType.isTemporal }
    public var description: String { dataType.description }
}
