import Events
import Plan

/// Which datasets each step reads, as flat arrays.
struct DatasetReaders: Sendable {
    /// By dataset: steps that read it.
    private(set) var counts: ContiguousArray<Int32> = []
    private var offsets: ContiguousArray<Int32> = [0]
    private var list: ContiguousArray<Int32> = []

    init() {}

    init(_ plan: RunStarted) {
        counts = ContiguousArray(repeating: 0, count: plan.datasets.count)
        offsets.reserveCapacity(plan.steps.count + 1)
        // By dataset: the last step that was found to read it.
        var latest = ContiguousArray<Int32>(repeating: -1, count: plan.datasets.count)
        for step in plan.steps.indices {
            for slot in plan.steps[step].inputs where plan.slots.indices.contains(Int(slot.index)) {
                let dataset = Int(plan.slots[Int(slot.index)].dataset.index)
                guard latest.indices.contains(dataset), latest[dataset] != Int32(step) else { continue }
                latest[dataset] = Int32(step)
                counts[dataset] += 1
                list.append(Int32(dataset))
            }
            offsets.append(Int32(list.count))
        }
    }

    func datasets(of step: Int) -> ArraySlice<Int32> {
        guard step >= 0, step + 1 < offsets.count else { return [] }
        return list[Int(offsets[step])..<Int(offsets[step + 1])]
    }
}
