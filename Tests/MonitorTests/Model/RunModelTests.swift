import Plan
import Testing

@testable import Events
@testable import Monitor

/// What each kind of event changes.
@Suite struct RunModelTests {
    private let t1 = WorkerID(.thread, 1)

    /// Steps 0 → 1 → 2, and 3 by itself; each fills the slot of its number, in dataset 0 or, from step 2 on, 1.
    private func run() -> SmallRun {
        SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "rank", kind: .compute, dataset: 0, reads: [0], makes: [1]),
                .init(group: "rank", kind: .compute, dataset: 1, reads: [1], makes: [2]),
                .init(group: "read", kind: .compute, dataset: 1, reads: [], makes: [3]),
            ], slots: [(0, "a"), (0, "b"), (1, "c"), (1, "d")], datasets: 2)
    }

    private func phases(_ model: RunModel) -> [StepRecord.Phase] { model.steps.map(\.phase) }

    @Test func aStepGoesFromWaitingToDone() {
        var run = run()
        #expect(phases(run.model) == [.waiting, .waiting, .waiting, .waiting])
        run.happens(.stepReady(StepID(0)))
        #expect(run.model[StepID(0)].phase == .ready)
        run.happens(.stepStarted(StepID(0), worker: t1, attempt: 1), after: 5)
        run.happens(.stepProgressed(StepID(0), rows: 40), after: 5)
        #expect(run.model[StepID(0)].rows == 40)
        #expect(run.model[StepID(0)].elapsed(at: 25) == 20)
        #expect(run.model.workers[t1]?.step == StepID(0))
        run.happens(
            .stepFinished(StepID(0), StepFigures(rows: 90, bytes: 720, duration: 18, processorTime: 9)), after: 10)
        let record = run.model[StepID(0)]
        #expect((record.phase, record.rows, record.bytes, record.processorTime) == (.finished, 90, 720, 9))
        #expect((record.startedAt, record.endedAt, record.elapsed(at: 900)) == (5, 23, 18))
        #expect(run.model.workers[t1]?.spans == [.init(step: StepID(0), start: 5, end: 23)])
        #expect(run.model.settledCount == 1)
    }

    @Test func aFailureIsKeptUntilItIsRetriedAndSoIsWhatItSkipped() {
        var run = run()
        run.does(0, rows: 1, bytes: 1)
        run.starts(1)
        run.happens(.stepFailed(StepID(1), StepFailure(message: "no", attempts: 2)))
        run.happens(.stepSkipped(StepID(2), cause: StepID(1)))
        #expect(phases(run.model) == [.finished, .failed, .skipped, .waiting])
        #expect(run.model.failures[StepID(1)]?.message == "no")
        #expect(run.model.causes == [StepID(2): StepID(1)])
        #expect(run.model.log[0].level == .error && run.model.log[0].step == StepID(1))
        run.happens(.runHeld(failed: 1))
        #expect(run.model.isHeld)
        run.happens(.stepReady(StepID(1)))
        #expect(!run.model.isHeld)
        #expect(phases(run.model) == [.finished, .ready, .waiting, .waiting])
        #expect(run.model.failures.isEmpty && run.model.causes.isEmpty)
    }

    @Test func whatAnotherFailureStillBlocksStaysSkipped() {
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [1]),
                .init(group: "join", kind: .join, dataset: 0, reads: [0, 1], makes: []),
            ], slots: [(0, "a"), (0, "b")], datasets: 1)
        for step in [0, 1] {
            run.starts(step)
            run.happens(.stepFailed(StepID(step), StepFailure(message: "no")))
        }
        run.happens(.stepSkipped(StepID(2), cause: StepID(0)))
        run.happens(.stepReady(StepID(0)))
        #expect(phases(run.model) == [.ready, .failed, .skipped])
        run.happens(.stepReady(StepID(1)))
        #expect(phases(run.model) == [.ready, .ready, .waiting])
    }

    @Test func anAttemptThatIsToBeTriedAgainWaitsForItsTime() {
        var run = run()
        run.starts(0)
        run.happens(.stepRetried(StepID(0), attempt: 1, delay: 50), after: 10)
        #expect(run.model[StepID(0)].phase == .retrying)
        #expect(run.model[StepID(0)].endedAt == 60)
        #expect(run.model.workers[t1]?.spans == [.init(step: StepID(0), start: 0, end: 10)])
        run.happens(.stepReady(StepID(0)), after: 50)
        run.happens(.stepStarted(StepID(0), worker: t1, attempt: 2))
        #expect(run.model[StepID(0)].attempt == 2)
        #expect(run.model.settledCount == 0)
    }

    @Test func cancelledAndCachedStepsHaveEnded() {
        var run = run()
        run.starts(0)
        run.happens(.stepCancelled(StepID(0)), after: 7)
        run.happens(.stepCached(StepID(3)))
        #expect(phases(run.model) == [.cancelled, .waiting, .waiting, .cached])
        #expect(run.model[StepID(0)].elapsed(at: 99) == 7)
        #expect(run.model.settledCount == 2)
    }

    @Test func pausingHoldingAndTheEndAreSaid() {
        var run = run()
        run.happens(.runPaused)
        #expect(run.model.isPaused)
        run.happens(.runResumed)
        #expect(!run.model.isPaused)
        run.happens(.runPaused)
        run.happens(.runHeld(failed: 1))
        let end = RunFinished(
            outcome: .stalled, finished: 0, failed: 0, skipped: 4, cancelled: 0, duration: 30, peakPoolBytes: 0,
            peakResidentBytes: 0, written: [], message: "nothing can run")
        run.happens(.runFinished(end), after: 20)
        #expect(!run.model.isPaused && !run.model.isHeld)
        #expect(run.model.end?.outcome == .stalled)
        #expect(run.model.log[0].text == "nothing can run" && run.model.log[0].level == .error)
        #expect(run.model.clock(at: 9_999) == 30)
    }

    @Test func breakpointsSayWhatWasHit() {
        var run = run()
        run.happens(.breakpointHit(.dropped(DatasetID(1)), StepID(2)))
        #expect(run.model.latestBreak?.text == "d1 was dropped")
        run.happens(.breakpointHit(.memory(over: 2_048), nil), after: 4)
        #expect(run.model.latestBreak == .init(text: "data takes more than 2KiB", step: nil, time: 4))
        run.happens(.breakpointHit(.zeroRows, StepID(0)))
        #expect(run.model.log[2].text == "breakpoint: a step yielded zero rows")
        #expect(run.model.log[0].level == .warning)
    }

    @Test func checksResultsSamplesAndLinesAreKept() {
        var run = run()
        let check = CheckFailed(description: "a > 0", isError: false, failedRows: 3, totalRows: 9, sample: nil)
        run.happens(.checkFailed(StepID(1), check))
        #expect(run.model.failedChecks[StepID(1)]?.failedRows == 3)
        #expect(run.model.log[0].text == "a > 0: 3 of 9 rows fail" && run.model.log[0].level == .warning)
        run.happens(.checkPassed(StepID(1)))
        #expect(run.model.failedChecks.isEmpty)
        for (output, rows) in [("x", 1), ("y", 1), ("x", 2), ("y", 2)] {
            let preview = TablePreview(columns: [], rows: [], rowCount: rows)
            run.happens(
                .resultCollected(ResultCollected(output: output, target: nil, rows: rows, bytes: 0, preview: preview)))
        }
        #expect(run.model.results.map(\.output) == ["x", "y"])
        #expect(run.model.results.map(\.rows) == [2, 2])
        run.happens(.resourceSample(ResourceSample(residentBytes: 7, poolBytes: 5, processorTime: 3)))
        #expect(run.model.latestSample?.residentBytes == 7)
        run.happens(.logLine(StepID(2), "hello"))
        run.happens(.warning("careful"))
        run.happens(.artifactSaved(StepID(2), path: "m.bin"))
        #expect((1..<4).map { run.model.log[$0].text } == ["hello", "careful", "saved m.bin"])
        run.happens(.workerExited(WorkerID(.process, 1), reason: "signal 9"))
        run.happens(.workerExited(t1, reason: ""))
        #expect(run.model.log.count == 5)
        #expect(run.model.log[4].text == "worker p1 ended: signal 9")
    }

    @Test func idsThatTheRunHasNotAnnouncedChangeNothing() {
        var run = run()
        run.does(0, rows: 5, bytes: 40, in: 0, slots: [0])
        run.happens(.runHeld(failed: 0))
        let before = run.model
        for id in [-1, 4, 1_000_000] {
            let (step, dataset, slot) = (StepID(id), DatasetID(id), SlotID(id))
            let figures = StepFigures(rows: 1, bytes: 1, duration: 1, processorTime: 1)
            let drop = DataDrop(
                dataset: dataset, slots: [slot], isWhole: true, bytes: 9, poolBefore: 9, poolAfter: 0,
                reason: .consumed,
                after: step)
            let check = CheckFailed(description: "", isError: true, failedRows: 1, totalRows: 1, sample: nil)
            let kinds: [RunEvent.Kind] = [
                .stepReady(step), .stepStarted(step, worker: WorkerID(.thread, 9), attempt: 1),
                .stepProgressed(step, rows: 3), .stepFinished(step, figures),
                .stepFailed(step, StepFailure(message: "no")), .stepRetried(step, attempt: 1, delay: 1),
                .stepCancelled(step), .stepSkipped(step, cause: step), .stepCached(step),
                .dataStored(dataset, slots: [slot], bytes: 9, rows: 1), .dataShared(dataset, worker: t1),
                .dataSpilled(dataset, bytes: 1), .dataDropped(drop), .checkPassed(step), .checkFailed(step, check),
            ]
            for kind in kinds { run.happens(kind) }
        }
        #expect(RunDigest(run.model) == RunDigest(before))
        #expect(run.model.isHeld)
        #expect(run.model.retryPrice(of: StepID(77)) == nil)
        #expect(run.model.label(StepID(77)) == "s77" && run.model.name(of: DatasetID(77)) == "d77")
    }

    @Test func aRunThatStartsAnewForgetsTheOneBefore() {
        var model = RunModel(DemoStory.failed())
        model.receive(DemoStory.begun()[0])
        #expect(model.count(.waiting) == 20 && model.phaseCounts.reduce(0, +) == 20)
        #expect(model.failures.isEmpty && model.causes.isEmpty && model.end == nil && model.results.isEmpty)
        #expect(model.data.residentBytes == 0 && model.log.count > 0)
    }

    @Test func timesThatGoBackAndFiguresBeyondReasonDoNoHarm() {
        var model = RunModel()
        for event in DemoStory.finished() {
            var event = event
            event.time = event.sequence.isMultiple(of: 3) ? 0 : event.time
            model.receive(event)
        }
        for _ in 0..<2 {
            let figures = StepFigures(rows: .max, bytes: .max, duration: .max, processorTime: .max)
            model.receive(RunEvent(sequence: 0, time: .max, kind: .stepStarted(StepID(1), worker: t1, attempt: 1)))
            model.receive(RunEvent(sequence: 0, time: .max, kind: .stepFinished(StepID(1), figures)))
            model.receive(
                RunEvent(
                    sequence: 0, time: 0, kind: .dataStored(DatasetID(0), slots: [SlotID(0)], bytes: .max, rows: .max)))
        }
        #expect(model.data.history.points.map(\.time) == model.data.history.points.map(\.time).sorted())
        #expect(model.pace.estimatedRest != nil)
    }
}
