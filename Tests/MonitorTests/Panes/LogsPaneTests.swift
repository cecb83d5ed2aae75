import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite struct LogsPaneTests {
    private let size = Size(width: 80, height: 6)

    /// Lines `line 0` to `line 19`, in turn of two steps.
    private func story(_ count: Int = 20) -> Story {
        var story = Story()
        for number in 0..<count {
            story.happens(.logLine(StepID(number % 2), "line \(number)"), after: Story.second)
        }
        return story
    }

    private func scene(_ story: Story, focus: StepID? = nil) -> Scene {
        let model = RunModel(story.events)
        return Scene(model: model, now: model.time, focus: focus)
    }

    private func shown(_ pane: inout LogsPane, _ scene: Scene) -> [String] {
        pane.lines(scene, size.width, size.height).dropLast().compactMap { line in
            line.firstRange(of: "line ").map { String(line[$0.lowerBound...]) }
        }
    }

    @Test func itFollowsTheNewestLineUntilOneGoesUp() {
        var pane = LogsPane()
        var story = story()
        #expect(shown(&pane, scene(story)) == (15..<20).map { "line \($0)" })
        _ = pane.press(.up, scene(story), size)
        story.happens(.logLine(nil, "line 20"))
        #expect(shown(&pane, scene(story)).last == "line 19")
        #expect(pane.lines(scene(story), 80, 6).last == " all steps · 21 lines · f follows")
        _ = pane.press(.end, scene(story), size)
        story.happens(.logLine(nil, "line 21"))
        #expect(shown(&pane, scene(story)).last == "line 21")
        #expect(pane.lines(scene(story), 80, 6).last == " all steps · 22 lines · following")
    }

    @Test func fStaysAndFollowsAgain() {
        var pane = LogsPane()
        var story = story()
        _ = shown(&pane, scene(story))
        _ = pane.press(.character("f"), scene(story), size)
        story.happens(.logLine(nil, "line 20"))
        #expect(shown(&pane, scene(story)).last == "line 19")
        _ = pane.press(.character("f"), scene(story), size)
        #expect(shown(&pane, scene(story)).last == "line 20")
    }

    @Test func aSearchKeepsTheLinesThatHoldIt() {
        var pane = LogsPane()
        let scene = scene(story())
        for key in "/LINE 1" { _ = pane.press(.character(key), scene, size) }
        #expect(pane.isTyping)
        #expect(pane.lines(scene, 80, 6).last == "/LINE 1█ 11 lines")
        _ = pane.press(.enter, scene, size)
        #expect(!pane.isTyping)
        #expect(shown(&pane, scene) == (15..<20).map { "line \($0)" })
        _ = pane.press(.home, scene, size)
        #expect(shown(&pane, scene) == ["line 1", "line 10", "line 11", "line 12", "line 13"])
        _ = pane.press(.escape, scene, size)
        #expect(pane.lines(scene, 80, 6).last?.contains("20 lines") == true)
        for key in "/nothing" { _ = pane.press(.character(key), scene, size) }
        #expect(pane.lines(scene, 80, 6).first == " no line has “nothing”")
    }

    @Test func theLinesOfOneStepAloneAreShownUntilAllAreAskedFor() {
        var pane = LogsPane()
        let scene = scene(story(), focus: StepID(1))
        pane.show(only: StepID(0))
        #expect(shown(&pane, scene) == [10, 12, 14, 16, 18].map { "line \($0)" })
        #expect(pane.lines(scene, 80, 6).last == " only read flights · 10 lines · following")
        _ = pane.press(.character("a"), scene, size)
        #expect(shown(&pane, scene).last == "line 19")
        _ = pane.press(.character("o"), scene, size)
        #expect(shown(&pane, scene) == [11, 13, 15, 17, 19].map { "line \($0)" })
        _ = pane.press(.escape, scene, size)
        pane.show(only: StepID(2))
        #expect(pane.lines(scene, 80, 6).first == " this step has said nothing")
    }

    @Test func whatWasLetGoIsCountedAndTheCursorStaysOnItsLine() {
        var pane = LogsPane()
        var model = RunModel()
        for number in 0..<LogModel.limit { model.log.append(.info, nil, "line \(number)", at: 0) }
        _ = shown(&pane, Scene(model: model, now: 0))
        for key in [Key.pageUp, .pageUp, .up] { _ = pane.press(key, Scene(model: model, now: 0), size) }
        let before = shown(&pane, Scene(model: model, now: 0))
        for number in 0..<100 { model.log.append(.info, nil, "line \(LogModel.limit + number)", at: 0) }
        let scene = Scene(model: model, now: 0)
        #expect(shown(&pane, scene) == before)
        #expect(pane.lines(scene, 80, 6).last == " all steps · 20000 lines, 100 older cut · f follows")
    }

    @Test func longLinesAreShiftedByCells() {
        var pane = LogsPane()
        var story = Story()
        story.happens(.logLine(nil, "0123456789東京都庁x"))
        story.happens(.logLine(nil, "0123456789ab"))
        let scene = scene(story)
        func texts() -> [String] { pane.lines(scene, 40, 4).prefix(2).map { String($0.drop { $0 == " " }) } }
        _ = pane.press(.right, scene, size)
        #expect(texts() == ["89東京都庁x", "89ab"])
        _ = pane.press(.right, scene, size)
        #expect(texts() == ["庁x", ""])
        for _ in 0..<3 { _ = pane.press(.left, scene, size) }
        #expect(texts().last == "0123456789ab")
    }

    @Test func enterGoesToTheStepOfALineAndYCopiesIt() {
        var pane = LogsPane()
        let scene = scene(story())
        _ = shown(&pane, scene)
        #expect(pane.press(.enter, scene, size) == [.focus(StepID(1)), .openDetail])
        #expect(pane.press(.character("y"), scene, size) == [.copy("line 19", of: "line")])
    }

    @Test func aRecordingThatGoesBackForgetsItsLines() {
        var pane = LogsPane()
        _ = shown(&pane, scene(story(20)))
        #expect(shown(&pane, scene(story(3))) == ["line 0", "line 1", "line 2"])
        #expect(pane.lines(Scene(model: RunModel(), now: 0), 80, 6).first == " nothing has been said yet")
    }
}
