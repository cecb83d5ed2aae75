package import Events
package import Plan

/// All that the monitor knows of a run: a fold over its events, without threads, clocks or terminals. The same events give the
/// same model. Flat arrays by step, slot and dataset; an event costs what it changes.
package struct RunModel: Sendable {
    package private(set) var plan: RunStarted?
    package private(set) var graph = StepGraph(count: 0) { _ in [] }
    /// By step.
    package internal(set) var steps: ContiguousArray<StepRecord> = []
    /// Steps in each phase, by its raw value.
    package internal(set) var phaseCounts = Array(repeating: 0, count: StepRecord.Phase.allCases.count)
    package internal(set) var data = DataModel()
    package internal(set) var workers = WorkerModel()
    package internal(set) var log = LogModel()
    package internal(set) var pace = PaceModel()
    /// Of failed steps, until they are retried.
    package internal(set) var failures: [StepID: StepFailure] = [:]
    /// Of skipped steps: the failed or cancelled step that they needed.
    package internal(set) var causes: [StepID: StepID] = [:]
    package internal(set) var failedChecks: [StepID: CheckFailed] = [:]
    /// How many of them only warn.
    package var warningChecks: Int { failedChecks.values.count { !$0.isError } }
    /// In the order of their coming; a later one of the same output replaces the earlier.
    package internal(set) var results: [ResultCollected] = []
    private var resultPlaces: [String: Int] = [:]
    package internal(set) var isPaused = false
    /// Whether the run would have ended for what failed, but is kept until that is retried or given up.
    package internal(set) var isHeld = false
    package private(set) var latestBreak: Break?
    package internal(set) var latestSample: ResourceSample?
    package private(set) var end: RunFinished?
    /// Nanoseconds since the run started, of the latest event.
    package private(set) var time: UInt64 = 0
    /// Events taken in.
    package private(set) var eventCount = 0
    /// Changes whenever a step changes its phase.
    package internal(set) var phaseRevision = 0

    /// A breakpoint that was hit.
    package struct Break: Sendable, Hashable {
        package var text: String
        package var step: StepID?
        package var time: UInt64
    }

    package init() {}

    package func count(_ phase: StepRecord.Phase) -> Int { phaseCounts[Int(phase.rawValue)] }

    /// Finished, cached, failed, cancelled or skipped.
    package var settledCount: Int {
        StepRecord.Phase.allCases.reduce(0) { $1.isSettled ? $0 + count($1) : $0 }
    }

    /// What the plan says of a step.
    package func description(of step: StepID) -> RunStarted.Step? {
        guard let plan, plan.steps.indices.contains(Int(step.index)) else { return nil }
        return plan.steps[Int(step.index)]
    }

    /// The step's name; may hold anything that the plan's author wrote.
    package func label(_ step: StepID) -> String { description(of: step)?.label ?? step.description }

    package subscript(step: StepID) -> StepRecord {
        let index = Int(step.index)
        return steps.indices.contains(index) ? steps[index] : StepRecord()
    }

    /// Nanoseconds since the run started, up to its end.
    package func clock(at now: UInt64) -> UInt64 { end.map { max($0.duration, time) } ?? max(now, time) }

    /// Takes one event in.
    package mutating func receive(_ event: RunEvent) {
        if event.time > time { time = event.time }
        eventCount += 1
        switch event.kind {
        case .runStarted(let started): begin(started)
        case .runFinished(let finished): finish(finished)
        case .runExpected(let expectations): pace.expect(expectations)
        case .runPaused: isPaused = true
        case .runResumed:
            isPaused = false
            isHeld = false
        case .runHeld: isHeld = true
        case .breakpointHit(let breakpoint, let step): hit(breakpoint, step)
        case .stepReady(let step): becameReady(step)
        case .stepStarted(let step, let worker, let attempt): started(step, worker, attempt)
        case .stepProgressed(let step, let rows): change(step) { $0.rows = rows }
        case .stepFinished(let step, let figures): finished(step, figures)
        case .stepFailed(let step, let failure): failed(step, failure)
        case .stepRetried(let step, _, let delay): willRetry(step, delay: delay)
        case .stepCancelled(let step): ended(step, .cancelled)
        case .stepSkipped(let step, let cause): skipped(step, cause)
        case .stepCached(let step): ended(step, .cached)
        case .workerStarted(let worker, let process): workers.started(worker, process: process, at: time)
        case .workerBusy(let worker, _): workers.becameBusy(worker, at: time)
        case .workerIdle(let worker): workers.becameIdle(worker, at: time)
        case .workerExited(let worker, let reason): exited(worker, reason)
        case .dataStored(let dataset, let slots, let bytes, let rows):
            data.stored(dataset, slots: slots, bytes: bytes, rows: rows, at: time)
        case .dataShared(let dataset, _): data.shared(dataset)
        case .dataDropped(let drop):
            data.dropped(drop, at: event.time, resident: latestSample?.residentBytes ?? 0)
        case .dataSpilled(let dataset, let bytes): data.spilled(dataset, bytes: bytes, at: time)
        case .resultCollected(let result): collected(result)
        case .checkPassed(let step): failedChecks[step] = nil
        case .checkFailed(let step, let check): checkFailed(step, check)
        case .artifactSaved(let step, let path): log.append(.info, step, "saved \(path)", at: time)
        case .flight(let activity): log.append(.info, nil, "Flight: \(activity.text)", at: time)
        case .resourceSample(let sample):
            latestSample = sample
            data.sampled(residentBytes: sample.residentBytes)
            pace.sampled(sample, at: time)
        case .logLine(let step, let text): log.append(.info, step, text, at: time)
        case .warning(let text): log.append(.warning, nil, text, at: time)
        }
    }

    /// Whether the step is a check that does not hold and only warns.
    package func warns(_ step: StepID) -> Bool { failedChecks[step]?.isError == false }

    private mutating func hit(_ breakpoint: Breakpoint, _ step: StepID?) {
        let what =
            switch breakpoint {
            case .dropped(let dataset): "\(name(of: dataset)) was dropped"
            case .memory(let over): "data takes more than \(Figures.bytes(over))"
            case .zeroRows: "a step yielded zero rows"
            }
        log.append(.warning, step, "breakpoint: \(what)", at: time)
        latestBreak = Break(text: what, step: step, time: time)
    }

    private mutating func begin(_ started: RunStarted) {
        if plan != nil { forget() }
        plan = started
        let count = started.steps.count
        graph = StepGraph(count: count) { started.steps[$0].dependencies }
        steps = ContiguousArray(repeating: StepRecord(), count: count)
        phaseCounts[Int(StepRecord.Phase.waiting.rawValue)] = count
        data = DataModel(started)
        pace = PaceModel(started)
        phaseRevision += 1
    }

    /// All of the run before, but for what was said.
    private mutating func forget() {
        let earlier = self
        self = RunModel()
        (log, time, eventCount, phaseRevision) = (earlier.log, earlier.time, earlier.eventCount, earlier.phaseRevision)
    }

    private mutating func finish(_ finished: RunFinished) {
        end = finished
        isPaused = false
        isHeld = false
        if let message = finished.message { log.append(.error, nil, message, at: time) }
    }

    private mutating func collected(_ result: ResultCollected) {
        if let place = resultPlaces[result.output] {
            results[place] = result
        } else {
            resultPlaces[result.output] = results.count
            results.append(result)
        }
    }

    private mutating func checkFailed(_ step: StepID, _ check: CheckFailed) {
        guard has(step) else { return }
        failedChecks[step] = check
        log.append(
            check.isError ? .error : .warning, step,
            "\(check.description): \(check.extent) fail\(check.examples.map { ": \($0)" } ?? "")", at: time)
    }

    private mutating func exited(_ worker: WorkerID, _ reason: String) {
        workers.exited(worker, reason: reason, at: time)
        if worker.kind == .process { log.append(.warning, nil, "worker \(worker) ended: \(reason)", at: time) }
    }
}
