import Events
import Plan
import Testing
import Themes

@testable import Monitor

/// What the monitor and the logs make of what earlier runs tell.
@Suite struct ExpectationModelTests {
    private static let second = SmallRun.second

    private func step(_ seconds: UInt64, bytes: Int = 0, rows: Int = 10, runs: Int = 5, failed: Int = 0)
        -> RunExpectations.Step
    {
        .init(duration: seconds * Self.second, bytes: bytes, rows: rows, runs: runs, failed: failed)
    }

    /// Two reads, then three ranks, on two workers.
    private func run() -> SmallRun {
        let reads = SmallRun.Work(group: "read", kind: .compute, dataset: 0, reads: [], makes: [])
        let ranks = SmallRun.Work(group: "rank", kind: .compute, dataset: 0, reads: [], makes: [])
        return SmallRun([reads, reads, ranks, ranks, ranks], slots: [], datasets: 1, workers: 2)
    }

    // MARK: Time

    @Test func theRestIsKnownBeforeAnythingHasFinished() {
        var run = run()
        #expect(run.model.estimatedRest(at: 0) == nil)
        // Of the last step nothing is known: it counts the mean of the others.
        run.happens(.runExpected(RunExpectations(steps: [step(2), step(4), step(6), step(8), nil])))
        #expect(run.model.estimatedRest(at: 0) == (2 + 4 + 6 + 8 + 5) * Self.second / 2)
        #expect(run.model.pace.expectedDuration(of: 2) == 6 * Self.second)
        #expect(run.model.pace.expectedDuration(of: 4) == 5 * Self.second)
        run.does(0, rows: 0, bytes: 0, seconds: 1)
        #expect(run.model.estimatedRest(at: run.time) == (4 + 6 + 8) * Self.second / 2 + Self.second / 2)
        // What was done counts for steps of its group of which nothing else is known.
        run.does(2, rows: 0, bytes: 0, seconds: 10)
        #expect(run.model.pace.expectedDuration(of: 4) == 10 * Self.second)
        #expect(run.model.pace.expectedDuration(of: 3) == 8 * Self.second)
    }

    @Test func whatRunsHasDoneItsPartAndIsTheLeastThatIsLeft() {
        var run = run()
        run.happens(.runExpected(RunExpectations(steps: [step(2), step(2), step(2), step(2), step(40)])))
        for other in 0..<4 { run.does(other, rows: 0, bytes: 0, seconds: 2) }
        #expect(run.model.estimatedRest(at: run.time) == 20 * Self.second)
        run.starts(4)
        let start = run.time
        #expect(run.model.estimatedRest(at: start) == 40 * Self.second)
        #expect(run.model.estimatedRest(at: start + 10 * Self.second) == 30 * Self.second)
        #expect(run.model.estimatedRest(at: start + 90 * Self.second) == 0)
    }

    @Test func itMayComeInTheMiddleOfTheRunAndStepsMayComeBack() {
        var run = run()
        run.does(0, rows: 0, bytes: 0, seconds: 2)
        run.happens(.runExpected(RunExpectations(steps: [step(4), step(4), step(4), step(4), step(4)])))
        #expect(run.model.estimatedRest(at: run.time) == 8 * Self.second)
        run.happens(.stepSkipped(StepID(4), cause: nil))
        #expect(run.model.estimatedRest(at: run.time) == 6 * Self.second)
        run.happens(.stepReady(StepID(4)))
        #expect(run.model.estimatedRest(at: run.time) == 8 * Self.second)
    }

    // MARK: Memory

    /// s0 reads a, b of d0; s1 joins them into d1; s2 writes d1.
    @Test func theForecastOfARunThatHasJustBegunIsThatOfEarlierOnes() throws {
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0, 1]),
                .init(group: "filter", kind: .compute, dataset: 1, reads: [0, 1], makes: [2, 3]),
                .init(group: "write", kind: .write, dataset: 1, reads: [2, 3], makes: []),
            ], slots: [(0, "a"), (0, "b"), (1, "a"), (1, "b")], datasets: 2)
        #expect(MemoryForecast(run.model, at: 0) == nil)
        run.happens(
            .runExpected(
                RunExpectations(steps: [
                    step(3, bytes: 1_600, rows: 100),
                    .init(duration: Self.second, bytes: 160, rows: 10, bytesPerInput: 1.6, runs: 3), step(2),
                ])))
        let forecast = try #require(MemoryForecast(run.model, at: 0))
        #expect(forecast.end == 6 * Self.second)
        #expect(forecast.peak == .init(time: 4 * Self.second, value: 1_760) && forecast.sightEnd == nil)
        // Once the rows are known, what is made of them is in proportion.
        run.does(0, rows: 1_000, bytes: 16_000, in: 0, slots: [0, 1], seconds: 3)
        #expect(try #require(MemoryForecast(run.model, at: run.time)).peak.value == 17_600)
    }

    @Test func aStepOfWhichNothingIsKnownEndsTheSight() throws {
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "read", kind: .compute, dataset: 1, reads: [], makes: [1]),
            ], slots: [(0, "a"), (1, "b")], datasets: 2)
        run.happens(.runExpected(RunExpectations(steps: [step(1, bytes: 80), nil])))
        #expect(try #require(MemoryForecast(run.model, at: 0)).sightEnd == StepID(1))
    }

    // MARK: Words

    @Test func aSlowStepIsMarkedWhileItRunsAndAfter() {
        var run = run()
        run.happens(.runExpected(RunExpectations(steps: [step(1), step(1, failed: 2), step(1), step(1), step(1)])))
        run.starts(0)
        let start = run.time
        #expect(run.model.remarks(on: StepID(0), at: start + Self.second) == [])
        #expect(run.model.remarks(on: StepID(0), at: start + 31 * Self.second / 10) == [.slow(3.1)])
        #expect(StepRemark.slow(3.14).text == "3.1× its median" && StepRemark.slow(3.14).shortText == "3.1×")
        run.does(1, rows: 0, bytes: 0, seconds: 4)
        #expect(run.model.remarks(on: StepID(1), at: run.time + 99) == [.slow(4), .flaky(failed: 2, runs: 5)])
        #expect(StepRemark.flaky(failed: 2, runs: 5).text == "flaky 2/5")
        #expect(run.model.remarks(on: StepID(2), at: run.time) == [])
        #expect(run.model.remarks(on: StepID(77), at: run.time) == [])
    }

    @Test func theStepsPaneHasTheMarkBesideTheLabelAsFarAsThereIsRoom() {
        var run = run()
        run.happens(.runExpected(RunExpectations(steps: [step(1, failed: 1), nil, nil, nil, nil])))
        run.does(0, rows: 0, bytes: 0, seconds: 3)
        func line(_ width: Int, _ glyphs: Glyphs = .unicode) -> String {
            var pane = StepsPane()
            let lines = pane.lines(Scene(model: run.model, now: run.time), width, 12, glyphs)
            return lines.first { $0.contains("step 0") } ?? ""
        }
        #expect(line(200).contains("step 0 ") && line(200).contains("3× its median, flaky 1/5"))
        #expect(line(60).contains("3×") && !line(60).contains("median"))
        #expect(line(24).contains("step 0") && !line(24).contains("flaky"))
        #expect(line(200, .ascii).utf8.allSatisfy { $0 < 0x80 })
        for width in 1...120 {
            var pane = StepsPane()
            #expect(pane.grid(Scene(model: run.model, now: run.time), width, 12).fault == nil)
        }
    }

    @Test func theDetailSaysWhatTheExpectationIsFrom() {
        var run = run()
        run.happens(.runExpected(RunExpectations(steps: [step(2, failed: 1), nil, nil, nil, nil])))
        let lines = StepDetail.lines(
            of: StepID(0), in: Scene(model: run.model, now: 0), glyphs: .unicode, width: 80
        ).map { $0.text.parts.map(\.text).joined() }
        #expect(
            lines.contains {
                $0.contains("about 2.0s, the median of 5 runs") || $0.contains("about 2s, the median of 5 runs")
            })
        #expect(lines.contains { $0.contains("flaky 1/5") })
    }

    @Test func thePlainLogSaysWhatWasSlow() {
        var story = Story()
        story.happens(.runExpected(RunExpectations(steps: [step(1), step(1, failed: 2), nil])))
        story.starts(0)
        story.finishes(0, after: 3_100_000_000)
        story.starts(1)
        story.fails(1, "no", after: Self.second)
        let lines = story.lines()
        #expect(lines[1].hasSuffix("DONE  read flights  3.1s rows=10 mem=2KiB worker=t1, 3.1× its median"))
        #expect(lines[3].contains("worker=t1, flaky 2/5: no"))
    }

    @Test func theHeartbeatSaysWhatIsSlow() {
        var story = Story()
        story.happens(.runExpected(RunExpectations(steps: [step(1), nil, nil])))
        story.starts(0)
        var log = PlainLog()
        _ = story.told(to: &log)
        var page = LogPage()
        log.tick(at: 10 * Self.second, into: &page)
        #expect(page.output.hasSuffix("STILL running  read flights 10.0s (10× its median)\n"))
    }
}
