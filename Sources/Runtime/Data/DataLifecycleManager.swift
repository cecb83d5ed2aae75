package import Compute
package import Events
package import Plan

/// What is resident, who still needs it, and what a run's results are. Slots are counted by consumer: each place in the
/// inputs of a step that has not ended is one. At the last one the slot's data is released, so that a dataset sheds columns
/// one by one and is gone with its last slot.
///
/// The data itself lies in the executor's `FrameworkInstances`. One thread, the orchestrator's.
package struct DataLifecycleManager {
    let plan: StepContext.Shared
    let events: EventBus
    let meter: any MemoryMeter
    /// What others look at, and so may have to stay for a while; nil: nobody looks.
    let live: LiveDatasets?
    /// By slot.
    private var consumersLeft: ContiguousArray<Int32>
    /// By slot; nil: not resident.
    private(set) var holdings: ContiguousArray<ResidentMemory.Holding?>
    private var memory = ResidentMemory()
    /// By dataset.
    private var residentSlots: ContiguousArray<Int32>
    /// Resident slots without a consumer, in the order in which they came to be so.
    private var due: [SlotID] = []
    private(set) var collected: [OutputProduct?]
    /// Where what steps fit is saved, or taken from; nil: neither.
    let artifacts: RunArtifacts?
    /// What steps fitted, to be saved.
    var fitted: [StepID: [UInt8]] = [:]
    /// Paths of the artifacts that were put in place, by their steps.
    package internal(set) var savedArtifacts: [(step: StepID, path: String)] = []
    /// Steps that have ended without finishing and still count as consumers.
    private var pinning: Set<StepID> = []
    private var bytesSinceRelease = 0
    /// So much must have been dropped before the allocator is asked to give pages back: asking takes long.
    private let releaseThreshold: Int

    package private(set) var residentSlotCount = 0
    /// Bytes of all resident slots, as the frameworks account them; memory that slots share counts once.
    package var residentBytes: Int { memory.byteCount }
    package var peakResidentBytes: Int { memory.peakByteCount }

    /// - Parameter budget: bytes that the run may use; nil: any.
    package init(
        _ plan: StepContext.Shared, events: EventBus, meter: any MemoryMeter, budget: Int? = nil,
        artifacts: RunArtifacts? = nil, live: LiveDatasets? = nil
    ) {
        self.artifacts = artifacts
        releaseThreshold = budget.map { min(64 << 20, $0 / 32) } ?? 64 << 20
        self.live = live
        self.plan = plan
        self.events = events
        self.meter = meter
        var consumers = ContiguousArray<Int32>(repeating: 0, count: plan.plan.slots.count)
        plan.plan.steps.withUnsafeBufferPointer { steps in
            for step in steps.indices {
                for slot in steps[step].inputs { consumers[Int(slot.index)] += 1 }
            }
        }
        consumersLeft = consumers
        holdings = ContiguousArray(repeating: nil, count: plan.plan.slots.count)
        residentSlots = ContiguousArray(repeating: 0, count: plan.plan.datasets.count)
        collected = Array(repeating: nil, count: plan.plan.outputs.count)
    }

    /// Places in the inputs of steps that have not ended.
    package func consumersLeft(of slot: SlotID) -> Int { Int(consumersLeft[Int(slot.index)]) }

    package func isResident(_ slot: SlotID) -> Bool { holdings[Int(slot.index)] != nil }

    /// Whether any column of it is; false for one that the plan does not have.
    package func isResident(_ dataset: DatasetID) -> Bool {
        residentSlots.indices.contains(Int(dataset.index)) && residentSlots[Int(dataset.index)] > 0
    }

    // MARK: What happens to data

    /// A step has filled its output slots, and the instances hold them. A slot that nobody consumes is due at once.
    ///
    /// - Returns: the bytes of what it filled.
    package mutating func stored(_ step: StepID, in instances: FrameworkInstances) -> Int {
        plan.plan.steps.withUnsafeBufferPointer { steps in
            var bytes = 0
            for slot in steps[Int(step.index)].outputs {
                guard let data = instances[slot] else { continue }
                let holding = ResidentMemory.Holding(data)
                bytes += holding.byteCount
                account(slot, holding)
                live?.stored(slot, data)
                if consumersLeft[Int(slot.index)] == 0 { due.append(slot) }
            }
            return bytes
        }
    }

    /// A step will not read its inputs any more: it finished, or it never will run. Once for each step, unless `needed` was
    /// called for it since.
    package mutating func released(by step: StepID) {
        live?.released(by: step)
        plan.plan.steps.withUnsafeBufferPointer { steps in
            for slot in steps[Int(step.index)].inputs {
                let index = Int(slot.index)
                consumersLeft[index] -= 1
                if consumersLeft[index] == 0 && holdings[index] != nil { due.append(slot) }
            }
        }
    }

    /// A step failed, was cancelled or skipped, but may be retried: in place of `released`, it keeps its inputs until it runs
    /// again and releases them, or until `unpin`.
    package mutating func pinned(by step: StepID) { pinning.insert(step) }

    /// Nothing will be retried any more: every step that had pinned its inputs releases them.
    package mutating func unpin() {
        for step in pinning { released(by: step) }
        pinning = []
    }

    /// A step that had released or pinned its inputs is to run again.
    package mutating func needed(by step: StepID) {
        if pinning.remove(step) != nil { return }
        live?.needed(by: step)
        for slot in plan.plan.steps[Int(step.index)].inputs { consumersLeft[Int(slot.index)] += 1 }
    }

    /// Producers of those inputs of a step that are not resident; ascending, without repeats.
    package func producersOfMissingInputs(of step: StepID) -> [StepID] {
        let plan = plan.plan
        let missing = plan.steps[Int(step.index)].inputs.filter { !isResident($0) }
        return Set(missing.map { plan.slots[Int($0.index)].producer }).sorted()
    }

    /// Drops every slot that is due, dataset by dataset, and says so. `step`: whose end made them due.
    package mutating func dropDue(
        _ reason: DataDrop.Reason, after step: StepID?, from instances: FrameworkInstances
    ) {
        guard !due.isEmpty else { return }
        // A slot may have got a consumer again, or stand here twice.
        if due.count == 1 {
            let slot = due[0]
            due.removeAll(keepingCapacity: true)
            if isDue(slot) { drop(CollectionOfOne(slot), reason, after: step, from: instances) }
            return
        }
        var slots = due
        due.removeAll(keepingCapacity: true)
        let plan = plan.plan.slots
        slots.sort { (plan[Int($0.index)].dataset, $0) < (plan[Int($1.index)].dataset, $1) }
        var start = 0
        while start < slots.count {
            let dataset = plan[Int(slots[start].index)].dataset
            var end = start
            while end < slots.count && plan[Int(slots[end].index)].dataset == dataset { end += 1 }
            var last: SlotID?
            let group = slots[start..<end].filter { slot in
                defer { last = slot }
                return slot != last && isDue(slot)
            }
            if !group.isEmpty { drop(group, reason, after: step, from: instances) }
            start = end
        }
    }

    /// Drops what had to stay for readers and is read no more.
    package mutating func dropFreed(from instances: FrameworkInstances) {
        for (departure, slots) in live?.takeFreed() ?? [] {
            due += slots
            dropDue(departure.reason, after: departure.after, from: instances)
        }
    }

    /// Drops whatever is still resident. At the end of the run, when nobody reads any more.
    package mutating func dropAll(from instances: FrameworkInstances) {
        dropFreed(from: instances)
        due = []
        for index in holdings.indices where holdings[index] != nil {
            consumersLeft[index] = 0
            due.append(SlotID(index))
        }
        dropDue(.runEnded, after: nil, from: instances)
        meter.releaseUnused()
    }

    private func isDue(_ slot: SlotID) -> Bool {
        consumersLeft[Int(slot.index)] <= 0 && isResident(slot)
    }

    private mutating func account(_ slot: SlotID, _ holding: ResidentMemory.Holding) {
        let index = Int(slot.index)
        if let earlier = holdings[index] {
            _ = memory.remove(earlier)
        } else {
            residentSlotCount += 1
            residentSlots[Int(plan.plan.slots[index].dataset.index)] += 1
        }
        holdings[index] = holding
        memory.add(holding)
    }

    /// A slot's data lies elsewhere now. Returns the bytes that are free for it.
    mutating func replace(_ slot: SlotID, by data: any SlotData) -> Int {
        guard let earlier = holdings[Int(slot.index)] else { return 0 }
        let holding = ResidentMemory.Holding(data)
        holdings[Int(slot.index)] = holding
        live?.stored(slot, data)
        let freed = memory.remove(earlier)
        memory.add(holding)
        return freed
    }

    /// All of one dataset. What somebody reads stays until `dropFreed`.
    private mutating func drop(
        _ slots: some Collection<SlotID>, _ reason: DataDrop.Reason, after step: StepID?,
        from instances: FrameworkInstances
    ) {
        guard let first = slots.first else { return }
        let dataset = plan.plan.slots[Int(first.index)].dataset
        guard let live else { return dropNow(slots, of: dataset, reason, after: step, from: instances) }
        let free = live.withdraw(slots, of: dataset, reason, after: step)
        if !free.isEmpty { dropNow(free, of: dataset, reason, after: step, from: instances) }
    }

    private mutating func dropNow(
        _ slots: some Collection<SlotID>, of dataset: DatasetID, _ reason: DataDrop.Reason, after step: StepID?,
        from instances: FrameworkInstances
    ) {
        let isObserved = events.isObserved
        let before = isObserved ? meter.bytesAllocated : 0
        instances.release(slots)
        var bytes = 0
        for slot in slots {
            if let holding = holdings[Int(slot.index)] { bytes += memory.remove(holding) }
            holdings[Int(slot.index)] = nil
        }
        residentSlotCount -= slots.count
        residentSlots[Int(dataset.index)] -= Int32(slots.count)
        bytesSinceRelease += bytes
        if bytesSinceRelease >= releaseThreshold {
            bytesSinceRelease = 0
            meter.releaseUnused()
        }
        guard isObserved else { return }
        events.publish(
            .dataDropped(
                DataDrop(
                    dataset: dataset, slots: Array(slots), isWhole: residentSlots[Int(dataset.index)] == 0,
                    bytes: bytes,
                    poolBefore: before, poolAfter: meter.bytesAllocated, reason: reason, after: step)))
    }

    // MARK: Results

    /// Keeps what a write step made, until the end of the run. An earlier product of the same output is returned, to be
    /// thrown away.
    package mutating func collect(_ product: OutputProduct, output: Int) -> OutputProduct? {
        defer { collected[output] = product }
        return collected[output]
    }

    var outputs: [OutputPlan] { plan.plan.outputs }
    var shared: StepContext.Shared { plan }

    /// What write steps made, in the order of the plan's outputs.
    package var results: [(output: Int, product: OutputProduct)] {
        collected.enumerated().compactMap { index, product in product.map { (index, $0) } }
    }
}
