internal import CArrow

extension Column {
    /// Copies columns into new shared memory, or into a new file on a disk, as `SharedMemory.spill` has them.
    ///
    /// - Parameter folder: where the file is to be; nil: there is none.
    /// - Returns: the memory, and the bytes that each column takes in it, which `shared` needs.
    package static func share(
        _ columns: [Column], spilledInto folder: String? = nil
    ) throws(ColumnarError) -> (memory: SharedMemory, sizes: [Int64]) {
        let pointers = columns.map(\.handle.pointer)
        func write(_ descriptor: Int32) throws(ColumnarError) -> [Int64] {
            var sizes = [Int64](repeating: 0, count: columns.count)
            try ColumnarError.check { error in
                withExtendedLifetime(columns) {
                    carrow_shared_write(pointers, pointers.count, descriptor, &sizes, error)
                }
            }
            return sizes
        }
        let (memory, sizes) =
            if let folder { try SharedMemory.spill(into: folder, write) } else { try SharedMemory.make(write) }
        return (memory, sizes)
    }

    /// The columns in a piece of shared memory, without a copy: same types, values and chunks. They keep the memory mapped, the
    /// piece itself is needed no longer.
    package static func shared(_ memory: SharedMemory, sizes: [Int64]) throws(ColumnarError) -> [Column] {
        // So that no sum of them overflows.
        guard sizes.allSatisfy({ $0 >= 0 && $0 <= memory.byteCount }) else {
            throw ColumnarError(.invalid, "columns of \(sizes) bytes in shared memory of \(memory.byteCount) bytes")
        }
        var pointers = [OpaquePointer?](repeating: nil, count: sizes.count)
        try ColumnarError.check { error in
            withExtendedLifetime(memory) {
                carrow_shared_read(memory.descriptor, sizes, sizes.count, &pointers, error)
            }
        }
        return pointers.compactMap { $0.map(Column.init(taking:)) }
    }

    /// The same for copies of one column, and of no other column while one of them is alive.
    package var identity: UInt { UInt(carrow_column_identity(handle.pointer)) }
}

extension MemoryPool {
    /// Bytes of shared memory that columns of this process keep mapped.
    package static var mappedSharedBytes: Int { Int(carrow_shared_mapped_bytes()) }
}
