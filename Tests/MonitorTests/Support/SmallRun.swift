import Monitor
import Plan

@testable import Events

/// A run of a plan made by hand, for models: steps by number, one second a step unless told otherwise.
struct SmallRun {
    struct Work {
        var group: String
        var kind: StepWork.Kind
        var dataset: Int
        var reads: [Int]
        var makes: [Int]
    }

    private(set) var model = RunModel()
    private(set) var time: UInt64 = 0
    private var sequence: UInt64 = 0
    static let second: UInt64 = 1_000_000_000

    /// - Parameter slots: by slot, its dataset and name; all of type int64.
    init(_ works: [Work], slots: [(dataset: Int, name: String)], datasets: Int, workers: Int = 1) {
        var producers: [Int: Int] = [:]
        for (step, work) in works.enumerated() { for slot in work.makes { producers[slot] = step } }
        let steps = works.enumerated().map { index, work in
            RunStarted.Step(
                label: "step \(index)", kind: work.kind, group: work.group, framework: .arrow,
                dependencies: Set(work.reads.compactMap { producers[$0] }).sorted().map { StepID($0) },
                inputs: work.reads.map { SlotID($0) }, outputs: work.makes.map { SlotID($0) })
        }
        happens(
            .runStarted(
                RunStarted(
                    runID: "1", plan: "small", file: "small.yaml", wallClock: 0, modes: [.threads], workers: workers,
                    memoryBudget: nil, steps: steps,
                    slots: slots.map { RunStarted.Slot(name: $0.name, dataset: DatasetID($0.dataset), type: "int64") },
                    datasets: (0..<datasets).map { RunStarted.Dataset(name: "d\($0)", framework: .arrow) })))
    }

    mutating func happens(_ kind: RunEvent.Kind, after nanoseconds: UInt64 = 0) {
        time += nanoseconds
        sequence += 1
        model.receive(RunEvent(sequence: sequence, time: time, kind: kind))
    }

    mutating func starts(_ step: Int) {
        happens(.stepReady(StepID(step)))
        happens(.stepStarted(StepID(step), worker: WorkerID(.thread, 1), attempt: 1))
    }

    /// Starts, works for some seconds, finishes, and stores what it made.
    mutating func does(
        _ step: Int, rows: Int, bytes: Int, in dataset: Int? = nil, slots: [Int] = [], seconds: UInt64 = 1
    ) {
        starts(step)
        let duration = seconds * Self.second
        happens(
            .stepFinished(
                StepID(step), StepFigures(rows: rows, bytes: bytes, duration: duration, processorTime: duration)),
            after: duration)
        guard let dataset else { return }
        happens(.dataStored(DatasetID(dataset), slots: slots.map { SlotID($0) }, bytes: bytes, rows: rows))
    }

    mutating func drops(_ dataset: Int, _ slots: [Int], bytes: Int, isWhole: Bool, after step: Int) {
        happens(
            .dataDropped(
                DataDrop(
                    dataset: DatasetID(dataset), slots: slots.map { SlotID($0) }, isWhole: isWhole, bytes: bytes,
                    poolBefore: bytes, poolAfter: 0, reason: .consumed, after: StepID(step))))
    }
}
