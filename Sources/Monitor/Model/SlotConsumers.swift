import Events
import Plan

/// Which steps read which slot, as flat arrays.
struct SlotConsumers: Sendable {
    private var offsets: ContiguousArray<Int32> = [0]
    private var steps: ContiguousArray<Int32> = []

    init() {}

    init(_ plan: RunStarted) {
        var counts = ContiguousArray<Int32>(repeating: 0, count: plan.slots.count + 1)
        for step in plan.steps.indices {
            for slot in plan.steps[step].inputs where plan.slots.indices.contains(Int(slot.index)) {
                counts[Int(slot.index) + 1] += 1
            }
        }
        for slot in plan.slots.indices { counts[slot + 1] += counts[slot] }
        offsets = counts
        steps = ContiguousArray(repeating: 0, count: Int(counts.last ?? 0))
        for index in plan.steps.indices {
            for slot in plan.steps[index].inputs where plan.slots.indices.contains(Int(slot.index)) {
                steps[Int(counts[Int(slot.index)])] = Int32(index)
                counts[Int(slot.index)] += 1
            }
        }
    }

    func of(_ slot: SlotID) -> ArraySlice<Int32> {
        let index = Int(slot.index)
        guard index >= 0, index + 1 < offsets.count else { return [] }
        return steps[Int(offsets[index])..<Int(offsets[index + 1])]
    }
}
