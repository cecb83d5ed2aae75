import Compute
import Events
import Plan
import Runtime
import Testing

/// Which slots others can read, without threads.
@Suite struct ReadableSlotsTests {
    private let memory = FakeMemory()
    private let departure = ReadableSlots.Departure(.consumed, after: StepID(9))

    private func slots(_ count: Int) -> ReadableSlots {
        var slots = ReadableSlots()
        for slot in 0..<count { slots.stored(SlotID(slot), FakeData(rows: 1, bytes: 8, by: StepID(0), memory: memory)) }
        return slots
    }

    @Test func whatNobodyReadsGoesAtOnceWithItsMemory() {
        var slots = slots(2)
        let (free, held) = slots.withdraw([SlotID(0)], departure)
        #expect(free == [SlotID(0)])
        #expect(held.isEmpty)
        #expect(slots.data(of: SlotID(0)) == nil)
        #expect(memory.bytesAllocated == 8)
    }

    @Test func whatIsReadIsHeldUntilItsLastReaderEndsAndTakesNoMore() {
        var slots = slots(3)
        let all = (0..<3).map { SlotID($0) }
        slots.beginRead([all[0], all[1]])
        slots.beginRead([all[0]])
        let (free, held) = slots.withdraw(all, departure)
        #expect(free == [all[2]])
        #expect(held == [all[0], all[1]])
        #expect(slots.data(of: all[0]) == nil)
        let isFreed1 = slots.endRead([all[0], all[1]])
        #expect(isFreed1)
        let freed1 = slots.takeFreed()
        #expect(freed1.map(\.slots) == [[all[1]]])
        let isFreed2 = slots.endRead([all[0]])
        #expect(isFreed2)
        let freed = slots.takeFreed()
        #expect(freed.map(\.slots) == [[all[0]]])
        #expect(freed.map(\.departure) == [departure])
        let left = slots.withdraw([all[0], all[1]], departure)
        #expect(left.free == [all[0], all[1]])
        #expect(memory.bytesAllocated == 0)
    }

    @Test func aReaderThatEndsFreesNothingThatStays() {
        var slots = slots(1)
        slots.beginRead([SlotID(0)])
        let isFreed3 = slots.endRead([SlotID(0)])
        #expect(!isFreed3)
        let freed2 = slots.takeFreed()
        #expect(freed2.isEmpty)
        #expect(slots.data(of: SlotID(0)) != nil)
    }

    @Test func slotsThatAreFreedTogetherAreGroupedByWhyTheyGo() {
        var slots = slots(3)
        let all = (0..<3).map { SlotID($0) }
        slots.beginRead(all)
        _ = slots.withdraw([all[0], all[2]], departure)
        _ = slots.withdraw([all[1]], .init(.unneeded, after: nil))
        let isFreed4 = slots.endRead(all)
        #expect(isFreed4)
        let freed3 = slots.takeFreed()
        #expect(freed3.map(\.slots) == [[all[0], all[2]], [all[1]]])
    }

    @Test func whatIsFilledAnewWhileItIsReadStays() {
        var slots = slots(1)
        slots.beginRead([SlotID(0)])
        _ = slots.withdraw([SlotID(0)], departure)
        slots.stored(SlotID(0), FakeData(rows: 1, bytes: 8, by: StepID(0), memory: memory))
        let isFreed5 = slots.endRead([SlotID(0)])
        #expect(!isFreed5)
        #expect(slots.data(of: SlotID(0)) != nil)
    }

    // MARK: Names

    @Test func datasetsHaveNamesThatCanBeTyped() {
        let names = DatasetNames(
            ExecutionPlan(
                name: "p", steps: [], slots: [],
                datasets: ContiguousArray(
                    ["flights", "flights′", "flights⟕planes", "flights", "d1", "flights'"].map {
                        DatasetPlan(name: $0, framework: "arrow", creator: StepID(0))
                    })))
        #expect(names.names == ["flights", "flights′", "flights⟕planes", "flights d3", "d1", "flights'"])
        for (index, name) in names.names.enumerated() { #expect(names[name] == DatasetID(index)) }
        #expect(names["flights=<planes"] == DatasetID(2))
        #expect(names["d0"] == DatasetID(0))
        #expect(names["d3"] == DatasetID(3))
        // A name comes before another spelling.
        #expect(names["flights'"] == DatasetID(5))
        #expect(names["d1"] == DatasetID(4))
        #expect(names["x"] == nil)
    }
}
