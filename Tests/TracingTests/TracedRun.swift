import Events
import Plan
import Tracing

/// A run told event by event. 2026-01-02T03:04:05Z is time zero.
struct TracedRun {
    private(set) var events: [RunEvent] = []
    private var time: UInt64 = 0

    /// Steps by name, each with one feature of its name; what each depends on by index.
    init(steps: [String], dependencies: [[Int]]) {
        let described = steps.indices.map { index in
            RunStarted.Step(
                label: steps[index], kind: .compute, group: "aggregated", framework: .arrow,
                dependencies: dependencies[index].map { StepID($0) }, inputs: [], outputs: [SlotID(index)])
        }
        happens(
            .runStarted(
                RunStarted(
                    runID: "1", plan: "traced", file: "traced.yaml", wallClock: 1_767_323_045, modes: [.threads],
                    workers: 2, memoryBudget: nil, steps: described,
                    slots: steps.map { RunStarted.Slot(name: $0, dataset: DatasetID(0), type: "int64") },
                    datasets: [RunStarted.Dataset(name: "flights", framework: .arrow)])))
    }

    mutating func happens(_ kind: RunEvent.Kind, after nanoseconds: UInt64 = 0) {
        time += nanoseconds
        events.append(RunEvent(sequence: UInt64(events.count + 1), time: time, kind: kind))
    }

    mutating func starts(_ step: Int, after nanoseconds: UInt64 = 0) {
        happens(.stepStarted(StepID(step), worker: WorkerID(.thread, 1), attempt: 1), after: nanoseconds)
    }

    mutating func finishes(_ step: Int, rows: Int = 10, bytes: Int = 80, after nanoseconds: UInt64 = 0) {
        let figures = StepFigures(rows: rows, bytes: bytes, duration: nanoseconds, processorTime: nanoseconds)
        happens(.stepFinished(StepID(step), figures), after: nanoseconds)
    }

    mutating func ends(_ outcome: RunFinished.Outcome = .succeeded, failed: Int = 0, after nanoseconds: UInt64 = 0) {
        happens(
            .runFinished(
                RunFinished(
                    outcome: outcome, finished: 0, failed: failed, skipped: 0, cancelled: 0, duration: time,
                    peakPoolBytes: 0, peakResidentBytes: 1, written: [])), after: nanoseconds)
    }

    var spans: [Span] { spans(parent: nil) }

    func spans(parent: TraceParent?) -> [Span] {
        var fold = SpanFold(parent: parent)
        var spans: [Span] = []
        for event in events { fold.receive(event, into: &spans) }
        return spans
    }
}
