import Columnar
package import Compute
package import Events
package import Plan

/// What of a run's data others can look at while it runs, and what they have put there: see `DatasetDirectory`. The data lifecycle
/// manager feeds it, on the orchestrator's thread; servers ask it on theirs. It keeps its own references to the data, and lets go
/// of them in `withdraw`, before the run does.
package final class LiveDatasets: Sendable {
    struct State {
        var isOpen = true
        var slots = ReadableSlots()
        /// By step: whether it will read nothing more.
        var isReleased: ContiguousArray<Bool>
        /// Datasets that once had data.
        var stored: Set<DatasetID> = []
        var put: PutDatasets
        var readers = 0
    }

    /// At most so many may read at a time.
    static let readerLimit = 64
    /// What a reader takes: a message of 2 MiB that is being sent, and one that is being made.
    static let bytesOnTheWay = 4 << 20

    let plan: ExecutionPlan
    let names: DatasetNames
    let columns: SlotColumns
    /// Slots by dataset, in order, and the steps that read of it.
    let slotsOfDataset: [[SlotID]]
    let consumersOfDataset: [[StepID]]
    let state: Locked<State>
    private let events: EventBus
    private let readersLeft: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: bytes that others may put at most, all together.
    ///   - readersLeft: called when data can go because its last reader has ended, on the reader's thread; leads to `takeFreed` on
    ///     the orchestrator's. Must not block.
    package init(
        _ plan: ExecutionPlan, frameworks: [any ComputeFramework], limit: Int, events: EventBus,
        readersLeft: @escaping @Sendable () -> Void
    ) {
        self.plan = plan
        self.events = events
        self.readersLeft = readersLeft
        names = DatasetNames(plan)
        columns = SlotColumns(plan: plan, frameworks: frameworks)
        var slots: [[SlotID]] = Array(repeating: [], count: plan.datasets.count)
        for (index, slot) in plan.slots.enumerated() where plan.hasValues(SlotID(index)) {
            slots[Int(slot.dataset.index)].append(SlotID(index))
        }
        slotsOfDataset = slots
        var consumers: [[StepID]] = Array(repeating: [], count: plan.datasets.count)
        for step in plan.steps {
            for slot in step.inputs {
                let dataset = Int(plan[slot].dataset.index)
                if consumers[dataset].last != step.id { consumers[dataset].append(step.id) }
            }
        }
        consumersOfDataset = consumers
        state = Locked(
            State(
                isReleased: ContiguousArray(repeating: false, count: plan.steps.count),
                put: PutDatasets(limit: limit)))
    }

    // MARK: What the run tells

    /// A step has filled a slot.
    package func stored(_ slot: SlotID, _ data: any SlotData) {
        state.withLock { state in
            state.slots.stored(slot, data)
            state.stored.insert(plan[slot].dataset)
        }
    }

    /// A step will read no more; or, `needed`, will read again.
    package func released(by step: StepID) { state.withLock { $0.isReleased[Int(step.index)] = true } }
    package func needed(by step: StepID) { state.withLock { $0.isReleased[Int(step.index)] = false } }

    /// The run is done with these slots of a dataset. Returns those that can go now; the others are read, and come out of
    /// `takeFreed` after `readersLeft`.
    package func withdraw(
        _ slots: some Collection<SlotID>, of dataset: DatasetID, _ reason: DataDrop.Reason, after step: StepID?
    ) -> [SlotID] {
        let departure = ReadableSlots.Departure(reason, after: step)
        let (free, held) = state.withLock { $0.slots.withdraw(slots, departure) }
        if !held.isEmpty {
            events.publish(.flight(.held(dataset: names.name(of: dataset), columns: held.count)))
        }
        return free
    }

    /// What had to stay for readers and can go now, with why it was to go.
    package func takeFreed() -> [(departure: ReadableSlots.Departure, slots: [SlotID])] {
        state.withLock { $0.slots.takeFreed() }
    }

    /// Bytes that others take of the run's memory, beside the data that is the run's: what they have put there, and what is on its way
    /// to readers.
    package var bytesBeside: Int { state.withLock { $0.put.bytes + $0.readers * Self.bytesOnTheWay } }

    /// Whether somebody reads a slot.
    package func isRead(_ slot: SlotID) -> Bool { state.withLock { $0.slots.readers(of: slot) > 0 } }

    /// Nobody can begin to read or put any more.
    package func close() { state.withLock { $0.isOpen = false } }

    /// What was put goes, as nobody reads it any more.
    package func dropPut() {
        for entry in state.withLock({ $0.put.removeAll() }) { tellDropped(entry) }
    }

    // MARK: What others do

    func readEnded(_ dataset: DatasetID, _ slots: [SlotID], _ figures: DatasetReadFigures) {
        let isFreed = state.withLock { state in
            state.readers -= 1
            return state.slots.endRead(slots)
        }
        tellRead(names.name(of: dataset), figures)
        if isFreed { readersLeft() }
    }

    func tellRead(_ name: String, _ figures: DatasetReadFigures) {
        events.publish(
            .flight(.read(dataset: name, rows: figures.rows, bytes: figures.bytes, isWhole: figures.isWhole)))
    }

    func tellPut(_ entry: PutDatasets.Entry) {
        events.publish(.flight(.put(dataset: entry.name, rows: entry.table.rowCount, bytes: entry.bytes)))
    }

    func tellDropped(_ entry: PutDatasets.Entry) {
        events.publish(.flight(.dropped(dataset: entry.name, bytes: entry.bytes)))
    }
}
