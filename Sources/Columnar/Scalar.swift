internal import CArrow

/// One value.
package enum Scalar: Sendable, Hashable {
    case null
    case bool(Bool)
    case int64(Int64)
    case double(Double)
    case string(String)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Digits with an optional sign and decimal point.
    case decimal(String, precision: Int, scale: Int)
    case binary([UInt8])

    package var isNull: Bool { self == .null }

    /// The type of a column that repeats this value.
    package var type: ColumnType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int64: .int64
        case .double: .float64
        case .string: .string
        case .timestamp: .utcTimestamp
        case .date: .date32
        case .decimal(_, let precision, let scale): .decimal128(precision: precision, scale: scale)
        case .binary: .binary
        }
    }
}

/// Owns a scalar on the other side of the C border.
final class ScalarHandle: @unchecked Sendable {  // The C++ object is immutable and the pointer a constant.
    let pointer: OpaquePointer

    /// Takes one reference.
    init(taking pointer: OpaquePointer) { self.pointer = pointer }

    deinit { carrow_scalar_release(pointer) }

    convenience init(_ scalar: Scalar) throws(ColumnarError) {
        var value = CArrowValue()
        value.valid = true
        var bytes: [UInt8] = []
        switch scalar {
        case .null: value.valid = false
        case .bool(let bool): value.integer = bool ? 1 : 0
        case .int64(let integer), .timestamp(let integer): value.integer = integer
        case .double(let real): value.real = real
        case .date(let days): value.integer = Int64(days)
        case .string(let text), .decimal(let text, _, _): bytes = Array(text.utf8)
        case .binary(let data): bytes = data
        }
        let pointer = try ColumnarError.make { error in
            scalar.type.withCType { type in
                value.type = type.pointee
                return bytes.withUnsafeBytes { buffer in
                    value.bytes = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                    value.length = Int64(buffer.count)
                    return carrow_scalar_make(&value, error)
                }
            }
        }
        self.init(taking: pointer)
    }

    /// Timestamps of any unit come back in microseconds.
    func scalar() throws(ColumnarError) -> Scalar {
        var value = CArrowValue()
        try ColumnarError.check { carrow_scalar_get(pointer, &value, $0) }
        let type = ColumnType(taking: &value.type)
        guard value.valid else { return .null }
        let bytes = UnsafeRawBufferPointer(start: value.bytes, count: Int(value.length))
        switch type {
        case .null: return .null
        case .bool: return .bool(value.integer != 0)
        case .float32, .float64: return .double(value.real)
        case .string, .largeString: return .string(String(decoding: bytes, as: UTF8.self))
        case .binary: return .binary(Array(bytes))
        case .decimal128(let precision, let scale):
            return .decimal(String(decoding: bytes, as: UTF8.self), precision: precision, scale: scale)
        case .date32: return .date(Int32(truncatingIfNeeded: value.integer))
        case .timestamp(let unit, _):
            switch unit {
            case .second: return .timestamp(value.integer * 1_000_000)
            case .millisecond: return .timestamp(value.integer * 1_000)
            case .microsecond: return .timestamp(value.integer)
            case .nanosecond: return .timestamp(value.integer / 1_000)
            }
        default: return .int64(value.integer)
        }
    }
}
