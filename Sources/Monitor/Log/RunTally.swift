package import Events
package import Plan

/// What a log needs to know of a run at any moment: which steps run, how many are settled, what failed, what came out.
package struct RunTally: Sendable {
    package struct Running: Sendable {
        package var step: StepID
        package var since: UInt64
        package var worker: WorkerID
    }

    package struct Failure: Sendable {
        package var step: StepID
        package var failure: StepFailure
    }

    package private(set) var started: RunStarted?
    /// Finished, failed, skipped, cancelled or taken from the cache.
    package private(set) var settled = 0
    /// What earlier runs tell; nil: nothing, or not yet.
    private var expectations: RunExpectations?
    /// In the order of failing.
    package private(set) var failures: [Failure] = []
    /// Checks that do not hold and only warn.
    private var warning: Set<StepID> = []
    package var warningChecks: Int { warning.count }
    private var collected: [ResultCollected] = []
    /// Of outputs in `collected`.
    private var places: [String: Int] = [:]
    /// By step.
    private var isSettled: ContiguousArray<Bool> = []
    private var running: [StepID: Running] = [:]
    /// Steps taken from the cache.
    package private(set) var cachedCount = 0
    /// The names of the outputs among them: those of write steps that were not run.
    private var cachedOutputs: Set<String> = []

    package init() {}

    package var stepCount: Int { started?.steps.count ?? 0 }

    /// Longest running first; plan order among equals.
    package var runningSteps: [Running] {
        running.values.sorted { ($0.since, $0.step) < ($1.since, $1.step) }
    }

    /// Nil for a step that does not run.
    package func running(_ step: StepID) -> Running? { running[step] }

    /// In the order of the plan: that of the write steps, whose labels end with their output's name. Outputs that no label names
    /// come last, in the order of their coming.
    package var results: [ResultCollected] {
        let writers = started?.steps.lazy.filter { $0.kind == .write } ?? [].lazy.filter { _ in false }
        var ranks: [Substring: Int] = [:]
        for (rank, step) in writers.enumerated() {
            ranks[
                step.label[(step.label.firstIndex(of: " ").map(step.label.index(after:)) ?? step.label.startIndex)...]] =
                rank
        }
        let ranked = collected.enumerated().map { (rank: ranks[$1.output[...]] ?? .max, arrival: $0, result: $1) }
        return ranked.sorted { ($0.rank, $0.arrival) < ($1.rank, $1.arrival) }.map(\.result)
    }

    /// Whether an output is as an earlier run made it.
    package func isCached(output: String) -> Bool { cachedOutputs.contains(output) }

    /// What the plan says of a step; nil for an id that the run has not announced.
    package func description(of step: StepID) -> RunStarted.Step? {
        guard let steps = started?.steps, steps.indices.contains(Int(step.index)) else { return nil }
        return steps[Int(step.index)]
    }

    /// What earlier runs tell of a step.
    package func expectation(of step: StepID) -> RunExpectations.Step? { expectations?[Int(step.index)] }

    /// The step's name, fit for one line.
    package func label(_ step: StepID) -> String { description(of: step)?.label.singleLine ?? step.description }

    /// Takes an event in. A log that wants to know how long a step ran asks before it feeds the event that ends it.
    package mutating func receive(_ event: RunEvent) {
        switch event.kind {
        case .runStarted(let run):
            started = run
            isSettled = ContiguousArray(repeating: false, count: run.steps.count)
        case .runExpected(let expectations):
            self.expectations = expectations
        case .stepReady(let step):
            // One that had ended is retried, or computed anew for one that is.
            guard settle(step, false) else { break }
            failures.removeAll { $0.step == step }
            warning.remove(step)
        case .stepStarted(let step, let worker, _):
            running[step] = Running(step: step, since: event.time, worker: worker)
        case .stepFinished(let step, _), .stepCancelled(let step), .stepSkipped(let step, _):
            running[step] = nil
            settle(step, true)
        case .stepCached(let step):
            settle(step, true)
            cachedCount += 1
            if let name = writtenOutput(step) { cachedOutputs.insert(name) }
        case .stepFailed(let step, let failure):
            running[step] = nil
            settle(step, true)
            failures.append(Failure(step: step, failure: failure))
        case .stepRetried(let step, _, _):
            running[step] = nil
        case .checkFailed(let step, let check):
            if !check.isError { warning.insert(step) }
        case .resultCollected(let result):
            // A retried step writes its output anew.
            if let place = places[result.output] {
                collected[place] = result
            } else {
                places[result.output] = collected.count
                collected.append(result)
            }
        default:
            break
        }
    }

    /// The output that a step writes: its label ends with its name.
    private func writtenOutput(_ step: StepID) -> String? {
        guard let step = description(of: step), step.kind == .write else { return nil }
        return step.label.firstIndex(of: " ").map { String(step.label[step.label.index(after: $0)...]) }
    }

    /// Returns whether it was otherwise before.
    @discardableResult
    private mutating func settle(_ step: StepID, _ settles: Bool) -> Bool {
        let index = Int(step.index)
        guard isSettled.indices.contains(index), isSettled[index] != settles else { return false }
        isSettled[index] = settles
        settled += settles ? 1 : -1
        return true
    }
}
