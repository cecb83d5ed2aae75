internal import CArrow

// Public and not package, here and in ColumnWriter, for what loops call once a row: the compiler inlines public functions into other
// modules, but none of package access (Swift 6.3).

/// Which rows are not null.
public struct Validity {
    @usableFromInline let bits: UnsafePointer<UInt8>?
    @usableFromInline let offset: Int

    @inlinable
    public subscript(row: Int) -> Bool {
        guard let bits else { return true }
        return bits[(offset + row) >> 3] & (1 << UInt8((offset + row) & 7)) != 0
    }

    /// Whether any row can be null.
    @inlinable public var hasNulls: Bool { bits != nil }
}

/// The memory of a column of fixed width, valid only inside the closure that got it. What a null row holds is unspecified.
public struct FixedValues<Value: BitwiseCopyable> {
    public let buffer: UnsafeBufferPointer<Value>
    public let validity: Validity

    @inlinable public var count: Int { buffer.count }
    @inlinable public subscript(row: Int) -> Value { buffer[row] }
    @inlinable public func isValid(_ row: Int) -> Bool { validity[row] }
}

public struct BoolValues {
    @usableFromInline let bits: UnsafePointer<UInt8>
    @usableFromInline let offset: Int
    public let count: Int
    public let validity: Validity

    @inlinable
    public subscript(row: Int) -> Bool {
        assert(row >= 0 && row < count)
        return bits[(offset + row) >> 3] & (1 << UInt8((offset + row) & 7)) != 0
    }
    @inlinable public func isValid(_ row: Int) -> Bool { validity[row] }
}

/// The bytes of text or binary.
public struct StringValues {
    @usableFromInline let offsets: UnsafePointer<Int32>
    @usableFromInline let data: UnsafeRawPointer
    public let count: Int
    public let validity: Validity

    @inlinable
    public func bytes(_ row: Int) -> UnsafeRawBufferPointer {
        assert(row >= 0 && row < count)
        return UnsafeRawBufferPointer(start: data + Int(offsets[row]), count: Int(offsets[row + 1] - offsets[row]))
    }
    @inlinable public subscript(row: Int) -> String { String(decoding: bytes(row), as: UTF8.self) }
    @inlinable public func isValid(_ row: Int) -> Bool { validity[row] }
}

// Contiguous access. Several chunks are combined first, which copies; other types are cast first where the name of the
// function says what to. The pointers must not leave the closure.
extension Column {
    /// Any integer, bool (0, 1), timestamp (microseconds) or date (days).
    package func withInt64s<Result>(_ body: (FixedValues<Int64>) throws -> Result) throws -> Result {
        try int64Form().withFixed(body)
    }

    /// Any number. Decimals and large integers are rounded to the nearest double.
    package func withDoubles<Result>(_ body: (FixedValues<Double>) throws -> Result) throws -> Result {
        try cast(to: .float64, safe: false).withFixed(body)
    }

    /// Group numbers and the like.
    package func withUInt32s<Result>(_ body: (FixedValues<UInt32>) throws -> Result) throws -> Result {
        try cast(to: .uint32).withFixed(body)
    }

    package func withBools<Result>(_ body: (BoolValues) throws -> Result) throws -> Result {
        try cast(to: .bool).withRaw { raw throws in
            let bits =
                raw.values?.assumingMemoryBound(to: UInt8.self) ?? Column.nothing.assumingMemoryBound(to: UInt8.self)
            return try body(
                BoolValues(
                    bits: bits, offset: Int(raw.bit_offset), count: Int(raw.length), validity: Validity(raw)))
        }
    }

    /// Text, binary or dictionary-encoded text.
    package func withStrings<Result>(_ body: (StringValues) throws -> Result) throws -> Result {
        try (type == .binary ? self : cast(to: .string)).withRaw { raw throws in
            guard let offsets = raw.offsets else { throw ColumnarError(.internal, "text without offsets") }
            let data = raw.data.map { UnsafeRawPointer($0) } ?? Column.nothing
            return try body(
                StringValues(offsets: offsets, data: data, count: Int(raw.length), validity: Validity(raw)))
        }
    }

    private func int64Form() throws(ColumnarError) -> Column {
        switch type {
        case .timestamp: try cast(to: .utcTimestamp)
        case .date32: try cast(to: .int32).cast(to: .int64)
        default: try cast(to: .int64)
        }
    }

    private func withFixed<Value: FixedWidth, Result>(
        _ body: (FixedValues<Value>) throws -> Result
    ) throws -> Result {
        try withRaw { raw throws in
            let start = raw.values?.assumingMemoryBound(to: Value.self)
            return try body(
                FixedValues(
                    buffer: UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(raw.length)),
                    validity: Validity(raw)))
        }
    }

    private func withRaw<Result>(_ body: (CArrowRaw) throws -> Result) throws -> Result {
        let column = try combined()
        var raw = CArrowRaw()
        try ColumnarError.check { carrow_column_raw(column.handle.pointer, &raw, $0) }
        return try withExtendedLifetime(column) { try body(raw) }
    }

    /// Stands for the memory of a column that has none; never read.
    nonisolated(unsafe) private static let nothing: UnsafeRawPointer = {  // Immutable once made.
        UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8))
    }()
}

extension Validity {
    fileprivate init(_ raw: CArrowRaw) {
        bits = raw.validity
        offset = Int(raw.validity_offset)
    }
}

// Whole columns as Swift arrays: for tests, previews and small results.
extension Column {
    /// Any integer, bool, timestamp (microseconds) or date (days).
    package func int64s() throws -> [Int64?] {
        try withInt64s { values in (0..<values.count).map { values.isValid($0) ? values[$0] : nil } }
    }

    package func doubles() throws -> [Double?] {
        try withDoubles { values in (0..<values.count).map { values.isValid($0) ? values[$0] : nil } }
    }

    package func bools() throws -> [Bool?] {
        try withBools { values in (0..<values.count).map { values.isValid($0) ? values[$0] : nil } }
    }

    package func strings() throws -> [String?] {
        try withStrings { values in (0..<values.count).map { values.isValid($0) ? values[$0] : nil } }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    package func timestamps() throws -> [Int64?] { try cast(to: .utcTimestamp).int64s() }

    package func scalars() throws(ColumnarError) -> [Scalar] {
        var result: [Scalar] = []
        result.reserveCapacity(count)
        for row in 0..<count { result.append(try scalar(at: row)) }
        return result
    }
}
