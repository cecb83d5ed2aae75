internal import CArrow

/// A column of fixed width under construction, written in any order, straight into Arrow's memory; several threads may write, each its own
/// rows. Rows that are never written are zero. `finish` ends it.
public struct ColumnWriter<Value: BitwiseCopyable>: ~Copyable {
    @usableFromInline let values: UnsafeMutablePointer<Value>
    public let count: Int
    private let storage: FixedStorage

    @inlinable
    public subscript(row: Int) -> Value {
        get {
            assert(row >= 0 && row < count)
            return values[row]
        }
        nonmutating set {
            assert(row >= 0 && row < count)
            values[row] = newValue
        }
    }

    /// The values' memory, for loops that do without the subscript.
    @inlinable
    public var buffer: UnsafeMutableBufferPointer<Value> { UnsafeMutableBufferPointer(start: values, count: count) }

    package func setNull(_ row: Int) {
        assert(row >= 0 && row < count)
        storage.setNull(row)
    }

    package consuming func finish() throws(ColumnarError) -> Column { try storage.finish() }
}

extension ColumnWriter where Value: FixedWidth {
    /// `type`'s width must be that of `Value`: `.timestamp` or `.int64` for Int64, `.date32` for Int32, and so on.
    package init(_ type: ColumnType = Value.columnType, count: Int) throws(ColumnarError) {
        storage = try FixedStorage(type, count: count)
        values = carrow_fixed_values(storage.builder).bindMemory(to: Value.self, capacity: count)
        self.count = count
    }
}

/// The same for bool, which Arrow keeps as bits, from one thread. Rows that are never written are false.
public struct BoolWriter: ~Copyable {
    @usableFromInline let bits: UnsafeMutablePointer<UInt8>
    public let count: Int
    private let storage: FixedStorage

    package init(count: Int) throws(ColumnarError) {
        storage = try FixedStorage(.bool, count: count)
        bits = carrow_fixed_values(storage.builder).bindMemory(to: UInt8.self, capacity: (count + 7) / 8)
        self.count = count
    }

    @inlinable
    public subscript(row: Int) -> Bool {
        get { bits[row >> 3] & (1 << UInt8(row & 7)) != 0 }
        nonmutating set {
            assert(row >= 0 && row < count)
            let mask: UInt8 = 1 << UInt8(row & 7)
            if newValue { bits[row >> 3] |= mask } else { bits[row >> 3] &= ~mask }
        }
    }

    package func setNull(_ row: Int) {
        assert(row >= 0 && row < count)
        storage.setNull(row)
    }

    package consuming func finish() throws(ColumnarError) -> Column { try storage.finish() }
}

/// Text or binary under construction, appended in order from one thread. `finish` ends it; appending after that throws.
package final class StringWriter {
    private var builder: OpaquePointer?

    /// `count` is a hint.
    package init(count: Int, binary: Bool = false) throws(ColumnarError) {
        builder = try ColumnarError.make { carrow_strings_new(binary, Int64(count), $0) }
    }

    deinit { if let builder { carrow_strings_discard(builder) } }

    /// nil is null.
    package func append(_ value: String?) throws(ColumnarError) {
        guard var value else {
            guard append(nil, count: 0) else { throw .outOfMemory }
            return
        }
        guard value.withUTF8({ add(UnsafeRawBufferPointer($0)) }) else { throw .outOfMemory }
    }

    /// Valid UTF-8, unless the column is binary.
    package func append(bytes: UnsafeRawBufferPointer) throws(ColumnarError) {
        guard add(bytes) else { throw .outOfMemory }
    }

    package func append(bytes: [UInt8]) throws(ColumnarError) {
        guard bytes.withUnsafeBytes({ add($0) }) else { throw .outOfMemory }
    }

    /// An empty buffer may have no address, which C takes for null.
    private func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.isEmpty { return withUnsafeBytes(of: 0) { append($0.baseAddress, count: 0) } }
        return append(bytes.baseAddress, count: bytes.count)
    }

    private func append(_ start: UnsafeRawPointer?, count: Int) -> Bool {
        guard let builder else { return false }
        return carrow_strings_append(builder, start?.assumingMemoryBound(to: CChar.self), Int64(count))
    }

    package func finish() throws(ColumnarError) -> Column {
        guard let builder else { throw ColumnarError(.invalid, "the writer has finished") }
        self.builder = nil
        return Column(taking: try ColumnarError.make { carrow_strings_finish(builder, $0) })
    }
}

/// Owns a C builder until it becomes a column.
private final class FixedStorage {
    let builder: OpaquePointer
    private var finished = false

    init(_ type: ColumnType, count: Int) throws(ColumnarError) {
        builder = try ColumnarError.make { error in
            type.withCType { carrow_fixed_new($0, Int64(count), error) }
        }
    }

    deinit { if !finished { carrow_fixed_discard(builder) } }

    func setNull(_ row: Int) { carrow_fixed_set_null(builder, Int64(row)) }

    func finish() throws(ColumnarError) -> Column {
        finished = true
        return Column(taking: try ColumnarError.make { carrow_fixed_finish(builder, $0) })
    }
}
