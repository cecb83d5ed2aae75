package import Compute
package import Plan

/// What the compute frameworks hold during a run: the data of each slot that is resident. The engine's only references
/// between steps, so that what is released here goes back. One thread.
package final class FrameworkInstances {
    private var slots: ContiguousArray<(any SlotData)?>

    package init(slotCount: Int) { slots = ContiguousArray(repeating: nil, count: slotCount) }

    package subscript(slot: SlotID) -> (any SlotData)? {
        get { slots[Int(slot.index)] }
        set { slots[Int(slot.index)] = newValue }
    }

    package func isResident(_ slot: SlotID) -> Bool { slots[Int(slot.index)] != nil }

    package func release(_ slots: some Sequence<SlotID>) {
        for slot in slots { self.slots[Int(slot.index)] = nil }
    }
}
