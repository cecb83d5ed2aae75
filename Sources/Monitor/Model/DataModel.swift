package import Events
package import Plan

/// Which data is in memory, by the events: datasets, their slots, what was dropped and when.
package struct DataModel: Sendable {
    package enum Residency: UInt8, Sendable, CaseIterable {
        /// Not made yet.
        case absent
        case live
        /// In the memory of another worker too.
        case shared
        /// On disk.
        case spilled
        case dropped
    }

    package struct Dataset: Sendable {
        package var residency = Residency.absent
        package var rows = 0
        /// Bytes of its resident slots, as the engine accounts them.
        package var bytes = 0
        package var residentSlots = 0
        /// Of the plan.
        package var slotCount = 0
        /// Nanoseconds since the run started.
        package var firstStoredAt: UInt64 = 0
        package var droppedAt: UInt64 = 0
        /// The newest drop of it in `drops`; nil: none.
        package var latestDrop: Int?
    }

    /// What is kept of a drop. There is one for nearly each step of a plan, so it is kept small.
    package struct Drop: Sendable, Hashable {
        package var time: UInt64
        package var bytes: Int
        package var dataset: DatasetID
        /// Of the columns, the first, and how many there are.
        package var firstSlot: SlotID?
        package var slotCount: Int32
        /// The step whose end made it unneeded.
        package var after: StepID?
        package var reason: DataDrop.Reason
        /// Whether the dataset holds nothing any more; else it only shed these columns.
        package var isWhole: Bool

        init(_ drop: DataDrop, at time: UInt64) {
            self.time = time
            bytes = drop.bytes
            dataset = drop.dataset
            firstSlot = drop.slots.first
            slotCount = Int32(clamping: drop.slots.count)
            after = drop.after
            reason = drop.reason
            isWhole = drop.isWhole
        }
    }

    /// By dataset.
    package private(set) var datasets: ContiguousArray<Dataset> = []
    /// By slot.
    package private(set) var slots: ContiguousArray<Residency> = []
    /// By slot: bytes when it was stored; where a step stored several at once, in equal parts.
    package private(set) var slotBytes: ContiguousArray<Int> = []
    /// In the order of their coming: one at most for each slot, unless steps are retried.
    package private(set) var drops: [Drop] = []
    /// Bytes of all that is resident.
    package private(set) var residentBytes = 0
    package private(set) var peakBytes = 0
    /// When `peakBytes` was reached.
    package private(set) var peakTime: UInt64 = 0
    package private(set) var audit = DropAudit()
    package var droppedBytes: Int { audit.promised }
    /// `residentBytes` over time.
    package private(set) var history = Series()

    /// By dataset: steps that read it and have not come to an end.
    private var readersLeft: ContiguousArray<Int32> = []
    private var consumers = SlotConsumers()
    private var readers = DatasetReaders()
    private var index = SlotIndex()
    /// The process's resident bytes (0: not known) in the sample before the first drop that none has followed; nil: there is no
    /// such drop.
    private var residentBeforeDrops: Int?

    package init() {}

    init(_ plan: RunStarted) {
        datasets = ContiguousArray(repeating: Dataset(), count: plan.datasets.count)
        slots = ContiguousArray(repeating: .absent, count: plan.slots.count)
        slotBytes = ContiguousArray(repeating: 0, count: plan.slots.count)
        for index in plan.slots.indices where datasets.indices.contains(Int(plan.slots[index].dataset.index)) {
            datasets[Int(plan.slots[index].dataset.index)].slotCount += 1
        }
        consumers = SlotConsumers(plan)
        index = SlotIndex(plan)
        readers = DatasetReaders(plan)
        readersLeft = readers.counts
        history.append(0, at: 0)
    }

    package subscript(dataset: DatasetID) -> Dataset {
        datasets.indices.contains(Int(dataset.index)) ? datasets[Int(dataset.index)] : Dataset()
    }

    /// Of a slot that is there, that of its dataset: shared and spilled are whole datasets.
    package func residency(of slot: SlotID) -> Residency {
        guard slots.indices.contains(Int(slot.index)) else { return .absent }
        guard slots[Int(slot.index)] == .live, let dataset = index.dataset(of: slot) else {
            return slots[Int(slot.index)]
        }
        switch self[dataset].residency {
        case .shared: return .shared
        case .spilled: return .spilled
        case .absent, .live, .dropped: return .live
        }
    }

    /// Steps that read a slot, in plan order.
    package func consumers(of slot: SlotID) -> ArraySlice<Int32> { consumers.of(slot) }

    /// How many steps read a dataset and have not come to an end.
    package func consumersLeft(of dataset: DatasetID) -> Int {
        readersLeft.indices.contains(Int(dataset.index)) ? Int(readersLeft[Int(dataset.index)]) : 0
    }

    /// A step has come to an end, or has not any more.
    mutating func settled(_ step: Int, _ isSettled: Bool) {
        for dataset in readers.datasets(of: step) { readersLeft[Int(dataset)] += isSettled ? -1 : 1 }
    }

    /// The step that fills a slot.
    package func producer(of slot: SlotID) -> StepID? { index.producer(of: slot) }

    /// Slots of a dataset, in plan order.
    package func slots(of dataset: DatasetID) -> ArraySlice<Int32> { index.slots(of: dataset) }

    mutating func stored(_ dataset: DatasetID, slots: [SlotID], bytes: Int, rows: Int, at time: UInt64) {
        let index = Int(dataset.index)
        guard datasets.indices.contains(index) else { return }
        if datasets[index].residentSlots == 0 { datasets[index].firstStoredAt = time }
        for (place, slot) in slots.enumerated() where self.slots.indices.contains(Int(slot.index)) {
            if self.slots[Int(slot.index)] != .live { datasets[index].residentSlots += 1 }
            self.slots[Int(slot.index)] = .live
            slotBytes[Int(slot.index)] = bytes / slots.count + (place < bytes % slots.count ? 1 : 0)
        }
        datasets[index].residency = .live
        datasets[index].rows = rows
        datasets[index].bytes &+= bytes
        account(bytes, at: time)
    }

    mutating func shared(_ dataset: DatasetID) {
        let index = Int(dataset.index)
        if datasets.indices.contains(index), datasets[index].residency == .live { datasets[index].residency = .shared }
    }

    mutating func spilled(_ dataset: DatasetID, bytes: Int, at time: UInt64) {
        let index = Int(dataset.index)
        guard datasets.indices.contains(index) else { return }
        datasets[index].residency = .spilled
        account(-min(bytes, datasets[index].bytes), at: time)
        datasets[index].bytes = max(0, datasets[index].bytes - bytes)
    }

    /// - Parameter resident: bytes that the process had resident in the latest sample; 0: none yet.
    mutating func dropped(_ drop: DataDrop, at time: UInt64, resident: Int = 0) {
        let index = Int(drop.dataset.index)
        guard datasets.indices.contains(index) else { return }
        drops.append(Drop(drop, at: time))
        if residentBeforeDrops == nil { residentBeforeDrops = resident }
        audit.promised &+= drop.bytes
        audit.returned &+= max(0, drop.poolBefore &- drop.poolAfter)
        datasets[index].latestDrop = drops.count - 1
        for slot in drop.slots where slots.indices.contains(Int(slot.index)) {
            if slots[Int(slot.index)] == .live { datasets[index].residentSlots -= 1 }
            slots[Int(slot.index)] = .dropped
        }
        let freed: Int
        if drop.isWhole {
            freed = datasets[index].bytes
            datasets[index].residency = .dropped
            datasets[index].residentSlots = 0
            datasets[index].droppedAt = time
        } else {
            freed = min(drop.bytes, datasets[index].bytes)
        }
        datasets[index].bytes -= freed
        account(-freed, at: time)
    }

    /// A sample of the process: the first one after the drops since the one before.
    mutating func sampled(residentBytes: Int) {
        guard let before = residentBeforeDrops else { return }
        if before > 0 { audit.residentChange = (audit.residentChange ?? 0) &+ residentBytes &- before }
        residentBeforeDrops = nil
    }

    private mutating func account(_ change: Int, at time: UInt64) {
        residentBytes &+= change
        if residentBytes > peakBytes {
            peakBytes = residentBytes
            peakTime = time
        }
        history.append(residentBytes, at: time)
    }
}
