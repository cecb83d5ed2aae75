import Plan

/// Writes events as JSON lines: one flat object an event, `{"seq":7,"t":1234567,"event":"step_ready","step":3}`, with a line
/// feed. Ids are numbers, times nanoseconds, workers `t1`; what is nil is left out. The first line, and each `run_started`, begin
/// with `schema_version`. About a microsecond an event; no thread of its own.
package struct EventEncoder {
    private var out = JSONWriter()
    private var isFirst = true

    package init() {}

    /// The line of one event. Valid until the next call.
    package mutating func line(_ event: RunEvent) -> [UInt8] {
        out.reset()
        append(event)
        return out.bytes
    }

    /// The lines of many events, as one piece.
    package mutating func lines(_ events: some Sequence<RunEvent>) -> [UInt8] {
        out.reset()
        for event in events { append(event) }
        return out.bytes
    }

    private mutating func append(_ event: RunEvent) {
        out.beginObject()
        if case .runStarted(let started) = event.kind {
            out.put("schema_version", started.schemaVersion)
        } else if isFirst {
            out.put("schema_version", RunEvent.schemaVersion)
        }
        isFirst = false
        out.put("seq", event.sequence)
        out.put("t", event.time)
        out.put("event", event.kind.name)
        fields(of: event.kind)
        out.endObject()
        out.lineFeed()
    }

    private mutating func fields(of kind: RunEvent.Kind) {
        switch kind {
        case .runStarted(let run): runStarted(run)
        case .runFinished(let run): runFinished(run)
        case .runExpected(let expectations): Self.write(expectations, to: &out)
        case .runPaused, .runResumed: break
        case .runHeld(let failed): out.put("failed", failed)
        case .breakpointHit(let breakpoint, let step):
            self.breakpoint(breakpoint)
            if let step { out.put("step", step.index) }
        case .stepReady(let step), .stepCancelled(let step), .stepCached(let step), .checkPassed(let step):
            out.put("step", step.index)
        case .stepStarted(let step, let worker, let attempt):
            out.put("step", step.index)
            out.put("worker", worker.description)
            out.put("attempt", attempt)
        case .stepProgressed(let step, let rows):
            out.put("step", step.index)
            out.put("rows", rows)
        case .stepFinished(let step, let figures):
            out.put("step", step.index)
            out.put("rows", figures.rows)
            out.put("bytes", figures.bytes)
            out.put("duration", figures.duration)
            out.put("processor_time", figures.processorTime)
        case .stepFailed(let step, let failure):
            out.put("step", step.index)
            out.put("message", failure.message)
            out.put("position", failure.position)
            out.put("worker", failure.worker?.description)
            out.put("attempts", failure.attempts)
        case .stepRetried(let step, let attempt, let delay):
            out.put("step", step.index)
            out.put("attempt", attempt)
            out.put("delay", delay)
        case .stepSkipped(let step, let cause):
            out.put("step", step.index)
            if let cause { out.put("cause", cause.index) }
        case .workerStarted(let worker, let processID):
            out.put("worker", worker.description)
            if let processID { out.put("process_id", processID) }
        case .workerBusy(let worker, let step):
            out.put("worker", worker.description)
            out.put("step", step.index)
        case .workerIdle(let worker):
            out.put("worker", worker.description)
        case .workerExited(let worker, let reason):
            out.put("worker", worker.description)
            out.put("reason", reason)
        case .dataStored(let dataset, let slots, let bytes, let rows):
            out.put("dataset", dataset.index)
            out.put("slots", slots)
            out.put("bytes", bytes)
            out.put("rows", rows)
        case .dataShared(let dataset, let worker):
            out.put("dataset", dataset.index)
            out.put("worker", worker.description)
        case .dataDropped(let drop): dropped(drop)
        case .dataSpilled(let dataset, let bytes):
            out.put("dataset", dataset.index)
            out.put("bytes", bytes)
        case .resultCollected(let result):
            out.put("output", result.output)
            out.put("target", result.target)
            out.put("rows", result.rows)
            out.put("bytes", result.bytes)
            preview("preview", result.preview)
        case .checkFailed(let step, let check):
            out.put("step", step.index)
            out.put("description", check.description)
            out.put("is_error", check.isError)
            out.put("failed_rows", check.failedRows)
            out.put("total_rows", check.totalRows)
            out.put("rows_of", check.place)
            out.put("position", check.position)
            if let sample = check.sample { preview("sample", sample) }
        case .artifactSaved(let step, let path):
            out.put("step", step.index)
            out.put("path", path)
        case .flight(let activity): Self.write(activity, to: &out)
        case .resourceSample(let sample):
            out.put("resident_bytes", sample.residentBytes)
            out.put("pool_bytes", sample.poolBytes)
            out.put("processor_time", sample.processorTime)
        case .logLine(let step, let text):
            if let step { out.put("step", step.index) }
            out.put("text", text)
        case .warning(let text):
            out.put("text", text)
        }
    }

    private mutating func runStarted(_ run: RunStarted) {
        out.put("run", run.runID)
        out.put("plan", run.plan)
        out.put("file", run.file)
        out.put("wall_clock", run.wallClock)
        out.list("modes", run.modes) { $0.value($1.rawValue) }
        out.put("workers", run.workers)
        if let budget = run.memoryBudget { out.put("memory_budget", budget) }
        out.list("steps", run.steps) { out, step in
            out.beginObject()
            out.put("label", step.label)
            out.put("kind", step.kind.rawValue)
            out.put("group", step.group)
            out.put("framework", step.framework.rawValue)
            out.list("dependencies", step.dependencies) { $0.value($1.index) }
            out.put("inputs", step.inputs)
            out.put("outputs", step.outputs)
            out.endObject()
        }
        out.list("slots", run.slots) { out, slot in
            out.beginObject()
            out.put("name", slot.name)
            out.put("dataset", slot.dataset.index)
            out.put("type", slot.type)
            out.endObject()
        }
        out.list("datasets", run.datasets) { out, dataset in
            out.beginObject()
            out.put("name", dataset.name)
            out.put("framework", dataset.framework.rawValue)
            out.endObject()
        }
    }

    private mutating func runFinished(_ run: RunFinished) {
        out.put("outcome", run.outcome.rawValue)
        out.put("finished", run.finished)
        out.put("failed", run.failed)
        out.put("skipped", run.skipped)
        out.put("cancelled", run.cancelled)
        out.put("duration", run.duration)
        out.put("peak_pool_bytes", run.peakPoolBytes)
        out.put("peak_resident_bytes", run.peakResidentBytes)
        out.list("written", run.written) { $0.value($1) }
        out.put("message", run.message)
    }

    private mutating func dropped(_ drop: DataDrop) {
        out.put("dataset", drop.dataset.index)
        out.put("slots", drop.slots)
        out.put("is_whole", drop.isWhole)
        out.put("bytes", drop.bytes)
        out.put("pool_before", drop.poolBefore)
        out.put("pool_after", drop.poolAfter)
        out.put("reason", drop.reason.jsonName)
        if let after = drop.after { out.put("after", after.index) }
    }

    private mutating func breakpoint(_ breakpoint: Breakpoint) {
        switch breakpoint {
        case .dropped(let dataset):
            out.put("breakpoint", "dropped")
            out.put("dataset", dataset.index)
        case .memory(let over):
            out.put("breakpoint", "memory")
            out.put("over", over)
        case .zeroRows:
            out.put("breakpoint", "zero_rows")
        }
    }

    private mutating func preview(_ key: StaticString, _ preview: TablePreview) {
        out.key(key)
        out.beginObject()
        out.list("columns", preview.columns) { out, column in
            out.beginObject()
            out.put("name", column.name)
            out.put("type", column.type)
            out.put("null_count", column.nullCount)
            if let statistics = column.statistics { Self.write(statistics, to: &out) }
            out.endObject()
        }
        out.list("rows", preview.rows) { out, row in
            out.beginArray()
            for cell in row { if let cell { out.value(cell) } else { out.null() } }
            out.endArray()
        }
        out.put("row_count", preview.rowCount)
        out.endObject()
    }

    /// What there is none of is left out.
    private static func write(_ statistics: ColumnStatistics, to out: inout JSONWriter) {
        out.key("statistics")
        out.beginObject()
        out.put("count", statistics.count)
        if statistics.nonFinite > 0 { out.put("non_finite", statistics.nonFinite) }
        if let distinct = statistics.distinct { out.put("distinct", distinct) }
        out.put("min", statistics.min)
        out.put("max", statistics.max)
        if let mean = statistics.mean { out.put("mean", mean) }
        if let deviation = statistics.deviation { out.put("deviation", deviation) }
        if !statistics.histogram.isEmpty { out.list("histogram", statistics.histogram) { $0.value($1) } }
        if !statistics.frequencies.isEmpty {
            out.list("frequencies", statistics.frequencies) { out, frequency in
                out.beginObject()
                out.put("value", frequency.value)
                out.put("count", frequency.count)
                out.endObject()
            }
        }
        if let rows = statistics.sampledRows { out.put("sampled_rows", rows) }
        out.endObject()
    }
}
