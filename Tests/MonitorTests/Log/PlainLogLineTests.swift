import Events
import Monitor
import Plan
import Testing

@Suite struct PlainLogLineTests {
    @Test func aRunBeginsWithItsPlanModesAndBudget() {
        let story = Story(budget: 2 << 30)
        #expect(
            story.told(to: PlainLog()).output
                == "2026-01-02T03:04:05.000Z [0/3] RUN   delays  3 steps mode=threads workers=2 memory=2GiB\n")
    }

    @Test func aStepStartsAndFinishes() {
        var story = Story()
        story.starts(0, on: 2, after: 678_000_000)
        story.finishes(0, rows: 336_776, bytes: 812 << 20, after: 4_200_000_000)
        #expect(
            story.lines() == [
                "2026-01-02T03:04:05.678Z [0/3] START read flights  worker=t2",
                "2026-01-02T03:04:09.878Z [1/3] DONE  read flights  4.2s rows=336776 mem=812MiB worker=t2",
            ])
    }

    @Test func countsAreAlignedToTheTotal() {
        var story = Story(steps: (1...12).map { "step \($0)" })
        story.starts(0)
        #expect(story.lines() == ["2026-01-02T03:04:05.000Z [ 0/12] START step 1  worker=t1"])
    }

    @Test func aDropSaysWhatHowMuchAndAfterWhat() {
        var story = Story()
        let slots = [SlotID(0), SlotID(1), SlotID(2)]
        func drop(_ reason: DataDrop.Reason, whole: Bool, after step: StepID?) -> RunEvent.Kind {
            .dataDropped(
                DataDrop(
                    dataset: DatasetID(0), slots: slots, isWhole: whole, bytes: 25_270_682, poolBefore: 100,
                    poolAfter: 50,
                    reason: reason, after: step))
        }
        story.happens(drop(.consumed, whole: false, after: StepID(1)))
        story.happens(drop(.unneeded, whole: true, after: StepID(1)))
        story.happens(drop(.runEnded, whole: true, after: nil))
        #expect(
            story.lines() == [
                "2026-01-02T03:04:05.000Z [0/3] DROP  flights  3 columns 24.1MiB, after dep_delay__mean_imputed",
                "2026-01-02T03:04:05.000Z [0/3] DROP  flights  last 3 columns 24.1MiB, needed no more after "
                    + "dep_delay__mean_imputed",
                "2026-01-02T03:04:05.000Z [0/3] DROP  flights  last 3 columns 24.1MiB, at the end of the run",
            ])
    }

    @Test func aFailureNamesGroupFrameworkWorkerAndCause() {
        var story = Story()
        story.starts(1)
        story.fails(1, "the mean of no values\nevery value is null", at: "delays.yaml:8:9", after: 12_000_000)
        #expect(
            story.lines().dropFirst() == [
                "2026-01-02T03:04:05.012Z [1/3] FAIL  dep_delay__mean_imputed  12ms group=missing_value framework=arrow "
                    + "worker=t1: the mean of no values",
                "    every value is null",
            ])
    }

    @Test func aSkippedStepNamesItsCause() {
        var story = Story()
        story.happens(.stepSkipped(StepID(2), cause: StepID(1)))
        #expect(
            story.lines() == [
                "2026-01-02T03:04:05.000Z [1/3] SKIP  write delays  needs dep_delay__mean_imputed"
            ])
    }

    @Test func whatNeverRanBecauseTheRunEndedIsOnlyCounted() {
        var story = Story()
        story.starts(0)
        story.happens(.stepCancelled(StepID(0)))
        story.happens(.stepCancelled(StepID(1)))
        story.happens(.stepSkipped(StepID(2), cause: nil))
        story.ends(.cancelled, finished: 0, skipped: 1, cancelled: 2)
        #expect(
            story.lines().dropFirst() == [
                "2026-01-02T03:04:05.000Z [1/3] STOP  read flights  cancelled", "",
                "delays cancelled: 0 of 3 steps, 1 skipped, 2 cancelled in 0µs, peak memory 812MiB (data 640MiB)",
            ])
    }

    @Test func aRetryIsNotSettled() {
        var story = Story()
        story.starts(0)
        story.happens(.stepRetried(StepID(0), attempt: 2, delay: Story.second))
        story.happens(.stepStarted(StepID(0), worker: WorkerID(.process, 1), attempt: 2), after: Story.second)
        #expect(
            story.lines().dropFirst() == [
                "2026-01-02T03:04:05.000Z [0/3] RETRY read flights  attempt 2 in 1.0s",
                "2026-01-02T03:04:06.000Z [0/3] START read flights  worker=p1 attempt=2",
            ])
    }

    @Test func whatOthersDoWithTheDataHasLines() {
        var story = Story()
        story.happens(.flight(.opened(address: "grpc+unix:///tmp/r/flight.sock", tokenFile: nil)))
        story.happens(.flight(.opened(address: "grpc+tcp://127.0.0.1:9", tokenFile: "/tmp/r/token")))
        story.happens(.flight(.read(dataset: "flights", rows: 3, bytes: 2048, isWhole: true)))
        story.happens(.flight(.read(dataset: "a\nb", rows: 1, bytes: 8, isWhole: false)))
        story.happens(.flight(.held(dataset: "flights", columns: 2)))
        story.happens(.flight(.put(dataset: "mine", rows: 1, bytes: 8)))
        story.happens(.flight(.dropped(dataset: "mine", bytes: 8)))
        #expect(
            story.lines().map { String($0.dropFirst("2026-01-02T03:04:05.000Z ".count)) } == [
                "[0/3] FLIGHT data at grpc+unix:///tmp/r/flight.sock",
                "[0/3] FLIGHT data at grpc+tcp://127.0.0.1:9, token in /tmp/r/token",
                "[0/3] FLIGHT flights  read: 3 rows 2KiB",
                "[0/3] FLIGHT a b  read in part: 1 row 8B",
                "[0/3] FLIGHT flights  2 columns kept until the last reader ends",
                "[0/3] FLIGHT mine  put: 1 row 8B",
                "[0/3] FLIGHT mine  dropped: 8B",
            ])
    }

    @Test func warningsCancellationsSpillsAndPausesHaveLines() {
        var story = Story()
        story.happens(.warning("the filter on distance removed nothing"))
        story.happens(.stepCached(StepID(1)))
        story.happens(.dataSpilled(DatasetID(0), bytes: 3 << 30))
        story.happens(.runPaused)
        story.happens(.runResumed)
        story.happens(.breakpointHit(.dropped(DatasetID(0)), StepID(1)))
        story.happens(.breakpointHit(.memory(over: 1_288_490_189), nil))
        story.happens(.breakpointHit(.zeroRows, StepID(1)))
        story.happens(.runHeld(failed: 1))
        story.happens(.artifactSaved(StepID(1), path: "artifacts/x.json"))
        story.happens(.logLine(nil, "hello"))
        story.happens(.workerExited(WorkerID(.process, 2), reason: "signal 9"))
        #expect(
            story.lines().map { String($0.dropFirst("2026-01-02T03:04:05.000Z ".count)) } == [
                "[0/3] WARN  the filter on distance removed nothing",
                "[1/3] CACHE dep_delay__mean_imputed  as before",
                "[1/3] SPILL flights  3GiB to disk",
                "[1/3] PAUSE no more steps start",
                "[1/3] GO    steps start again",
                "[1/3] PAUSE breakpoint: flights dropped",
                "[1/3] PAUSE breakpoint: memory over 1.2GiB",
                "[1/3] PAUSE breakpoint: zero rows of dep_delay__mean_imputed",
                "[1/3] PAUSE held: 1 step failed or cancelled",
                "[1/3] SAVE  dep_delay__mean_imputed  artifacts/x.json",
                "[1/3] LOG   hello",
                "[1/3] WORK  p2 ended: signal 9",
            ])
    }

    @Test func whatIsOnlyForTheMonitorHasNoLine() {
        var story = Story()
        story.happens(.stepReady(StepID(0)))
        story.happens(.stepProgressed(StepID(0), rows: 5))
        story.happens(.workerBusy(WorkerID.main, StepID(0)))
        story.happens(.workerExited(WorkerID(.thread, 1), reason: "the run ended"))
        story.happens(.dataStored(DatasetID(0), slots: [], bytes: 1, rows: 1))
        story.happens(.resourceSample(ResourceSample(residentBytes: 1, poolBytes: 1, processorTime: 1)))
        #expect(story.lines() == [])
    }

    @Test func checksTellWhetherTheyHoldAndShowRowsThatDoNot() {
        var story = Story(steps: ["read planes", "check speed is not null", "write planes"])
        story.happens(.checkPassed(StepID(1)))
        let sample = TablePreview(
            columns: [
                .init(name: "row", type: "int64", nullCount: 0), .init(name: "speed", type: "int64", nullCount: 1),
            ],
            rows: [["12", nil]], rowCount: 1)
        story.happens(
            .checkFailed(
                StepID(1),
                CheckFailed(
                    description: "speed is not null", isError: true, failedRows: 3_299, totalRows: 3_322,
                    place: "planes (csv planes.csv)", sample: sample)))
        story.happens(
            .checkFailed(
                StepID(1),
                CheckFailed(description: "at least 2 rows", isError: false, failedRows: 1, totalRows: 1, sample: nil))
        )
        #expect(
            story.lines() == [
                "2026-01-02T03:04:05.000Z [0/3] CHECK speed is not null  holds",
                "2026-01-02T03:04:05.000Z [0/3] CHECK speed is not null  fails: 3299 of 3322 rows of planes (csv planes.csv)",
                "       row │  speed",
                "     int64 │  int64",
                "           │ 1 null",
                "    ───────┼────────",
                "        12 │   null",
                "2026-01-02T03:04:05.000Z [0/3] CHECK at least 2 rows  does not hold (a warning): 1 row",
            ])
    }

    @Test func controlCharactersNeverReachTheLog() {
        var story = Story(plan: "a\u{1B}[31mb", steps: ["read \u{9B}2Jx\ny"])
        story.starts(0)
        story.happens(.logLine(StepID(0), "bell \u{7} and \u{1B}]0;owned\u{7}"))
        story.fails(0, "bad \u{1B}[2J value\r\nsecond\u{85}line")
        story.happens(.warning("odd \u{202E}name"))
        let page = story.told(to: PlainLog())
        #expect(
            !page.output.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) }
        )
        #expect(page.output.contains("read \\u{9B}2Jx y"))
        #expect(page.output.contains("bell \\u{7} and \\u{1B}]0;owned\\u{7}"))
    }

    @Test func coloursOnlyWhereAskedForAndOnlyAroundWords() {
        var story = Story()
        story.starts(0)
        story.finishes(0, after: 1_000_000)
        let painted = story.told(to: PlainLog(style: .init(paint: Paint(isOn: true)))).output
        #expect(painted.contains("\u{1B}[32mDONE \u{1B}[0m read flights"))
        let bare = painted.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        #expect(bare == story.told(to: PlainLog()).output)
    }
}
