import Events
import Monitor
import Plan
import Themes

/// A run of a plan whose steps and edges are given, told event by event.
struct DemoRun {
    private(set) var model = RunModel()
    private(set) var time: UInt64 = 0
    private var sequence: UInt64 = 0
    static let millisecond: UInt64 = 1_000_000

    init(_ steps: [(String, [Int])], workers: Int = 3) {
        let described = steps.map { label, needs in
            RunStarted.Step(
                label: label, kind: .compute, group: label.hasPrefix("read") ? "read" : "missing_value",
                framework: .arrow,
                dependencies: needs.map { StepID($0) }, inputs: [], outputs: [])
        }
        happens(
            .runStarted(
                RunStarted(
                    runID: "1", plan: "delays", file: "delays.yaml", wallClock: 1_767_323_045, modes: [.threads],
                    workers: workers, memoryBudget: nil, steps: described, slots: [],
                    datasets: [RunStarted.Dataset(name: "flights", framework: .arrow)])))
    }

    mutating func happens(_ kind: RunEvent.Kind, at time: UInt64? = nil) {
        sequence += 1
        self.time = max(self.time, time ?? self.time)
        model.receive(RunEvent(sequence: sequence, time: self.time, kind: kind))
    }

    mutating func starts(_ step: Int, on worker: WorkerID, at time: UInt64, attempt: Int = 1) {
        happens(.stepStarted(StepID(step), worker: worker, attempt: attempt), at: time)
    }

    mutating func finishes(_ step: Int, at time: UInt64, rows: Int = 336_776) {
        let start = min(time, model[StepID(step)].startedAt)
        happens(
            .stepFinished(
                StepID(step), StepFigures(rows: rows, bytes: 2_048, duration: time - start, processorTime: time - start)
            ),
            at: time)
    }

    mutating func fails(_ step: Int, _ message: String, at time: UInt64) {
        happens(.stepFailed(StepID(step), StepFailure(message: message, position: nil, worker: .main)), at: time)
    }

    func scene(now: UInt64? = nil, focus: Int? = nil) -> Scene {
        Scene(model: model, now: now ?? time, focus: focus.map { StepID($0) })
    }

    /// The plan of `weir demo`.
    static let demoSteps: [(String, [Int])] = [
        ("read flights", []), ("read airlines", []), ("read planes", []), ("read weather", []),
        ("dep_delay__mean_imputed", [0]), ("dep_delay__mean_imputed__zscore", [4]), ("mph", [0]),
        ("seats__median_imputed", [2]), ("manufacturer__upper", [2]), ("temp__mean_imputed", [3]),
        ("wind_speed__mean_imputed__minmax", [3]), ("visib__bins", [3]),
        ("join flights⟕airlines", [0, 1]), ("join flights⟕airlines⟕planes", [12, 7, 8]),
        ("join flights⟕airlines⟕planes⟕weather", [13, 9, 10, 11, 5, 6]),
        ("filter dep_delay > 0", [14]), ("carrier__count", [15, 12]), ("dep_delay__avg", [15]),
        ("write delays", [14, 5]), ("show carriers", [16, 17]),
    ]

    /// In the middle of the demo: what is read is done, one join runs, one has failed.
    static func demo() -> DemoRun {
        var run = DemoRun(demoSteps)
        let (t1, t2) = (WorkerID(.thread, 1), WorkerID(.thread, 2))
        run.happens(.workerStarted(.main, processID: nil))
        run.happens(.workerStarted(t1, processID: nil))
        run.happens(.workerStarted(t2, processID: nil))
        run.happens(.workerStarted(WorkerID(.process, 1), processID: 4_711))
        let ms = millisecond
        run.starts(0, on: t1, at: ms)
        run.starts(1, on: t2, at: ms)
        run.starts(2, on: WorkerID(.process, 1), at: 20 * ms)
        run.finishes(1, at: 201 * ms, rows: 16)
        run.happens(.dataStored(DatasetID(0), slots: [], bytes: 21_000_000, rows: 336_776), at: 205 * ms)
        run.starts(3, on: t2, at: 203 * ms)
        run.finishes(0, at: 270 * ms)
        run.starts(4, on: t1, at: 280 * ms)
        run.finishes(3, at: 310 * ms, rows: 26_115)
        run.finishes(2, at: 330 * ms, rows: 3_322)
        run.starts(9, on: t2, at: 311 * ms)
        run.fails(9, "cannot impute: column temp holds no value", at: 360 * ms)
        run.happens(.stepSkipped(StepID(14), cause: StepID(9)), at: 361 * ms)
        run.starts(7, on: t2, at: 370 * ms)
        run.happens(.stepRetried(StepID(7), attempt: 1, delay: 10 * ms), at: 400 * ms)
        run.happens(.stepReady(StepID(7)), at: 410 * ms)
        run.starts(7, on: t2, at: 410 * ms, attempt: 2)
        run.finishes(4, at: 420 * ms)
        run.starts(5, on: t1, at: 420 * ms)
        run.finishes(7, at: 430 * ms, rows: 3_322)
        run.happens(.stepCached(StepID(8)), at: 431 * ms)
        run.starts(12, on: WorkerID(.process, 1), at: 440 * ms)
        run.happens(.dataStored(DatasetID(0), slots: [], bytes: 30_000_000, rows: 336_776), at: 450 * ms)
        run.finishes(5, at: 560 * ms)
        run.starts(6, on: t1, at: 560 * ms)
        run.finishes(6, at: 700 * ms)
        run.starts(10, on: t1, at: 702 * ms)
        run.finishes(10, at: 703 * ms, rows: 12)
        run.starts(11, on: t1, at: 705 * ms)
        return run
    }
}
