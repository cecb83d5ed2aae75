import Compute

/// Counts the memory that resident slots keep alive, each block once however many slots refer to it: a join that lets a
/// column through shares it, and dropping one of the two gives nothing back. A value of its owner's thread.
struct ResidentMemory {
    /// What one slot keeps alive.
    struct Holding {
        var byteCount: Int
        /// Empty: its memory is its own.
        var buffers: [DataBuffer]

        init(_ data: any SlotData) {
            byteCount = data.byteCount
            buffers = data.buffers
        }
    }

    /// Bytes of all blocks that are alive.
    private(set) var byteCount = 0
    private(set) var peakByteCount = 0
    /// Slots that refer to a block, by its address.
    private var references: [UInt: Int] = [:]

    mutating func add(_ holding: Holding) {
        if holding.buffers.isEmpty { byteCount += holding.byteCount }
        for buffer in holding.buffers {
            let count = references[buffer.address, default: 0]
            if count == 0 { byteCount += buffer.byteCount }
            references[buffer.address] = count + 1
        }
        peakByteCount = max(peakByteCount, byteCount)
    }

    /// Returns the bytes that no slot keeps alive any more.
    mutating func remove(_ holding: Holding) -> Int {
        var freed = holding.buffers.isEmpty ? holding.byteCount : 0
        for buffer in holding.buffers {
            guard let count = references[buffer.address] else { continue }
            references[buffer.address] = count == 1 ? nil : count - 1
            if count == 1 { freed += buffer.byteCount }
        }
        byteCount -= freed
        return freed
    }
}
