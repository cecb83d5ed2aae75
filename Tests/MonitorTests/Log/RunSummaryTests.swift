import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct RunSummaryTests {
    private func text(_ story: Story, width: Int = 80) -> String {
        story.told(to: RunSummary(paint: Paint(isOn: false), width: width)).output
    }

    private func result(_ output: String, _ target: String?, rows: Int, cells: [[String?]] = []) -> RunEvent.Kind {
        let preview = TablePreview(
            columns: [.init(name: "n", type: "int64", nullCount: 0)], rows: cells, rowCount: rows)
        return .resultCollected(
            ResultCollected(output: output, target: target, rows: rows, bytes: 2_048, preview: preview))
    }

    @Test func whatIsKeptNowhereElseIsShownAndTheRestIsNamed() {
        var story = Story()
        story.happens(result("delays", "out/delays.parquet", rows: 9))
        story.happens(result("top", nil, rows: 2, cells: [["1"], ["22"]]))
        story.happens(.logLine(nil, "done"), after: 2 * Story.second)
        story.ends(written: ["out/delays.parquet"])
        #expect(
            text(story) == """

                top: 2 rows, 1 column
                     n
                 int64
                ───────
                     1
                    22

                delays succeeded: 3 steps in 2.0s, peak memory 812MiB (data 640MiB)
                  wrote out/delays.parquet  9 rows 2KiB
                  shown top  2 rows 2KiB

                """)
    }

    @Test func aFailedRunSaysWhatWasNotWritten() {
        var story = Story()
        story.happens(result("delays", "out/delays.parquet", rows: 9))
        story.ends(.failed, finished: 1, failed: 1, skipped: 1)
        let lines = text(story).split(separator: "\n")
        #expect(lines[0].hasPrefix("delays failed: 1 of 3 steps, 1 failed, 1 skipped in 0µs"))
        #expect(lines[1] == "  not written: out/delays.parquet  9 rows 2KiB")
    }

    @Test func onlyTheFirstRowsStayInTheScrollback() {
        var story = Story()
        story.happens(result("top", nil, rows: 99, cells: (1...50).map { ["\($0)"] }))
        story.ends()
        let lines = text(story).split(separator: "\n")
        #expect(lines.contains("    10") && !lines.contains("    11"))
        #expect(lines.contains { $0.contains("89 more rows") })
    }

    @Test func namesControlNothing() {
        var story = Story(plan: "a\u{1B}[2Jb")
        story.happens(result("top\r", "x\u{7}", rows: 1))
        story.ends()
        #expect(text(story).unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) })
    }

    @Test func nothingIsSaidBeforeTheEnd() {
        #expect(text(Story()) == "")
    }
}
