import Columnar
package import Compute
import Events
package import Plan

/// What a run has to do with a cache: what it need not do because of it, and what it gives to it. Any thread.
package final class CachedRun: Sendable {
    package let identity: PlanIdentity
    package let selection: WorkSelection
    private let plan: ExecutionPlan
    private let store: CacheStore
    private let files: FileFingerprints
    /// Slots whose data is not what their identities say, because a file was changed after it was looked at.
    private let tainted = Locked<Set<SlotID>>([])

    /// Reads what the run will load. Blocks.
    ///
    /// - Parameter identity: the plan's.
    package init(_ plan: ExecutionPlan, identity: PlanIdentity, store: CacheStore, files: FileFingerprints) {
        self.plan = plan
        self.store = store
        self.files = files
        self.identity = identity
        selection = WorkSelection(of: plan, identity, from: store, files: files)
    }

    /// Keeps what a step made. On the step's own thread, before others can see it; blocks.
    ///
    /// - Throws: where the disk is full or cannot be written. The step is none the worse.
    package func keep(
        _ product: StepProduct, of step: StepID, framework: any ComputeFramework
    ) throws(CacheError) {
        let definition = plan[step]
        guard isTrue(definition) else { return }
        for (slot, data) in zip(definition.outputs, product.outputs) {
            guard let hash = identity[slot] else { continue }
            try store.keep(data, as: hash, of: framework)
        }
        guard definition.outputs.isEmpty, let hash = identity[step], product.violation == nil else { return }
        var record = StepRecord(rows: product.rows)
        if case .write(let index) = definition.work {
            guard let output = product.output, let kept = kept(output, plan.outputs[index]) else { return }
            record.output = kept
        }
        try store.keep(record, as: hash)
    }

    /// Whether what a step made is what its identity says. Steps that take what is not end later, and so hear of it.
    private func isTrue(_ step: Step) -> Bool {
        let isTrue = tainted.withLock { tainted in !step.inputs.contains { tainted.contains($0) } }
        if isTrue && identity.isStill(step, files: files) { return true }
        tainted.withLock { $0.formUnion(step.outputs) }
        return false
    }

    /// Nil: the output has to be made by each run.
    private func kept(_ output: OutputProduct, _ plan: OutputPlan) -> StepRecord.Output? {
        switch plan.target {
        case nil: return .init(preview: output.preview, bytes: output.bytes, file: nil)
        case .file:
            guard let staged = output.staged, let hash = files.hash(of: staged.temporary) else { return nil }
            return .init(preview: output.preview, bytes: output.bytes, file: hash)
        case .table: return nil
        }
    }

    /// Makes room for what the next run keeps. After the run; blocks.
    ///
    /// - Parameter isLast: no other run of this process follows.
    package func finish(isLast: Bool = true) {
        files.keep(isLast: isLast)
        store.trim()
    }
}
