import Events
import Plan

/// Where slots come from and where they belong, as flat arrays.
struct SlotIndex: Sendable {
    /// By slot; -1: no step fills it.
    private var producers: ContiguousArray<Int32> = []
    /// By slot; as the plan says, which may name datasets that it does not have.
    private var owners: ContiguousArray<DatasetID> = []
    private var offsets: ContiguousArray<Int32> = [0]
    private var slots: ContiguousArray<Int32> = []

    init() {}

    init(_ plan: RunStarted) {
        producers = ContiguousArray(repeating: -1, count: plan.slots.count)
        owners = ContiguousArray(plan.slots.indices.map { plan.slots[$0].dataset })
        for index in plan.steps.indices {
            for slot in plan.steps[index].outputs where producers.indices.contains(Int(slot.index)) {
                producers[Int(slot.index)] = Int32(index)
            }
        }
        var counts = ContiguousArray<Int32>(repeating: 0, count: plan.datasets.count + 1)
        for index in plan.slots.indices {
            let dataset = Int(plan.slots[index].dataset.index)
            if plan.datasets.indices.contains(dataset) { counts[dataset + 1] += 1 }
        }
        for dataset in plan.datasets.indices { counts[dataset + 1] += counts[dataset] }
        offsets = counts
        slots = ContiguousArray(repeating: 0, count: Int(counts.last ?? 0))
        for index in plan.slots.indices {
            let dataset = Int(plan.slots[index].dataset.index)
            guard plan.datasets.indices.contains(dataset) else { continue }
            slots[Int(counts[dataset])] = Int32(index)
            counts[dataset] += 1
        }
    }

    func producer(of slot: SlotID) -> StepID? {
        guard producers.indices.contains(Int(slot.index)), producers[Int(slot.index)] >= 0 else { return nil }
        return StepID(index: producers[Int(slot.index)])
    }

    func dataset(of slot: SlotID) -> DatasetID? {
        owners.indices.contains(Int(slot.index)) ? owners[Int(slot.index)] : nil
    }

    func slots(of dataset: DatasetID) -> ArraySlice<Int32> {
        let index = Int(dataset.index)
        guard index >= 0, index + 1 < offsets.count else { return [] }
        return slots[Int(offsets[index])..<Int(offsets[index + 1])]
    }
}
