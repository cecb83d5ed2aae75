import Events
import Plan
import Testing

@testable import Monitor

@Suite struct GraphPaneTests {
    private let size = Size(width: 80, height: 24)

    private func pane(_ scene: Scene) -> GraphPane {
        var pane = GraphPane()
        pane.prepare(for: scene, size: size)
        return pane
    }

    @Test func movesAlongEdgesAndWithinLayers() {
        let run = DemoRun.demo()
        var pane = pane(run.scene(focus: 12))
        #expect(pane.press(.right, run.scene(focus: 12)) == [.focus(StepID(13))])
        #expect(pane.press(.character("h"), run.scene(focus: 12)) == [.focus(StepID(1))])
        #expect(pane.press(.left, run.scene(focus: 0)) == [])
        let layer = pane.picture?.layout.layers[0] ?? []
        #expect(pane.press(.character("j"), run.scene(focus: layer[0])) == [.focus(StepID(layer[1]))])
        #expect(pane.press(.up, run.scene(focus: layer[1])) == [.focus(StepID(layer[0]))])
        #expect(pane.press(.up, run.scene(focus: layer[0])) == [])
        #expect(pane.press(.enter, run.scene(focus: 3)) == [.openDetail])
    }

    @Test func theFirstMoveGoesToWhatRuns() {
        let run = DemoRun.demo()
        var pane = pane(run.scene())
        #expect(pane.press(.right, run.scene()) == [.focus(StepID(12))])
        #expect(pane.press(.enter, run.scene()) == [])
    }

    @Test func followsWhatHasRunLongestUntilTheUserLeads() {
        let run = DemoRun.demo()
        var pane = pane(run.scene(focus: 0))
        _ = pane.press(.character("f"), run.scene(focus: 0))
        #expect(pane.focus(in: run.scene(focus: 0)) == StepID(12))
        #expect(pane.press(.enter, run.scene(focus: 0)) == [.focus(StepID(12)), .openDetail])
        #expect(pane.press(.right, run.scene(focus: 0)) == [.focus(StepID(13))])
        #expect(!pane.follows)
    }

    @Test func aPressSelectsWhatIsSeenThere() throws {
        let run = DemoRun.demo()
        let scene = run.scene(focus: 0)
        var pane = GraphPane()
        let lines = pane.lines(scene, 80, 24)
        let y = try #require(lines.firstIndex { $0.contains("read planes") })
        #expect(pane.press(.mouse(.init(.press, at: Point(x: 5, y: y))), scene) == [.focus(StepID(2))])
        #expect(
            pane.press(.mouse(.init(.doubleClick, at: Point(x: 5, y: y))), scene) == [.focus(StepID(2)), .openDetail])
        #expect(pane.press(.mouse(.init(.press, at: Point(x: 5, y: 0))), scene) == [])
    }

    @Test func theFocusIsAlwaysSeen() {
        let run = DemoRun.demo()
        for (width, height) in [(40, 10), (80, 24), (200, 60), (20, 5)] {
            for glyphs in [Glyphs.unicode, .ascii] {
                var pane = GraphPane()
                for step in DemoRun.demoSteps.indices {
                    let lines = pane.lines(run.scene(focus: step), width, height, glyphs)
                    #expect(lines.contains { $0.contains(glyphs.isUnicode ? "║" : "#") || $0.contains("╢") })
                    #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
                }
            }
        }
    }

    @Test func statesAndTheCriticalPathAreToldWithoutColour() {
        let text = DemoRun.demo().scene(now: 800_000_000, focus: 12)
        var pane = GraphPane()
        let lines = pane.lines(text, 80, 24)
        #expect(lines.contains { $0.contains("✔ read flights ◆├━") })
        #expect(lines.contains { $0.contains("┤✖ temp__mean_imputed") })
        #expect(lines.contains { $0.contains("▶ join flights⟕airlines  360ms · p1") })
    }

    @Test func aLargePlanIsShownAroundTheFocus() {
        let count = 30_000
        let run = DemoRun((0..<count).map { ("step \($0)", $0 < 10 ? [] : [$0 - 10]) })
        var pane = GraphPane()
        let lines = pane.lines(run.scene(focus: 20_000), 80, 24)
        #expect(pane.picture?.steps.count == GraphPicture.neighbourhoodLimit)
        #expect(lines.last == " showing 300 of 30000 steps around step 20000")
        #expect(lines.contains { $0.contains("step 20000") })
        // The picture stays while all around the focus is in it.
        _ = pane.lines(run.scene(focus: 20_010), 80, 24)
        #expect(pane.picture?.centre == 20_000)
        _ = pane.lines(run.scene(focus: 7), 80, 24)
        #expect(pane.picture?.centre == 7)
        #expect(pane.picture?.node(of: 20_000) == nil)
    }

    @Test func aStepThatAllDependOnIsShownToo() {
        let run = DemoRun((0..<20_000).map { ("step \($0)", $0 == 0 ? [] : [0]) })
        var pane = GraphPane()
        #expect(pane.lines(run.scene(focus: 0), 80, 24).last?.hasPrefix(" showing 300 of 20000 steps") == true)
        #expect(pane.lines(run.scene(focus: 15_000), 80, 24).contains { $0.contains("step 15000") })
    }

    @Test func nothingIsDrawnOfNothing() {
        let run = DemoRun.demo()
        for scene in [Scene(model: RunModel(), now: 0), DemoRun([]).scene(focus: 3), run.scene(focus: 99), run.scene()]
        {
            for (width, height) in [(0, 0), (1, 1), (20, 5), (3, 2), (200, 1), (1, 60)] {
                var pane = GraphPane()
                #expect(pane.lines(scene, width, height).count == height)
                for key in [
                    Key.left, .down, .character("c"), .character("z"), .character("f"), .pageDown, .enter,
                    .character("L"),
                ] {
                    _ = pane.press(key, scene, Size(width: width, height: height))
                    _ = pane.lines(scene, width, height, .ascii)
                }
            }
        }
    }
}
