import Monitor
import Plan

@testable import Events

/// A run told event by event: a plan of named steps, and what happens to them. 2026-01-02T03:04:05.000Z is time zero.
struct Story {
    static let second: UInt64 = 1_000_000_000
    private(set) var events: [RunEvent] = []
    private var time: UInt64 = 0

    /// Steps `read flights`, `dep_delay__mean_imputed` and `write delays` of one dataset `flights`, unless told otherwise.
    init(
        plan: String = "delays", steps: [String] = ["read flights", "dep_delay__mean_imputed", "write delays"],
        groups: [String] = ["read", "missing_value", "write"], kinds: [StepWork.Kind]? = nil,
        budget: Int64? = nil
    ) {
        let described = steps.indices.map { index in
            RunStarted.Step(
                label: steps[index], kind: kinds?[index] ?? (index == steps.count - 1 ? .write : .compute),
                group: index < groups.count ? groups[index] : "aggregated", framework: .arrow,
                dependencies: index == 0 ? [] : [StepID(index - 1)], inputs: [], outputs: [])
        }
        happens(
            .runStarted(
                RunStarted(
                    runID: "1", plan: plan, file: "delays.yaml", wallClock: 1_767_323_045, modes: [.threads],
                    workers: 2,
                    memoryBudget: budget, steps: described, slots: [],
                    datasets: [RunStarted.Dataset(name: "flights", framework: .arrow)])))
    }

    mutating func happens(_ kind: RunEvent.Kind, after nanoseconds: UInt64 = 0) {
        time += nanoseconds
        events.append(RunEvent(sequence: UInt64(events.count + 1), time: time, kind: kind))
    }

    mutating func starts(_ step: Int, on worker: Int = 1, after nanoseconds: UInt64 = 0) {
        happens(.stepStarted(StepID(step), worker: WorkerID(.thread, worker), attempt: 1), after: nanoseconds)
    }

    mutating func finishes(_ step: Int, rows: Int = 10, bytes: Int = 2_048, after nanoseconds: UInt64 = 0) {
        let figures = StepFigures(rows: rows, bytes: bytes, duration: nanoseconds, processorTime: nanoseconds)
        happens(.stepFinished(StepID(step), figures), after: nanoseconds)
    }

    mutating func fails(_ step: Int, _ message: String, at position: String? = nil, after nanoseconds: UInt64 = 0) {
        happens(
            .stepFailed(StepID(step), StepFailure(message: message, position: position, worker: WorkerID(.thread, 1))),
            after: nanoseconds)
    }

    mutating func ends(
        _ outcome: RunFinished.Outcome = .succeeded, finished: Int = 3, failed: Int = 0, skipped: Int = 0,
        cancelled: Int = 0,
        written: [String] = [], message: String? = nil
    ) {
        happens(
            .runFinished(
                RunFinished(
                    outcome: outcome, finished: finished, failed: failed, skipped: skipped, cancelled: cancelled,
                    duration: time, peakPoolBytes: 640 << 20, peakResidentBytes: 812 << 20, written: written,
                    message: message)))
    }

    /// The text of a log fed with the whole story.
    func told(to log: some RunLog) -> LogPage {
        var log = log
        return told(to: &log)
    }

    func told(to log: inout some RunLog) -> LogPage {
        var page = LogPage()
        for event in events { log.receive(event, into: &page) }
        return page
    }

    /// The lines of the plain log of what comes after `RUN`.
    func lines(style: PlainLog.Style = PlainLog.Style()) -> [String] {
        told(to: PlainLog(style: style)).output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            .dropLast()
            .map(String.init)
    }
}
