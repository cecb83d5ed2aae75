import Columnar
package import Compute
package import Plan

/// What a run has to do of a plan, given what is kept of earlier ones: the one function from identities to steps. A step that nothing
/// is wanted of is not done, and its data is not looked at; so what is kept of the last steps of a plan is enough. But what a step fits is
/// not kept: where that is to be saved, the step is done.
///
/// Linear in the size of the plan, and in the data that is loaded.
package struct WorkSelection: Sendable {
    package enum Fate: UInt8, Sendable {
        /// It is done.
        case run
        /// Not done: what is wanted of it is kept.
        case load
        /// Not done, and nothing of it is wanted.
        case skip
    }

    /// By step.
    package let fates: ContiguousArray<Fate>
    /// Of slots whose data steps that are done take from the cache.
    package let loaded: [SlotID: SharedData]
    /// Of outputs that are not written anew, in the order of the plan.
    package let results: [(output: Int, record: StepRecord)]

    /// - Parameters:
    ///   - files: tells whether outputs' files still are what was written.
    package init(of plan: ExecutionPlan, _ identity: PlanIdentity, from store: CacheStore, files: FileFingerprints) {
        var fates = ContiguousArray<Fate>(repeating: .skip, count: plan.steps.count)
        var wanted = ContiguousArray(repeating: false, count: plan.slots.count)
        var hasConsumer = ContiguousArray(repeating: false, count: plan.slots.count)
        for step in plan.steps {
            for slot in step.inputs { hasConsumer[Int(slot.index)] = true }
        }
        var loaded: [SlotID: SharedData] = [:]
        var results: [(output: Int, record: StepRecord)] = []
        // Against plan order, which is topological: all who want something of a step come before it.
        for (index, step) in plan.steps.enumerated().reversed() {
            if step.outputs.isEmpty {
                let record = Self.record(of: step, in: plan, identity, store, files)
                if let record, case .write(let output) = step.work { results.append((output, record)) }
                fates[index] = record == nil ? .run : .skip
            } else {
                let needed = step.outputs.filter { wanted[Int($0.index)] || !hasConsumer[Int($0.index)] }
                let isDone = identity.fitted.isDone(step.id)
                if needed.isEmpty && !isDone { continue }
                let kept = isDone ? nil : Self.data(of: needed, identity, store)
                fates[index] = kept == nil ? .run : .load
                // What nobody takes need not be there.
                for (slot, data) in kept ?? [] where hasConsumer[Int(slot.index)] { loaded[slot] = data }
            }
            guard fates[index] == .run else { continue }
            for slot in step.inputs { wanted[Int(slot.index)] = true }
        }
        self.fates = fates
        self.loaded = loaded
        self.results = results.reversed()
    }

    /// Nil: the step has to be done.
    private static func record(
        of step: Step, in plan: ExecutionPlan, _ identity: PlanIdentity, _ store: CacheStore, _ files: FileFingerprints
    ) -> StepRecord? {
        guard let hash = identity[step.id], let record = store.record(hash) else { return nil }
        guard case .write(let index) = step.work else { return record }
        switch plan.outputs[index].target {
        case nil: return record
        case .file(let path, _, _):
            guard let written = record.output?.file, files.hash(of: path) == written else { return nil }
            return record
        // What became of the rows of a table is not known.
        case .table: return nil
        }
    }

    private static func data(
        of slots: [SlotID], _ identity: PlanIdentity, _ store: CacheStore
    ) -> [(slot: SlotID, data: SharedData)]? {
        var found: [(slot: SlotID, data: SharedData)] = []
        for slot in slots {
            guard let hash = identity[slot], let data = store.data(hash) else { return nil }
            found.append((slot, data))
        }
        return found
    }

    /// Steps that are done.
    package var runCount: Int { fates.reduce(0) { $0 + ($1 == .run ? 1 : 0) } }
    package var loadedBytes: Int { loaded.values.reduce(0) { $0 + $1.contentByteCount } }
}
