import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite struct HeaderTests {
    private func grid(_ model: RunModel, _ width: Int, _ glyphs: Glyphs = .unicode, isStopping: Bool = false) -> Grid {
        var canvas = Canvas(size: Size(width: width, height: 1), theme: .plain, glyphs: glyphs)
        let scene = Scene(model: model, now: model.time)
        Header.draw(on: &canvas, scene, RunStateWord(model, isStopping: isStopping))
        return canvas.grid
    }

    private func text(_ model: RunModel, _ width: Int, isStopping: Bool = false) -> String {
        grid(model, width, isStopping: isStopping).lines[0]
    }

    /// Least wanted first.
    private static let parts = [
        "cpu 150%", "rows/s", "rss 125MiB", "steps/s", "ETA ~", "data 32.2MiB/128MiB", "█", "3.0s", "delays",
        "▶ running",
        "17/20",
    ]

    @Test func theLeastWantedGoesFirst() {
        let model = RunModel(DemoStory.midRun())
        var shown = Self.parts.count
        for width in (10...200).reversed() {
            let line = text(model, width)
            let found = Self.parts.map { line.contains($0) }
            // What is shown is the end of the list, and it only ever shrinks.
            #expect(found == Self.parts.indices.map { $0 >= Self.parts.count - found.count { $0 } })
            #expect(found.count { $0 } <= shown)
            shown = found.count { $0 }
        }
        #expect(shown == 1)
        #expect(Self.parts.allSatisfy { text(model, 200).contains($0) })
    }

    @Test func nothingIsCutWhileSomethingLessWantedIsShown() {
        let model = RunModel(DemoStory.midRun())
        for width in 10...200 { #expect(!text(model, width).contains("…")) }
    }

    @Test func failuresAreNeverLeftOut() {
        let model = RunModel(DemoStory.failed())
        for width in 12...200 { #expect(text(model, width).contains("✖1")) }
    }

    @Test func aLongOrWideNameLeavesRoomForTheRest() {
        var events = DemoStory.midRun()
        for name in [String(repeating: "long", count: 50), String(repeating: "東京", count: 50), "a\u{1B}👍🏽⟕"] {
            guard case .runStarted(var run) = events[0].kind else { return }
            run.plan = name
            events[0].kind = .runStarted(run)
            for glyphs in [Glyphs.unicode, .ascii] {
                let grid = grid(RunModel(events), 80, glyphs)
                #expect(grid.fault == nil)
                #expect(grid.lines[0].contains("running 17/20"))
                #expect(grid.lines[0].contains("3.0s"))
            }
        }
    }

    @Test func theBarIsFullAsFarAsTheRunIs() {
        let begun = grid(RunModel(DemoStory.begun()), 80)
        #expect(begun.columns(of: "█", row: 0).isEmpty && !begun.columns(of: "░", row: 0).isEmpty)
        let ended = grid(RunModel(DemoStory.finished()), 80)
        #expect(!ended.columns(of: "█", row: 0).isEmpty && ended.columns(of: "░", row: 0).isEmpty)
    }

    @Test func theStateIsAWord() {
        var model = RunModel()
        #expect(text(model, 80).contains("starting"))
        model = RunModel(DemoStory.midRun())
        #expect(text(model, 80, isStopping: true).contains("stopping"))
        model.receive(RunEvent(sequence: 0, time: 0, kind: .runPaused))
        #expect(text(model, 80).contains("⏸ paused"))
        model.receive(RunEvent(sequence: 0, time: 0, kind: .runHeld(failed: 1)))
        #expect(text(model, 80).contains("held: r retries, q ends"))
        #expect(text(RunModel(DemoStory.failed()), 80).contains("✖ FAILED"))
        #expect(text(RunModel(DemoStory.finished()), 80).contains("✔ succeeded 20/20"))
    }
}
