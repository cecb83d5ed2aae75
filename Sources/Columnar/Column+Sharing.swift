internal import CArrow

extension Column {
    /// Copies columns into new shared memory, or into a new file on a disk, as `SharedMemory.spill` has them. A few small ones are
    /// copied into this process's memory instead.
    ///
    /// - Parameter folder: where the file is to be; nil: there is none.
    /// - Returns: the memory, and the bytes that each column takes in it, which `shared` needs.
    package static func share(
        _ columns: [Column], spilledInto folder: String? = nil
    ) throws(ColumnarError) -> (memory: SharedMemory, sizes: [Int64]) {
        if folder == nil, let copy = try copyOfSmall(columns) { return copy }
        func write(_ descriptor: Int32) throws(ColumnarError) -> [Int64] { try self.write(columns, to: descriptor) }
        let (memory, sizes) =
            if let folder { try SharedMemory.spill(into: folder, write) } else { try SharedMemory.make(write) }
        return (memory, sizes)
    }

    /// Writes columns to an empty file, one Arrow IPC stream after another. Blocks.
    ///
    /// - Returns: the bytes that each takes, which `shared` needs.
    package static func write(_ columns: [Column], to descriptor: Int32) throws(ColumnarError) -> [Int64] {
        var sizes = [Int64](repeating: 0, count: columns.count)
        try ColumnarError.check { error in
            columns.withPointers { carrow_shared_write($0.baseAddress, $0.count, descriptor, &sizes, error) }
        }
        return sizes
    }

    /// A few small ones, copied into this process's memory; nil: they are too large with all that is said of them.
    package static func copyOfSmall(
        _ columns: [Column]
    ) throws(ColumnarError) -> (memory: SharedMemory, sizes: [Int64])? {
        guard columns.reduce(0, { $0 + $1.byteCount }) < SharedMemory.mostCopied else { return nil }
        var sizes = [Int64](repeating: 0, count: columns.count)
        var error = CArrowError()
        var length: Int64 = 0
        var copy: [UInt8] = []
        let isCopied = columns.withPointers { pointers in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SharedMemory.mostCopied) { room in
                let isCopied = carrow_shared_copy(
                    pointers.baseAddress, pointers.count, room.baseAddress, Int64(room.count), &length, &sizes, &error)
                if isCopied, length <= room.count { copy = Array(UnsafeBufferPointer(rebasing: room[..<Int(length)])) }
                return isCopied
            }
        }
        guard isCopied else { throw ColumnarError(taking: &error) }
        return length <= SharedMemory.mostCopied ? (SharedMemory(copying: copy), sizes) : nil
    }

    /// The columns in a piece of shared memory: same types, values and chunks. But for a small piece nothing is copied: they keep
    /// the memory mapped. The piece itself is needed no longer.
    package static func shared(_ memory: SharedMemory, sizes: [Int64]) throws(ColumnarError) -> [Column] {
        // So that no sum of them overflows.
        guard sizes.allSatisfy({ $0 >= 0 && $0 <= memory.byteCount }) else {
            throw ColumnarError(.invalid, "columns of \(sizes) bytes in shared memory of \(memory.byteCount) bytes")
        }
        var error = CArrowError()
        let columns = withUnsafeTemporaryAllocation(of: OpaquePointer?.self, capacity: sizes.count) { pointers in
            pointers.initialize(repeating: nil)
            let isRead = withExtendedLifetime(memory) {
                switch memory.place {
                case .descriptor(let descriptor):
                    carrow_shared_read(descriptor, sizes, sizes.count, pointers.baseAddress, &error)
                case .copy(let bytes):
                    carrow_shared_read_copy(
                        bytes, Int64(bytes.count), sizes, sizes.count, pointers.baseAddress, &error)
                }
            }
            return isRead ? pointers.compactMap { $0.map(Column.init(taking:)) } : nil
        }
        guard let columns else { throw ColumnarError(taking: &error) }
        return columns
    }

    /// The same for copies of one column, and of no other column while one of them is alive.
    package var identity: UInt { UInt(carrow_column_identity(handle.pointer)) }
}

extension [Column] {
    /// The columns as C takes them, for as long as `body` runs. An array of them would cost a small column's step more than all else here.
    fileprivate func withPointers<Result>(_ body: (UnsafeBufferPointer<OpaquePointer>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: OpaquePointer.self, capacity: count) { pointers in
            _ = pointers.initialize(from: lazy.map(\.handle.pointer))
            return withExtendedLifetime(self) { body(UnsafeBufferPointer(pointers)) }
        }
    }
}

extension MemoryPool {
    /// Bytes of shared memory that columns of this process keep mapped.
    package static var mappedSharedBytes: Int { Int(carrow_shared_mapped_bytes()) }
}
