import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite struct InlineViewTests {
    private func view(_ events: [RunEvent]) -> InlineView {
        var view = InlineView()
        for event in events { view.receive(event) }
        return view
    }

    private func lines(_ view: InlineView, at now: UInt64, width: Int = 80) -> [String] {
        view.draw(at: now, width: width, theme: .plain, glyphs: .unicode).lines
    }

    @Test func itIsShownWhileTheRunGoesOn() {
        #expect(!InlineView().isShown)
        #expect(view(DemoStory.midRun()).isShown)
        #expect(!view(DemoStory.finished()).isShown)
    }

    @Test func itSaysHowFarTheRunIsAndWhatRuns() {
        let lines = lines(view(DemoStory.midRun()), at: 3_400 * DemoStory.millisecond)
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix(" delays ▶ running 17/20"))
        #expect(lines[1].hasPrefix(" ▶ join flights⟕airlines⟕planes  t1  "))
    }

    @Test func moreThanFourThatRunAreCounted() {
        var run = Story(steps: (1...7).map { "step \($0)" }, groups: [])
        for step in 0..<6 { run.starts(step, on: step + 1, after: Story.second) }
        let lines = lines(view(run.events), at: 7 * Story.second)
        #expect(lines.dropFirst().map { $0.prefix(9) } == [" ▶ step 1", " ▶ step 2", " ▶ step 3", " ▶ step 4"])
        #expect(lines[4] == " ▶ step 4  t4  3.0s and 2 more")
    }

    @Test func whereNothingRunsItSaysSo() {
        #expect(lines(view(Story().events), at: 0)[1] == "   nothing runs")
    }

    @Test(arguments: [1, 2, 10, 20, 40, 80, 300])
    func noLineReachesTheLastColumn(width: Int) {
        var story = Story(steps: ["東京\u{1B}[2J👩‍🚀" + String(repeating: "long", count: 90)])
        story.starts(0)
        let grid = view(story.events).draw(at: 5, width: width, theme: .plain, glyphs: .unicode)
        #expect(grid.size.width == max(1, width - 1))
        #expect(grid.fault == nil)
    }
}
