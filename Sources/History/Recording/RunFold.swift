import Caching
import Columnar
package import Events
import Plan

/// What the events of one run come to, for the history: a fold, without threads or files. An event costs what it changes.
package struct RunFold: Sendable {
    private var started: RunStarted?
    /// By step; nil: it has not come to an end.
    private var outcomes: ContiguousArray<RecordedStep.Outcome?> = []
    private var figures: ContiguousArray<Figures> = []
    /// Steps that run.
    private var running: Set<Int> = []
    /// Rows of each dataset; nil: nothing of it was stored.
    private var rows: ContiguousArray<Int?> = []
    /// Bytes of data, now and at most.
    private var residentBytes = 0
    private var end: RunFinished?

    private struct Figures {
        var attempts = 0
        var begun: UInt64 = 0
        var duration: UInt64 = 0
        var processorTime: UInt64 = 0
        var rows = 0
        var bytes = 0
        var peak = 0
        var input: Int?
    }

    package init() {}

    package var hasEnded: Bool { end != nil }

    /// Ids that the run has not announced change nothing.
    package mutating func receive(_ event: RunEvent) {
        switch event.kind {
        case .runStarted(let run): begin(run)
        case .stepReady(let step): if let index = place(step) { outcomes[index] = nil }
        case .stepStarted(let step, _, let attempt):
            if let index = place(step) { start(index, attempt, at: event.time) }
        case .stepFinished(let step, let made): if let index = place(step) { finish(index, made) }
        case .stepFailed(let step, let failure):
            guard let index = place(step) else { return }
            figures[index].attempts = max(figures[index].attempts, failure.attempts)
            settle(index, .failed, at: event.time)
        case .stepCancelled(let step): if let index = place(step) { settle(index, .cancelled, at: event.time) }
        case .stepSkipped(let step, _): if let index = place(step) { settle(index, .skipped, at: event.time) }
        case .stepCached(let step): if let index = place(step) { settle(index, .cached, at: event.time) }
        case .stepRetried(let step, _, _): if let index = place(step) { running.remove(index) }
        case .dataStored(let dataset, _, let bytes, let rows):
            if self.rows.indices.contains(Int(dataset.index)) { self.rows[Int(dataset.index)] = rows }
            residentChanged(by: bytes)
        case .dataDropped(let drop): residentChanged(by: -drop.bytes)
        case .dataSpilled(_, let bytes): residentChanged(by: -bytes)
        case .runFinished(let end): self.end = end
        default: break
        }
    }

    private mutating func begin(_ run: RunStarted) {
        self = RunFold()
        started = run
        outcomes = ContiguousArray(repeating: nil, count: run.steps.count)
        figures = ContiguousArray(repeating: Figures(), count: run.steps.count)
        rows = ContiguousArray(repeating: nil, count: run.datasets.count)
    }

    private func place(_ step: StepID) -> Int? {
        outcomes.indices.contains(Int(step.index)) ? Int(step.index) : nil
    }

    private mutating func start(_ step: Int, _ attempt: Int, at time: UInt64) {
        running.insert(step)
        figures[step].attempts = attempt
        figures[step].begun = time
        figures[step].peak = residentBytes
        figures[step].input = inputRows(of: step)
    }

    private mutating func finish(_ step: Int, _ made: StepFigures) {
        figures[step].duration = made.duration
        figures[step].processorTime = made.processorTime
        figures[step].rows = made.rows
        figures[step].bytes = made.bytes
        // What it made is told as stored only after its end, and was there at its end.
        figures[step].peak = max(figures[step].peak, residentBytes + made.bytes)
        outcomes[step] = .finished
        running.remove(step)
    }

    private mutating func settle(_ step: Int, _ outcome: RecordedStep.Outcome, at time: UInt64) {
        if running.remove(step) != nil { figures[step].duration = time - min(time, figures[step].begun) }
        outcomes[step] = outcome
    }

    private mutating func residentChanged(by bytes: Int) {
        residentBytes += bytes
        guard bytes > 0 else { return }
        for step in running { figures[step].peak = max(figures[step].peak, residentBytes) }
    }

    /// Rows of all datasets that a step takes; nil where some are not known, and where it takes none.
    private func inputRows(of step: Int) -> Int? {
        guard let run = started else { return nil }
        return RunExpectations.inputRows(
            of: run.steps[step].inputs,
            dataset: { run.slots.indices.contains(Int($0.index)) ? run.slots[Int($0.index)].dataset : nil },
            rows: { rows.indices.contains(Int($0.index)) ? rows[Int($0.index)] : nil })
    }

    // MARK: What it comes to

    /// Nil before the end of the run, and where it did not even begin.
    ///
    /// - Parameters:
    ///   - definitions: of the plan's steps.
    ///   - inputs: bytes of files, of steps that read them.
    func record(
        definitions: PlanDefinition, inputs: [StepID: Int]
    ) -> (run: RecordedRun, steps: [RecordedStep])? {
        guard let started, let end, started.steps.count == definitions.steps.count else { return nil }
        var steps: [RecordedStep] = []
        for (index, outcome) in outcomes.enumerated() {
            guard let outcome else { continue }
            let (plan, figures) = (started.steps[index], figures[index])
            var step = RecordedStep(
                index: index,
                definition: .init(
                    hash: definitions.steps[index], label: plan.label, kind: plan.kind.rawValue, group: plan.group,
                    framework: plan.framework.rawValue), outcome: outcome)
            step.attempts = figures.attempts
            step.duration = figures.duration
            step.processorTime = figures.processorTime
            step.rows = figures.rows
            step.bytes = figures.bytes
            step.input = figures.attempts > 0 ? inputs[StepID(index)] ?? figures.input : nil
            step.peakBytes = figures.peak
            steps.append(step)
        }
        return (run(started, end, steps), steps)
    }

    private func run(_ started: RunStarted, _ end: RunFinished, _ steps: [RecordedStep]) -> RecordedRun {
        RecordedRun(
            id: started.runID, plan: started.plan, file: Self.name(started.file),
            started: Int64((started.wallClock * 1e6).rounded()), duration: end.duration, outcome: end.outcome,
            modes: started.modes.map(\.rawValue).joined(separator: ","), workers: started.workers,
            memoryBudget: started.memoryBudget,
            counts: RecordedRun.Counts(
                steps: started.steps.count, finished: steps.count { $0.outcome == .finished },
                failed: steps.count { $0.outcome == .failed }, skipped: steps.count { $0.outcome == .skipped },
                cancelled: steps.count { $0.outcome == .cancelled }, cached: steps.count { $0.outcome == .cached }),
            rows: steps.reduce(0) { $0 &+ $1.rows }, bytes: steps.reduce(0) { $0 &+ $1.bytes },
            peakDataBytes: end.peakPoolBytes, peakResidentBytes: end.peakResidentBytes)
    }

    /// Of a plan file, without its folder.
    package static func name(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
