package import Columnar
package import Plan

extension DataType {
    /// The one type that columns of this type have inside a run.
    package var columnType: ColumnType {
        switch self {
        case .bool: .bool
        case .int32: .int32
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .decimal(let precision, let scale): .decimal128(precision: precision, scale: scale)
        case .string: .string
        case .binary: .binary
        case .date: .date32
        case .timestamp: .utcTimestamp
        }
    }

    /// The inverse of `columnType`; nil for null and for every type that is not computed with.
    package init?(_ type: ColumnType) {
        switch type {
        case .bool: self = .bool
        case .int32: self = .int32
        case .int64: self = .int64
        case .float32: self = .float32
        case .float64: self = .float64
        case .decimal128(let precision, let scale): self = .decimal(precision: precision, scale: scale)
        case .string: self = .string
        case .binary: self = .binary
        case .date32: self = .date
        case .timestamp(.microsecond, zone: "UTC"): self = .timestamp
        default: return nil
        }
    }
}

extension Column {
    /// Nil for a column of nulls without a type. Throws `.unsupported` for a type that is carried but not computed with.
    package var dataType: DataType? {
        get throws(ComputeError) {
            if type == .null { return nil }
            guard let known = DataType(type) else {
                throw ComputeError(.unsupported, "there is no computing with values of the type \(type)")
            }
            return known
        }
    }
}
