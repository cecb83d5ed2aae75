internal import CArrow

/// An immutable column of values of one type, in one or several chunks. Copies share the memory; a column may be used
/// from any thread, and its buffers live as long as any column that refers to them.
package struct Column: Sendable {
    let handle: ColumnHandle
    package let count: Int
    package let type: ColumnType

    /// Takes one reference.
    init(taking pointer: OpaquePointer) {
        handle = ColumnHandle(taking: pointer)
        count = Int(carrow_column_length(pointer))
        var type = CArrowType()
        carrow_column_type(pointer, &type)
        self.type = ColumnType(taking: &type)
    }

    package var nullCount: Int { Int(carrow_column_null_count(handle.pointer)) }
    package var isEmpty: Bool { count == 0 }

    /// How many pieces of memory the values lie in.
    package var chunkCount: Int { Int(carrow_column_chunk_count(handle.pointer)) }

    /// A piece of memory that columns refer to and may share.
    package struct Buffer: Sendable, Hashable {
        package let address: UInt
        package let byteCount: Int
    }

    /// The distinct buffers this column refers to, whole even where only a slice is used.
    package var buffers: [Buffer] {
        // Most columns have few, which one call tells.
        buffers(atMost: 8) ?? buffers(atMost: carrow_column_buffers(handle.pointer, nil, 0)) ?? []
    }

    /// Nil: there are more.
    private func buffers(atMost capacity: Int) -> [Buffer]? {
        withUnsafeTemporaryAllocation(of: CArrowBuffer.self, capacity: capacity) { storage in
            let count = carrow_column_buffers(handle.pointer, storage.baseAddress, capacity)
            guard count <= capacity else { return nil }
            return storage[..<count].map { Buffer(address: UInt($0.address), byteCount: Int($0.size)) }
        }
    }

    /// Bytes of the buffers it refers to, each counted once.
    package var byteCount: Int { Int(carrow_column_byte_count(handle.pointer)) }

    // MARK: Rows

    /// The values at `indices` (integers), in that order; a null index gives null. Throws `.invalid` where an index is
    /// outside of the column.
    package func take(_ indices: Column) throws(ColumnarError) -> Column {
        Column(
            taking: try ColumnarError.make {
                carrow_column_take(handle.pointer, indices.handle.pointer, $0)
            })
    }

    /// The values where `mask` (bool) is true; null counts as false.
    package func filter(_ mask: Column) throws(ColumnarError) -> Column {
        try Kernel.column("filter", [.column(self), .column(mask)], .filter(nullsEmitNull: false))
    }

    /// Shares the memory of this column.
    package func slice(offset: Int, count: Int) throws(ColumnarError) -> Column {
        Column(
            taking: try ColumnarError.make {
                carrow_column_slice(handle.pointer, Int64(offset), Int64(count), $0)
            })
    }

    /// The same values in one chunk; copies only where there are several.
    package func combined() throws(ColumnarError) -> Column {
        chunkCount == 1 ? self : Column(taking: try ColumnarError.make { carrow_column_combine(handle.pointer, $0) })
    }

    /// The columns' rows one after the other, without a copy. Throws where the types differ or there is no column.
    package static func concat(_ columns: [Column]) throws(ColumnarError) -> Column {
        let pointers = columns.map(\.handle.pointer)
        return Column(
            taking: try ColumnarError.make { error in
                withExtendedLifetime(columns) { carrow_column_concat(pointers, pointers.count, error) }
            })
    }

    // MARK: Values

    /// A value that does not fit throws, and the message names it; with `safe` false it is truncated or wraps.
    /// Text without an offset parses into a timestamp as UTC; a timestamp becomes text in RFC 3339.
    package func cast(to type: ColumnType, safe: Bool = true) throws(ColumnarError) -> Column {
        if self.type == type { return self }
        return Column(
            taking: try ColumnarError.make { error in
                type.withCType { carrow_column_cast(handle.pointer, $0, safe, error) }
            })
    }

    /// The value of one row. For whole columns use the typed accessors.
    package func scalar(at row: Int) throws(ColumnarError) -> Scalar {
        try ScalarHandle(
            taking: try ColumnarError.make { carrow_column_value(handle.pointer, Int64(row), $0) }
        ).scalar()
    }
}

extension Column: Equatable {
    /// Same type, length and values, however chunked; NaN equals NaN.
    package static func == (left: Column, right: Column) -> Bool {
        carrow_column_equal(left.handle.pointer, right.handle.pointer)
    }
}

/// Owns a column on the other side of the C border.
final class ColumnHandle: @unchecked Sendable {  // The C++ object is immutable and the pointer a constant.
    let pointer: OpaquePointer

    init(taking pointer: OpaquePointer) { self.pointer = pointer }

    deinit { carrow_column_release(pointer) }
}
