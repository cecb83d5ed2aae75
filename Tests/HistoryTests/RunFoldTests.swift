import Caching
import Events
import Plan
import TestFolders
import Testing

@testable import History

/// What the events of a run come to.
@Suite struct RunFoldTests {
    private static let files = ["sales.csv": "town,amount\nBern,2\nChur,6\n"]
    private static let text = """
        sources: {sales: {csv: sales.csv}}
        outputs: {all: {features: [town, amount__mean_imputed], to: all.csv}}
        """

    private struct Told {
        let plan: ExecutionPlan
        private var events: [RunEvent] = []
        private var time: UInt64 = 0

        init() throws {
            plan = try TestFolder(RunFoldTests.files).plan(RunFoldTests.text)
            happens(.runStarted(RunStarted(plan)))
        }

        /// `after`: milliseconds.
        mutating func happens(_ kind: RunEvent.Kind, after: UInt64 = 0) {
            time += after * 1_000_000
            events.append(RunEvent(sequence: UInt64(events.count + 1), time: time, kind: kind))
        }

        mutating func starts(_ step: Int, attempt: Int = 1) {
            happens(.stepStarted(StepID(step), worker: WorkerID(.thread, 1), attempt: attempt))
        }

        mutating func finishes(_ step: Int, rows: Int, bytes: Int, after: UInt64) {
            let duration = after * 1_000_000
            happens(
                .stepFinished(
                    StepID(step), StepFigures(rows: rows, bytes: bytes, duration: duration, processorTime: duration / 2)
                ),
                after: after)
            guard let slot = plan.steps[step].outputs.first else { return }
            happens(.dataStored(plan[slot].dataset, slots: plan.steps[step].outputs, bytes: bytes, rows: rows))
        }

        func record(inputs: [StepID: Int] = [:]) -> (run: RecordedRun, steps: [RecordedStep])? {
            var fold = RunFold()
            for event in events { fold.receive(event) }
            return fold.record(definitions: PlanDefinition(of: plan), inputs: inputs)
        }
    }

    @Test func figuresAreThoseOfTheEvents() throws {
        var told = try Told()
        #expect(told.plan.steps.map(\.label) == ["read sales", "amount__mean_imputed", "write all"])
        told.starts(0)
        told.finishes(0, rows: 2, bytes: 50, after: 3)
        told.starts(1)
        told.finishes(1, rows: 2, bytes: 16, after: 2)
        told.happens(
            .dataDropped(
                DataDrop(
                    dataset: DatasetID(0), slots: [], isWhole: false, bytes: 20, poolBefore: 0, poolAfter: 0,
                    reason: .consumed, after: StepID(1))))
        told.starts(2)
        told.happens(.stepFinished(StepID(2), StepFigures(rows: 2, bytes: 30, duration: 1_000, processorTime: 0)))
        #expect(told.record() == nil)
        told.happens(.runFinished(RunFinished(.succeeded)))
        let (run, steps) = try #require(told.record(inputs: [StepID(0): 99]))
        #expect(run.id == "r1" && run.file == "plan.yaml" && run.outcome == .succeeded)
        #expect(run.started == 1_767_323_045_500_000 && run.duration == 9_000_000)
        #expect(run.counts == .init(steps: 3, finished: 3))
        #expect(run.rows == 6 && run.bytes == 96 && run.peakDataBytes == 700 && run.peakResidentBytes == 7_000)
        #expect(steps.map(\.index) == [0, 1, 2] && steps.map(\.outcome) == [.finished, .finished, .finished])
        #expect(steps.map(\.duration) == [3_000_000, 2_000_000, 1_000])
        #expect(steps.map(\.processorTime) == [1_500_000, 1_000_000, 0])
        #expect(steps.map(\.bytes) == [50, 16, 30])
        // Of files bytes, of data rows.
        #expect(steps.map(\.input) == [99, 2, 2])
        #expect(steps.map(\.peakBytes) == [50, 66, 76])
        #expect(Set(steps.map(\.definition.hash)).count == 3)
    }

    @Test func whatFailedWasSkippedOrTriedAgainIsTold() throws {
        var told = try Told()
        told.starts(0)
        told.happens(.stepRetried(StepID(0), attempt: 2, delay: 0), after: 1)
        told.starts(0, attempt: 2)
        told.finishes(0, rows: 2, bytes: 50, after: 3)
        told.starts(1)
        told.happens(.stepFailed(StepID(1), StepFailure(message: "no", attempts: 1)), after: 4)
        told.happens(.stepSkipped(StepID(2), cause: StepID(1)))
        told.happens(.runFinished(RunFinished(.failed)))
        let (run, steps) = try #require(told.record())
        #expect(run.counts == .init(steps: 3, finished: 1, failed: 1, skipped: 1))
        #expect(steps.map(\.outcome) == [.finished, .failed, .skipped])
        #expect(steps.map(\.attempts) == [2, 1, 0] && steps.map(\.duration) == [3_000_000, 4_000_000, 0])
        #expect(steps.map(\.hasFailed) == [true, true, false])
    }

    @Test func aStepThatIsRetriedByHandCountsByItsLastEnd() throws {
        var told = try Told()
        told.happens(.stepCached(StepID(0)))
        told.starts(1)
        told.happens(.stepCancelled(StepID(1)), after: 2)
        told.happens(.stepSkipped(StepID(2), cause: StepID(1)))
        told.happens(.stepReady(StepID(1)))
        told.starts(1)
        told.finishes(1, rows: 2, bytes: 16, after: 5)
        told.happens(.runFinished(RunFinished(.cancelled)))
        let (run, steps) = try #require(told.record())
        #expect(run.counts == .init(steps: 3, finished: 1, skipped: 1, cached: 1))
        #expect(steps.map(\.outcome) == [.cached, .finished, .skipped])
        #expect(steps[1].duration == 5_000_000)
    }

    @Test func whatNeverCameToAnEndIsNoStepOfTheRun() throws {
        var told = try Told()
        told.happens(.stepFailed(StepID(77), StepFailure(message: "of another plan")))
        told.happens(.runFinished(RunFinished(.stalled)))
        let (run, steps) = try #require(told.record())
        #expect(run.counts == .init(steps: 3) && steps.isEmpty)
    }
}
