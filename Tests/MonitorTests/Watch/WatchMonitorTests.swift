import Events
import Monitor
import Plan
import Testing
import Themes

/// What the monitor of a watch shows, and what keys lead to.
@Suite struct WatchMonitorTests {
    @Test func theRunningPlanIsShownUntilTheUserChoosesAnother() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.run("delays.yaml", DemoStory.midRun())
        #expect(driver.lines[1].contains("delays"))
        driver.source.show(DemoPlans.entries(running: "routes.yaml"))
        driver.update()
        #expect(driver.style(of: "routes.yaml")?.modifiers.contains(.reverse) == true)
        driver.type("[")
        #expect(driver.style(of: "late.yaml")?.modifiers.contains(.reverse) == true)
        driver.source.show(DemoPlans.entries(running: "delays.yaml"))
        driver.update()
        #expect(driver.style(of: "late.yaml")?.modifiers.contains(.reverse) == true)
    }

    @Test func bracketsWalkThroughThePlansAndAround() {
        let driver = WatchDriver(DemoPlans.entries(running: "none"))
        var shown: [String] = []
        for _ in 0..<6 {
            shown += DemoPlans.entries().map(\.name).filter {
                driver.style(of: $0)?.modifiers.contains(.reverse) == true
            }
            driver.type("]")
        }
        #expect(
            shown == ["arrivals.yaml", "broken.yaml", "delays.yaml", "late.yaml", "routes.yaml", "arrivals.yaml"])
        driver.type("[[")
        #expect(driver.style(of: "routes.yaml")?.modifiers.contains(.reverse) == true)
    }

    @Test func theListTellsEveryPlansStateAndEnterShowsOne() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.type("w")
        for (name, state) in [
            ("✔ arrivals.yaml", "current"), ("! broken.yaml", "invalid"), ("▶ delays.yaml", "running"),
            ("✖ late.yaml", "failed"), ("○ routes.yaml", "stale"),
        ] {
            #expect(driver.lines.dropFirst().contains { $0.contains(name) && $0.contains(state) }, "\(driver.text)")
        }
        driver.type("G")
        driver.press(.enter)
        #expect(driver.style(of: "routes.yaml")?.modifiers.contains(.reverse) == true)
        driver.type("w")
        driver.press(.home, .escape)
        #expect(driver.style(of: "routes.yaml")?.modifiers.contains(.reverse) == true)
    }

    @Test func whereAPlanIsGoneAnotherIsShown() {
        let driver = WatchDriver(DemoPlans.entries(running: "none"))
        driver.type("]]")
        driver.source.show(DemoPlans.entries(running: "none").filter { $0.name != "delays.yaml" })
        driver.update()
        #expect(driver.style(of: "arrivals.yaml")?.modifiers.contains(.reverse) == true)
        driver.source.show([])
        driver.update()
        #expect(driver.lines[0] == " plans")
        driver.type("q")
        #expect(driver.actions == [.leave] && driver.effects.last == .end)
    }

    @Test func anErrorStaysAboveItsPlanAndTheEditorOpensAtItsLine() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.type("[")
        #expect(driver.lines[1].hasPrefix(" plans/broken.yaml:3:74: error: no source or group has a column 'amont'"))
        #expect(driver.lines[1].hasSuffix(" e edit"))
        driver.type("e")
        #expect(
            driver.effects.last == .edit(SourcePosition(file: "plans/broken.yaml", line: 3, column: 74)))
        // The last good run stays below it.
        driver.run("broken.yaml", DemoStory.finished())
        #expect(driver.lines[1].contains("broken.yaml:3:74") && driver.lines[3].contains("succeeded"))
        driver.source.show(
            DemoPlans.entries().map { PlanEntry(name: $0.name, state: .current, file: $0.file) })
        driver.update()
        #expect(driver.lines[1].contains("succeeded"))
    }

    @Test func withoutAnErrorTheEditorOpensThePlan() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.type("e")
        #expect(driver.effects.last == .edit(SourcePosition(file: "/data/plans/delays.yaml", line: 1, column: 1)))
    }

    @Test func anEditorThatDoesNotStartIsSaid() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.monitor.effectFailed("the editor 'vo' ended with status 127", at: driver.now)
        #expect(driver.monitor.needsDrawing)
        #expect(driver.lines[1] == " the editor 'vo' ended with status 127")
    }

    @Test func whatTheWatchSaysStandsBelowThePlans() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.source.show(notice: "delays.yaml  1 changed: twice; 1 follow")
        driver.update()
        #expect(driver.lines[1] == " delays.yaml  1 changed: twice; 1 follow")
        #expect(driver.style(of: "delays.yaml", line: 1) == Theme.plain[.warning])
    }

    @Test func keysOfTheWatchAreTextWhereTextIsTyped() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.run("delays.yaml", DemoStory.midRun())
        driver.type("/we[R]q")
        #expect(driver.text.contains("/we[R]q"))
        #expect(driver.actions == [] && !driver.effects.contains { if case .edit = $0 { true } else { false } })
    }

    @Test func aPlanIsRunAgainWhenAskedFor() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.type("R")
        #expect(driver.actions == [.run(plan: "delays.yaml")])
    }

    @Test func leavingARunThatGoesOnStopsItFirst() {
        let driver = WatchDriver(DemoPlans.entries())
        let run = driver.run("delays.yaml", DemoStory.midRun())
        driver.type("q")
        #expect(driver.text.contains("Stop it and leave?") && driver.actions == [])
        driver.type("y")
        #expect(run.control.calls == [.stop(gracefully: true)])
    }

    @Test func theMouseMeansWhatItPointsAtBelowTheBar() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.run("delays.yaml", DemoStory.midRun())
        let tabs = driver.lines[2]
        let column = tabs.distance(from: tabs.startIndex, to: tabs.firstRange(of: "Graph")?.lowerBound ?? tabs.endIndex)
        driver.press(.mouse(Key.Mouse(.press, at: Point(x: column, y: 2))))
        #expect(driver.style(of: "Graph", line: 2)?.modifiers.contains(.reverse) == true)
        driver.press(.mouse(Key.Mouse(.press, at: Point(x: 3, y: 0))))
        #expect(driver.style(of: "Graph", line: 2)?.modifiers.contains(.reverse) == true)
    }

    @Test func theHelpNamesTheKeysOfThePlans() {
        let driver = WatchDriver(DemoPlans.entries(), height: 60)
        driver.run("delays.yaml", DemoStory.midRun())
        driver.type("?")
        for meaning in ["the plan before, the plan after", "the list of plans", "to the editor, where the error is"] {
            #expect(driver.text.contains(meaning))
        }
    }

    @Test(arguments: [(0, 0), (1, 1), (20, 5), (5, 20), (40, 10), (300, 2), (2, 200)])
    func everySizeCanBeDrawn(width: Int, height: Int) {
        let driver = WatchDriver(DemoPlans.entries(running: "none"), width: width, height: height)
        driver.run("arrivals.yaml", DemoStory.midRun())
        driver.save(.failure(ThemeError("bad", at: SourcePosition(file: "/t/mine.toml", line: 1, column: 1))))
        for _ in 0..<5 {
            driver.type("]wjk\u{71}")
            #expect(driver.draw().size == Size(width: width, height: height))
        }
    }

    // MARK: Themes

    private static let loud = Theme(name: "loud") { _ in Style(modifiers: .underline) }

    @Test func aSavedThemeIsShownAtOnce() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.run("delays.yaml", DemoStory.midRun())
        driver.draw()
        #expect(!driver.monitor.needsDrawing)
        driver.save(.success(Self.loud))
        #expect(driver.monitor.needsDrawing)
        #expect(driver.draw().cells.contains { $0.style.modifiers == .underline })
        #expect(driver.style(of: "plans")?.modifiers == .underline)
    }

    @Test func anInvalidThemeLeavesTheOldOneAndSaysWhere() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.save(.success(Self.loud))
        let place = SourcePosition(file: "/home/me/.config/weir/themes/mine.toml", line: 4, column: 9)
        driver.save(.failure(ThemeError("there is no colour 'blu'; did you mean 'blue'?", at: place)))
        #expect(driver.lines[1].hasPrefix(" theme: mine.toml:4:9: error: there is no colour 'blu'"))
        #expect(driver.style(of: "plans")?.modifiers == .underline)
        driver.type("e")
        #expect(driver.effects.last == .edit(place))
        // An error of the plan comes first.
        driver.type("[")
        #expect(driver.lines[1].contains("broken.yaml:3:74") && driver.lines[3].contains("mine.toml:4:9"))
        driver.type("e")
        #expect(driver.effects.last == .edit(SourcePosition(file: "plans/broken.yaml", line: 3, column: 74)))
        driver.save(.success(.plain))
        #expect(!driver.text.contains("mine.toml"))
        #expect(driver.style(of: "plans")?.modifiers != .underline)
    }

    @Test func aBurstOfChangesReadsTheThemeOnceAndASaveOfTheSameDrawsNothing() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.draw()
        for _ in 0..<10 {
            driver.changes.happened()
            driver.passes(40_000_000)
            #expect(driver.monitor.nextTick(after: driver.now).map { $0 > driver.now } == true)
        }
        driver.passes(60_000_000)
        #expect(!driver.monitor.needsDrawing)
        #expect(driver.monitor.nextTick(after: driver.now) == nil)
    }
}
