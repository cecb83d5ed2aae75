import Caching
import Compute
import Events
import Plan

/// What a run has of earlier ones.
extension RunLoop {
    /// Counts the steps as finished that need not be done, and has the data ready that others take of them. Before the first step.
    mutating func adoptCached() {
        guard let selection = request.cache?.selection else { return }
        let plan = shared.plan
        tell(selection)
        for index in plan.steps.indices where selection.fates[index] != .run {
            let step = StepID(index)
            state.adopt(step)
            events.publish(.stepCached(step))
            // Its inputs are not read; nothing of them is resident yet.
            lifecycle.released(by: step)
        }
        for index in plan.steps.indices where selection.fates[index] == .load { load(plan.steps[index], selection) }
        for (output, record) in selection.results { collect(record, output) }
        lifecycle.dropDue(.unneeded, after: nil, from: executor.instances)
    }

    private mutating func load(_ step: Step, _ selection: WorkSelection) {
        var slots: [SlotID] = []
        var rows = 0
        for slot in step.outputs {
            guard let data = selection.loaded[slot] else { continue }
            executor.adopt(data, for: slot)
            slots.append(slot)
            rows = data.rowCount
        }
        guard let first = slots.first else { return }
        // It lies in the cache's files, and takes no memory of its own.
        let bytes = lifecycle.stored(step.id, in: executor.instances)
        events.publish(.dataStored(shared.plan[first].dataset, slots: slots, bytes: bytes, rows: rows))
    }

    private mutating func collect(_ record: StepRecord, _ output: Int) {
        guard let kept = record.output else { return }
        let plan = shared.plan.outputs[output]
        let result = ResultCollected(
            output: plan.name, target: plan.target?.written, rows: record.rows, bytes: kept.bytes,
            preview: kept.preview)
        events.publish(.resultCollected(result))
    }

    private func tell(_ selection: WorkSelection) {
        let total = shared.plan.steps.count
        let reused = total - selection.runCount
        var text = "cache: \(reused) of \(total.counted("step")) as before"
        if !selection.loaded.isEmpty {
            text += "; \(selection.loaded.count.counted("column")) of them read from it"
            text += " (\(MemoryBudget.text(selection.loadedBytes)))"
        }
        events.publish(.logLine(nil, text))
    }
}
