import ADBC
import Caching
import Events
import Plan
import TestFolders
import Testing

@testable import History

/// A run is recorded by what its bus tells.
@Suite struct RunRecorderTests {
    private static let files = ["sales.csv": "town,amount\nBern,2\nChur,6\n"]
    private static let text = """
        sources: {sales: {csv: sales.csv}}
        outputs: {all: {features: [town], to: all.csv}}
        """

    private let folder: TestFolder

    init() throws { folder = try TestFolder(Self.files) }

    private func run(_ plan: ExecutionPlan, _ id: String, on bus: EventBus) {
        bus.publish(.runStarted(RunStarted(plan, runID: id)))
        for step in plan.steps {
            bus.publish(.stepStarted(step.id, worker: WorkerID(.thread, 1), attempt: 1))
            bus.publish(.stepFinished(step.id, StepFigures(rows: 2, bytes: 9, duration: 1_000, processorTime: 1)))
        }
        bus.publish(.runFinished(RunFinished(.succeeded)))
        bus.finish()
    }

    @Test func aRunIsThereWhenItIsOver() throws {
        let plan = try folder.plan(Self.text)
        for id in ["a", "b"] {
            let bus = EventBus()
            let recorder = RunRecorder(folder.history, of: plan, tellsExpectations: false, on: bus)
            run(plan, id, on: bus)
            #expect(recorder.finish() == nil)
        }
        let runs = try folder.history.runs(limit: 9)
        #expect(runs.map(\.id) == ["b", "a"])
        let steps = try folder.history.steps(of: runs[0])
        #expect(steps.map(\.definition.label) == ["read sales", "write all"])
        #expect(steps.map(\.definition.hash) == Array(PlanDefinition(of: plan).steps))
        #expect(steps[0].input == Self.files["sales.csv"]?.utf8.count)
    }

    @Test func whoAsksHearsWhatEarlierRunsTell() throws {
        let plan = try folder.plan(Self.text)
        _ = try folder.history.record(
            RecordedRun("r"), [RecordedStep(plan.steps[1], of: PlanDefinition(of: plan), milliseconds: 4)])
        let bus = EventBus()
        let bell = ConditionLock()
        let heard = Locked<RunExpectations?>(nil)
        let listener = bus.subscribe { bell.withLock { bell.broadcast() } }
        let recorder = RunRecorder(folder.history, of: plan, tellsExpectations: true, on: bus)
        bus.publish(.runStarted(RunStarted(plan, runID: "a")))
        bell.withLock {
            while heard.withLock({ $0 == nil }) {
                for event in listener.drain() {
                    if case .runExpected(let found) = event.kind { heard.withLock { $0 = found } }
                }
                if heard.withLock({ $0 == nil }) { bell.wait() }
            }
        }
        #expect(heard.withLock { $0 }?[1]?.duration == 4_000_000)
        bus.finish()
        // It did not come to its end.
        #expect(recorder.finish() == nil)
        #expect(try folder.history.runs(limit: 9).map(\.id) == ["r"])
    }

    @Test func withoutADriverTheRunGoesOnWithOneNote() throws {
        let plan = try folder.plan(Self.text)
        let bus = EventBus()
        let subscription = bus.subscribe()
        let file = HistoryFile(
            in: folder.path + "/.weir", drivers: DriverLocator(paths: ["sqlite": "/nowhere/libnone.so"]))
        let recorder = RunRecorder(file, of: plan, tellsExpectations: true, on: bus)
        run(plan, "a", on: bus)
        // The run does not wait for the note: it may come too late for its log.
        let note = recorder.finish()
        let lines = subscription.drain().compactMap { if case .logLine(nil, let text) = $0.kind { text } else { nil } }
        let notes = lines + [note].compactMap(\.self)
        #expect(notes.count == 1)
        #expect(notes.first?.contains("not recorded") == true && notes.first?.contains("WEIR_DRIVER_SQLITE") == true)
        #expect(!file.exists)
    }
}
