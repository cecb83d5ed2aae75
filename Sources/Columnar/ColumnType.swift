internal import CArrow

/// The type of a column's values, as Arrow has them.
package enum ColumnType: Sendable, Hashable {
    case null
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float32, float64
    case decimal128(precision: Int, scale: Int)
    case string
    /// Text with 64-bit offsets.
    case largeString
    case binary
    /// Days since 1970-01-01.
    case date32
    /// Units since 1970-01-01T00:00:00, in UTC where a zone is given, else wall-clock time.
    case timestamp(TimeUnit, zone: String?)
    /// Values stored once each and referred to by index; the name is Arrow's.
    case dictionary(String)
    /// A type that this project carries but does not compute with; the name is Arrow's.
    case other(String)

    package enum TimeUnit: Sendable, Hashable {
        case second, millisecond, microsecond, nanosecond
    }

    /// The one timestamp type inside a run: microseconds, UTC.
    package static let utcTimestamp = ColumnType.timestamp(.microsecond, zone: "UTC")

    package var isInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }

    package var isFloating: Bool { self == .float32 || self == .float64 }

    /// Integers, floats and decimals.
    package var isNumeric: Bool {
        if case .decimal128 = self { return true }
        return isInteger || isFloating
    }

    package var isText: Bool { self == .string || self == .largeString }

    package var isTimestamp: Bool {
        if case .timestamp = self { return true }
        return false
    }

    /// Date or timestamp.
    package var isTemporal: Bool { self == .date32 || isTimestamp }
}

extension ColumnType: CustomStringConvertible {
    /// The name that plan files use where they have one, else Arrow's.
    package var description: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .uint8: "uint8"
        case .uint16: "uint16"
        case .uint32: "uint32"
        case .uint64: "uint64"
        case .float32: "float32"
        case .float64: "float64"
        case .decimal128(let precision, let scale): "decimal(\(precision),\(scale))"
        case .string: "string"
        case .largeString: "large_string"
        case .binary: "binary"
        case .date32: "date"
        case .timestamp(.microsecond, zone: "UTC"): "timestamp"
        case .timestamp(let unit, let zone): "timestamp[\(unit.symbol)\(zone.map { ", " + $0 } ?? "")]"
        case .dictionary(let name), .other(let name): name
        }
    }
}

extension ColumnType.TimeUnit {
    package var symbol: String {
        switch self {
        case .second: "s"
        case .millisecond: "ms"
        case .microsecond: "us"
        case .nanosecond: "ns"
        }
    }
}

// MARK: The C border

extension ColumnType {
    /// Takes over and clears what C stored.
    init(taking type: inout CArrowType) {
        defer { carrow_type_clear(&type) }
        self.init(type)
    }

    init(_ type: CArrowType) {
        let text = type.text.map { String(cString: $0) }
        switch type.id {
        case CARROW_TYPE_NULL: self = .null
        case CARROW_TYPE_BOOL: self = .bool
        case CARROW_TYPE_INT8: self = .int8
        case CARROW_TYPE_INT16: self = .int16
        case CARROW_TYPE_INT32: self = .int32
        case CARROW_TYPE_INT64: self = .int64
        case CARROW_TYPE_UINT8: self = .uint8
        case CARROW_TYPE_UINT16: self = .uint16
        case CARROW_TYPE_UINT32: self = .uint32
        case CARROW_TYPE_UINT64: self = .uint64
        case CARROW_TYPE_FLOAT32: self = .float32
        case CARROW_TYPE_FLOAT64: self = .float64
        case CARROW_TYPE_DECIMAL128: self = .decimal128(precision: Int(type.precision), scale: Int(type.scale))
        case CARROW_TYPE_STRING: self = .string
        case CARROW_TYPE_LARGE_STRING: self = .largeString
        case CARROW_TYPE_BINARY: self = .binary
        case CARROW_TYPE_DATE32: self = .date32
        case CARROW_TYPE_TIMESTAMP: self = .timestamp(TimeUnit(type.unit), zone: text)
        case CARROW_TYPE_DICTIONARY: self = .dictionary(text ?? "dictionary")
        default: self = .other(text ?? "unknown")
        }
    }

    /// Calls `body` with the C form, whose strings live as long as the call.
    func withCType<Result>(_ body: (UnsafePointer<CArrowType>) -> Result) -> Result {
        var type = CArrowType()
        var text: String?
        switch self {
        case .null: type.id = CARROW_TYPE_NULL
        case .bool: type.id = CARROW_TYPE_BOOL
        case .int8: type.id = CARROW_TYPE_INT8
        case .int16: type.id = CARROW_TYPE_INT16
        case .int32: type.id = CARROW_TYPE_INT32
        case .int64: type.id = CARROW_TYPE_INT64
        case .uint8: type.id = CARROW_TYPE_UINT8
        case .uint16: type.id = CARROW_TYPE_UINT16
        case .uint32: type.id = CARROW_TYPE_UINT32
        case .uint64: type.id = CARROW_TYPE_UINT64
        case .float32: type.id = CARROW_TYPE_FLOAT32
        case .float64: type.id = CARROW_TYPE_FLOAT64
        case .decimal128(let precision, let scale):
            type.id = CARROW_TYPE_DECIMAL128
            type.precision = Int32(clamping: precision)
            type.scale = Int32(clamping: scale)
        case .string: type.id = CARROW_TYPE_STRING
        case .largeString: type.id = CARROW_TYPE_LARGE_STRING
        case .binary: type.id = CARROW_TYPE_BINARY
        case .date32: type.id = CARROW_TYPE_DATE32
        case .timestamp(let unit, let zone):
            type.id = CARROW_TYPE_TIMESTAMP
            type.unit = unit.cUnit
            text = zone
        case .dictionary(let name):
            type.id = CARROW_TYPE_DICTIONARY
            text = name
        case .other(let name):
            type.id = CARROW_TYPE_OTHER
            text = name
        }
        guard var bytes = text?.utf8CString else { return body(&type) }
        return bytes.withUnsafeMutableBufferPointer { buffer in
            type.text = buffer.baseAddress
            return body(&type)
        }
    }
}

extension ColumnType.TimeUnit {
    fileprivate init(_ unit: CArrowUnit) {
        switch unit {
        case CARROW_SECOND: self = .second
        case CARROW_MILLISECOND: self = .millisecond
        case CARROW_NANOSECOND: self = .nanosecond
        default: self = .microsecond
        }
    }

    fileprivate var cUnit: CArrowUnit {
        switch self {
        case .second: CARROW_SECOND
        case .millisecond: CARROW_MILLISECOND
        case .microsecond: CARROW_MICROSECOND
        case .nanosecond: CARROW_NANOSECOND
        }
    }
}
