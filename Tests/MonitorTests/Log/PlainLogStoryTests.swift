import Events
import Monitor
import Plan
import Testing

@Suite struct PlainLogStoryTests {
    @Test func theHeartbeatNamesWhatRunsLongestFirst() {
        var story = Story(steps: ["a", "b", "c", "d", "e", "f", "g"])
        for step in 0..<6 { story.starts(step, after: Story.second) }
        var log = PlainLog()
        var page = story.told(to: &log)
        page = LogPage()
        log.tick(at: 10 * Story.second, into: &page)
        #expect(
            page.output == "2026-01-02T03:04:15.000Z [0/7] STILL running  a 9.0s, b 8.0s, c 7.0s, d 6.0s and 2 more\n")
    }

    @Test func theHeartbeatSaysSoWhenNothingRuns() {
        var log = PlainLog()
        var page = LogPage()
        log.tick(at: 0, into: &page)
        #expect(page.isEmpty)
        _ = Story().told(to: &log)
        log.tick(at: 10 * Story.second, into: &page)
        #expect(page.output == "2026-01-02T03:04:15.000Z [0/3] STILL nothing runs\n")
    }

    @Test func anInterruptSaysWhatItWaitsFor() {
        var story = Story()
        story.starts(0)
        var log = PlainLog()
        _ = story.told(to: &log)
        var page = LogPage()
        let first = StopRequest(cause: "interrupted", isGraceful: true, hint: "Ctrl-C again: stop at once")
        log.stopRequested(first, at: 2 * Story.second, into: &page)
        log.stopRequested(StopRequest(cause: "interrupted", isGraceful: false), at: 3 * Story.second, into: &page)
        #expect(
            page.output == """
                2026-01-02T03:04:07.000Z [0/3] STOP  interrupted; waiting for read flights 2.0s (Ctrl-C again: stop at once)
                2026-01-02T03:04:08.000Z [0/3] STOP  interrupted; not waiting any longer

                """)
    }

    @Test func aStepsLogIsPrintedWholeWhenItEnds() {
        var story = Story()
        story.starts(0)
        story.starts(1)
        story.happens(.logLine(StepID(0), "first of 0"))
        story.happens(.logLine(StepID(1), "first of 1"))
        story.happens(.logLine(StepID(0), "second\tof 0"))
        story.finishes(1, after: Story.second)
        story.finishes(0)
        #expect(
            story.lines().dropFirst(2) == [
                "2026-01-02T03:04:06.000Z [1/3] DONE  dep_delay__mean_imputed  1.0s rows=10 mem=2KiB worker=t1",
                "    | first of 1",
                "2026-01-02T03:04:06.000Z [2/3] DONE  read flights  0µs rows=10 mem=2KiB worker=t1",
                "    | first of 0",
                "    | second of 0",
            ])
    }

    @Test func aLongLogKeepsItsStartAndItsEndAndCountsTheRest() {
        var buffer = StepLogBuffer(headLines: 2, tailLines: 3, widestLine: 5)
        for number in 1...9 { buffer.append("line\(number)", of: StepID(0)) }
        buffer.append("abcdefgh", of: StepID(0))
        let excerpt = buffer.take(StepID(0))
        #expect(excerpt?.head == ["line1", "line2"])
        #expect(excerpt?.cut == 5)
        #expect(excerpt?.tail == ["line8", "line9", "abcde…"])
        #expect(buffer.take(StepID(0)) == nil)
    }

    @Test func whatWasCutOfALogIsSaid() {
        var story = Story()
        story.starts(0)
        for number in 1...1_000 { story.happens(.logLine(StepID(0), "line \(number)")) }
        story.finishes(0)
        let lines = story.lines()
        #expect(lines.count == 2 + 50 + 1 + 150)
        #expect(lines[52] == "    | … 800 lines cut …")
        #expect(lines.last == "    | line 1000")
    }

    @Test func gitHubFoldsAStepsLogAndLeavesItsLinesAtTheirStart() {
        var story = Story()
        story.starts(0)
        story.happens(.logLine(StepID(0), "::error::from the step"))
        story.finishes(0)
        #expect(
            story.lines(style: .init(foldsStepLogs: true)).dropFirst(2) == [
                "::group::log of read flights", "::error::from the step", "::endgroup::",
            ])
    }

    @Test func aGoodRunEndsWithPreviewsOutputsAndFigures() {
        var story = Story()
        story.happens(
            .resultCollected(
                ResultCollected(
                    output: "delays", target: "out/delays.parquet", rows: 336_776, bytes: 5 << 20,
                    preview: TablePreview(columns: [], rows: [], rowCount: 336_776))))
        story.happens(
            .resultCollected(
                ResultCollected(
                    output: "routes", target: nil, rows: 224, bytes: 2_048,
                    preview: TablePreview(
                        columns: [
                            .init(name: "origin", type: "string", nullCount: 0),
                            .init(name: "count", type: "int64", nullCount: 0),
                        ], rows: [["EWR", "5022"], ["LGA", "80"]], rowCount: 224))),
            after: 4_200_000_000)
        story.ends(written: ["out/delays.parquet"])
        #expect(
            story.lines() == [
                "",
                "routes: 224 rows, 2 columns",
                " origin │ count",
                " string │ int64",
                "────────┼───────",
                " EWR    │  5022",
                " LGA    │    80",
                " … 222 more rows",
                "",
                "delays succeeded: 3 steps in 4.2s, peak memory 812MiB (data 640MiB)",
                "  wrote out/delays.parquet  336776 rows 5MiB",
                "  shown routes  224 rows 2KiB",
            ])
    }

    @Test func aBadRunSaysWhatWasNotWritten() {
        var story = Story()
        story.happens(
            .resultCollected(
                ResultCollected(
                    output: "delays", target: "out/delays.csv", rows: 1, bytes: 10,
                    preview: TablePreview(columns: [], rows: [], rowCount: 1))))
        story.ends(.failed, finished: 1, failed: 1, skipped: 1)
        #expect(
            story.lines() == [
                "",
                "delays failed: 1 of 3 steps, 1 failed, 1 skipped in 0µs, peak memory 812MiB (data 640MiB)",
                "  not written: out/delays.csv  1 row 10B",
            ])
    }

    @Test func resultsComeInTheOrderOfThePlan() {
        var story = Story(steps: ["write b b", "write a"], groups: ["write", "write"], kinds: [.write, .write])
        for output in ["c", "a", "b b"] {
            story.happens(
                .resultCollected(
                    ResultCollected(
                        output: output, target: "\(output).csv", rows: 1, bytes: 1,
                        preview: TablePreview(columns: [], rows: [], rowCount: 1))))
        }
        story.ends(written: ["a.csv", "b b.csv", "c.csv"])
        #expect(
            story.lines().suffix(3) == [
                "  wrote b b.csv  1 row 1B", "  wrote a.csv  1 row 1B", "  wrote c.csv  1 row 1B",
            ])
    }
}
