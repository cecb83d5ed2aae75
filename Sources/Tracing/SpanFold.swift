package import Events
import Plan

/// Makes a trace of a run's events: a span for the run, and one for each step that was started. A fold, so it costs the steps nothing,
/// and a recording gives the same trace as the run did.
///
/// A step's parent is the step it depends on that finished last, which is what it had to wait for; so the way from a span up to the run
/// is the critical path to it. The other steps it depends on are links. A step that depends on none has the run for a parent.
package struct SpanFold {
    /// Of events and links a span has at most so many, as the SDKs of OpenTelemetry have by default; more are counted.
    static let limit = 128

    private let parent: TraceParent?
    private let trace: TraceID
    private let root: SpanID
    private var random: any RandomNumberGenerator
    private var run: RunStarted?
    /// Unix nanoseconds of the run's start.
    private var origin: UInt64 = 0
    private var steps: ContiguousArray<StepTrace> = []
    private var rootEvents = EventList()
    private var cached = 0

    /// - Parameters:
    ///   - parent: the span that the run's is a child of; nil: the run is a trace of its own.
    ///   - random: where the ids come from.
    package init(parent: TraceParent? = nil, random: any RandomNumberGenerator = SystemRandomNumberGenerator()) {
        var random = random
        self.parent = parent
        trace = parent?.trace ?? TraceID(high: random.identifier(), low: random.identifier())
        root = SpanID(random.identifier())
        self.random = random
    }

    /// Takes in an event, and puts what has ended by it after `spans`. Events come in their order, from the start of the run.
    package mutating func receive(_ event: RunEvent, into spans: inout [Span]) {
        let now = origin &+ event.time
        switch event.kind {
        case .runStarted(let started): start(started, at: event.time)
        case .stepStarted(let step, let worker, let attempt): start(step, worker, attempt: attempt, at: now)
        case .stepFinished(let step, let figures): end(step, at: now, .finished(figures), into: &spans)
        case .stepFailed(let step, let failure): end(step, at: now, .failed(failure), into: &spans)
        case .stepCancelled(let step): end(step, at: now, .cancelled, into: &spans)
        case .stepCached: cached += 1
        case .stepRetried(let step, let attempt, let delay):
            add(
                "retry",
                [.init("weir.attempt", .int(Int64(attempt))), .init("weir.delay_ns", .int(Int64(clamping: delay)))],
                to: step, at: now)
        case .checkFailed(let step, let check):
            add(
                "check failed",
                [
                    .init("weir.check", .text(check.description)),
                    .init("weir.failed_rows", .int(Int64(check.failedRows))),
                    .init("weir.rows", .int(Int64(check.totalRows))),
                ], to: step, at: now)
        case .warning(let message):
            rootEvents.add(.init(name: "warning", time: now, attributes: [.init("weir.message", .text(message))]))
        case .runFinished(let summary): end(summary, at: now, into: &spans)
        default: break
        }
    }

    // MARK: The run

    private mutating func start(_ started: RunStarted, at time: UInt64) {
        run = started
        origin = UInt64(max(0, started.wallClock) * 1e9) &- time
        steps = ContiguousArray(repeating: StepTrace(), count: started.steps.count)
    }

    private mutating func end(_ summary: RunFinished, at now: UInt64, into spans: inout [Span]) {
        guard let run else { return }
        for index in steps.indices where steps[index].isOpen {
            end(StepID(index), at: now, .abandoned, into: &spans)
        }
        var attributes: [Span.Attribute] = [
            .init("weir.run", .text(run.runID)), .init("weir.plan", .text(run.plan)),
            .init("weir.file", .text(run.file)), .init("weir.outcome", .text(summary.outcome.rawValue)),
            .init("weir.workers", .int(Int64(run.workers))), .init("weir.modes", .texts(run.modes.map(\.rawValue))),
            .init("weir.steps", .int(Int64(run.steps.count))),
            .init("weir.steps.finished", .int(Int64(summary.finished))),
            .init("weir.steps.failed", .int(Int64(summary.failed))),
            .init("weir.steps.skipped", .int(Int64(summary.skipped))),
            .init("weir.steps.cancelled", .int(Int64(summary.cancelled))),
            .init("weir.steps.cached", .int(Int64(cached))),
            .init("weir.peak_bytes", .int(Int64(summary.peakResidentBytes))),
            .init("weir.written", .texts(summary.written)),
        ]
        if let budget = run.memoryBudget { attributes.append(.init("weir.memory_budget", .int(budget))) }
        let message = summary.message ?? "\(summary.outcome.rawValue): \(summary.failed.counted("step")) failed"
        spans.append(
            Span(
                trace: trace, id: root, parent: parent?.span, name: "run \(run.plan)", start: origin, end: now,
                attributes: attributes, events: rootEvents.events, droppedEvents: rootEvents.dropped,
                status: summary.outcome == .succeeded ? .ok : .error(message)))
    }

    // MARK: Steps

    private mutating func start(_ step: StepID, _ worker: WorkerID, attempt: Int, at now: UInt64) {
        let index = Int(step.index)
        guard steps.indices.contains(index) else { return }
        if steps[index].id == nil || steps[index].end != nil {
            // Also a step that was retried by hand after it had failed: that is another span.
            steps[index] = StepTrace()
            steps[index].id = SpanID(random.identifier())
            steps[index].start = now
        }
        steps[index].worker = worker
        steps[index].attempts = attempt
    }

    private mutating func add(_ name: String, _ attributes: [Span.Attribute], to step: StepID, at now: UInt64) {
        let index = Int(step.index)
        guard steps.indices.contains(index) else { return }
        steps[index].events.add(.init(name: name, time: now, attributes: attributes))
    }

    private enum End {
        case finished(StepFigures)
        case failed(StepFailure)
        case cancelled
        /// The run ended, and nothing was heard of it.
        case abandoned
    }

    private mutating func end(_ step: StepID, at now: UInt64, _ end: End, into spans: inout [Span]) {
        let index = Int(step.index)
        guard let run, steps.indices.contains(index), steps[index].isOpen, let id = steps[index].id else { return }
        steps[index].end = now
        let plan = run.steps[index]
        var links = Links()
        for dependency in plan.dependencies where steps.indices.contains(Int(dependency.index)) {
            let other = steps[Int(dependency.index)]
            if let id = other.id, let end = other.end { links.add(id, end) }
        }
        let state = steps[index]
        var span = Span(
            trace: trace, id: id, parent: links.last ?? root, name: plan.label, start: state.start, end: now,
            attributes: attributes(of: step, plan, state), events: state.events.events,
            droppedEvents: state.events.dropped, links: links.others, droppedLinks: links.dropped, status: .ok)
        // Of a step that has ended only its id and its end are wanted.
        steps[index].events = EventList()
        switch end {
        case .finished(let figures):
            span.attributes += [
                .init("weir.outcome", .text("finished")), .init("weir.rows", .int(Int64(figures.rows))),
                .init("weir.bytes", .int(Int64(figures.bytes))),
                .init("weir.duration_ns", .int(Int64(clamping: figures.duration))),
                .init("weir.processor_time_ns", .int(Int64(clamping: figures.processorTime))),
            ]
        case .failed(let failure):
            span.attributes.append(.init("weir.outcome", .text("failed")))
            if let position = failure.position { span.attributes.append(.init("weir.position", .text(position))) }
            span.events.append(
                .init(name: "exception", time: now, attributes: [.init("exception.message", .text(failure.message))]))
            span.status = .error(failure.message)
        case .cancelled, .abandoned:
            span.attributes.append(.init("weir.outcome", .text("cancelled")))
            span.status = .error("cancelled")
        }
        spans.append(span)
    }

    private func attributes(of step: StepID, _ plan: RunStarted.Step, _ state: StepTrace) -> [Span.Attribute] {
        var attributes: [Span.Attribute] = [
            .init("weir.step", .text(step.description)), .init("weir.kind", .text(plan.kind.rawValue)),
            .init("weir.group", .text(plan.group)), .init("weir.framework", .text(plan.framework.rawValue)),
            .init("weir.attempts", .int(Int64(state.attempts))),
        ]
        if let worker = state.worker { attributes.append(.init("weir.worker", .text(worker.description))) }
        let slots = plan.outputs.compactMap { slot in
            run.flatMap { $0.slots.indices.contains(Int(slot.index)) ? $0.slots[Int(slot.index)] : nil }
        }
        if !slots.isEmpty {
            attributes.append(.init("weir.feature", .texts(slots.prefix(Self.limit).map(\.name))))
            if let run, let dataset = slots.first?.dataset, run.datasets.indices.contains(Int(dataset.index)) {
                attributes.append(.init("weir.dataset", .text(run.datasets[Int(dataset.index)].name)))
            }
        }
        return attributes
    }
}

/// What is known of a step's span.
private struct StepTrace {
    /// Nil: it has not started.
    var id: SpanID?
    var start: UInt64 = 0
    /// Nil: it goes on.
    var end: UInt64?
    var worker: WorkerID?
    var attempts = 0
    var events = EventList()

    var isOpen: Bool { id != nil && end == nil }
}

private struct EventList {
    private(set) var events: [Span.Event] = []
    private(set) var dropped = 0

    mutating func add(_ event: Span.Event) {
        if events.count < SpanFold.limit { events.append(event) } else { dropped += 1 }
    }
}

/// The spans that one follows: the last to end, and the others.
private struct Links {
    private(set) var last: SpanID?
    private(set) var others: [SpanID] = []
    private(set) var dropped = 0
    private var lastEnd: UInt64 = 0

    mutating func add(_ id: SpanID, _ end: UInt64) {
        let isLast = last == nil || end > lastEnd
        if let other = isLast ? last : id {
            if others.count < SpanFold.limit { others.append(other) } else { dropped += 1 }
        }
        if isLast { (last, lastEnd) = (id, end) }
    }
}

extension RandomNumberGenerator {
    /// Not 0, which no id may be.
    fileprivate mutating func identifier() -> UInt64 { UInt64.random(in: 1...UInt64.max, using: &self) }
}
