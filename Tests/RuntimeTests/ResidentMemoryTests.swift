import Compute
import Testing

@testable import Runtime

/// Memory that slots share counts once, and goes with the last of them.
@Suite struct ResidentMemoryTests {
    private struct Data: SlotData {
        var rowCount = 1
        var buffers: [DataBuffer]
        var byteCount: Int

        /// Blocks by address and size.
        init(_ blocks: [(UInt, Int)], own: Int = 0) {
            buffers = blocks.map { DataBuffer(address: $0.0, byteCount: $0.1) }
            byteCount = blocks.reduce(own) { $0 + $1.1 }
        }
    }

    private var memory = ResidentMemory()

    private func holding(_ blocks: [(UInt, Int)], own: Int = 0) -> ResidentMemory.Holding {
        ResidentMemory.Holding(Data(blocks, own: own))
    }

    @Test mutating func aBlockOfTwoSlotsCountsOnce() {
        memory.add(holding([(1, 100), (2, 10)]))
        memory.add(holding([(1, 100), (3, 5)]))
        #expect(memory.byteCount == 115)
    }

    @Test mutating func droppingTheFirstOfTwoGivesBackOnlyWhatItHadAlone() {
        memory.add(holding([(1, 100), (2, 10)]))
        memory.add(holding([(1, 100), (3, 5)]))
        #expect(memory.remove(holding([(1, 100), (2, 10)])) == 10)
        #expect(memory.remove(holding([(1, 100), (3, 5)])) == 105)
        #expect(memory.byteCount == 0)
    }

    @Test mutating func memoryWithoutBlocksIsTheSlotsOwn() {
        memory.add(holding([], own: 40))
        memory.add(holding([], own: 2))
        #expect(memory.byteCount == 42)
        #expect(memory.remove(holding([], own: 40)) == 40)
        #expect(memory.byteCount == 2)
    }

    @Test mutating func thePeakStays() {
        memory.add(holding([(1, 100)]))
        _ = memory.remove(holding([(1, 100)]))
        memory.add(holding([(2, 60)]))
        #expect(memory.byteCount == 60)
        #expect(memory.peakByteCount == 100)
    }

    @Test mutating func anAddressMayComeAgainForAnotherBlock() {
        memory.add(holding([(1, 100)]))
        #expect(memory.remove(holding([(1, 100)])) == 100)
        memory.add(holding([(1, 30)]))
        #expect(memory.byteCount == 30)
    }
}
