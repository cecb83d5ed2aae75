import Events
import Monitor
import Plan
import Testing
import Themes

/// What keys lead to, seen on the screen and by what the engine is asked.
@Suite struct MonitorTests {
    private func step(_ label: String, in events: [RunEvent]) throws -> StepID {
        guard case .runStarted(let run) = events.first?.kind else { throw CancellationError() }
        return StepID(try #require(run.steps.firstIndex { $0.label == label }))
    }

    @Test func numbersOpenThePanes() {
        let driver = MonitorDriver(DemoStory.midRun())
        for (key, expected) in [("2", "Graph"), ("3", "Timeline"), ("6", "Logs"), ("1", "Steps")] {
            driver.type(key)
            let grid = driver.draw()
            let tabs = grid.lines[1]
            let start = tabs.distance(
                from: tabs.startIndex, to: tabs.firstRange(of: expected)?.lowerBound ?? tabs.endIndex)
            #expect(grid[start, 1].style.modifiers.contains(.reverse))
        }
    }

    @Test func runningStepsStandAboveWaitingAndDone() {
        let lines = MonitorDriver(DemoStory.midRun()).lines
        let states = lines.dropFirst(3).compactMap { line in
            ["running", "ready", "waiting", "done"].first { line.contains(" \($0) ") }
        }
        let order = ["running", "ready", "waiting", "done"]
        let ranks = states.compactMap(order.firstIndex)
        #expect(ranks == ranks.sorted())
        #expect(Set(states).isSuperset(of: ["running", "waiting", "done"]))
    }

    @Test func failedStepsStandFirstAndTheErrorStaysInSightInEveryPane() {
        let driver = MonitorDriver(DemoStory.failed())
        #expect(driver.lines[4].contains("failed"))
        for key in "1234567" {
            driver.type(String(key))
            #expect(driver.lines[2].contains("✖ join flights⟕airlines⟕planes"))
        }
    }

    @Test func pauseAndResumeAskTheEngine() {
        let driver = MonitorDriver(DemoStory.midRun())
        driver.type("p")
        driver.feed.happens(.runPaused)
        driver.update()
        #expect(driver.lines[0].contains("paused"))
        driver.type("p")
        #expect(driver.calls == [.pause, .resume])
    }

    @Test func cancellingAsksFirstAndSaysWhatElseGoes() throws {
        let events = DemoStory.midRun()
        let driver = MonitorDriver(events)
        driver.type("gx")
        #expect(driver.text.contains("Cancel “"))
        driver.type("n")
        #expect(driver.calls.isEmpty)
        driver.type("xy")
        #expect(driver.calls.count == 1)
        guard case .cancel = driver.calls.first else {
            Issue.record("asked for \(driver.calls)")
            return
        }
    }

    @Test func retryTellsItsPriceBeforeItIsConfirmed() throws {
        var events = DemoStory.failed()
        let failed = try step("join flights⟕airlines⟕planes", in: events)
        if case .runFinished = events.last?.kind { events.removeLast() }
        let driver = MonitorDriver(events)
        driver.type("r")
        #expect(driver.text.contains("Retry “join flights⟕airlines⟕planes”?"))
        #expect(driver.text.contains("recomputes") || driver.text.contains("recompute"))
        driver.type("y")
        #expect(driver.calls == [.retry(failed)])
    }

    @Test func leavingARunThatGoesOnAsksAndThenStopsItGracefully() {
        let driver = MonitorDriver(DemoStory.midRun())
        driver.type("q")
        #expect(driver.text.contains("Stop it and leave?"))
        driver.type("\u{1B}")
        #expect(driver.calls.isEmpty && !driver.effects.contains(.end))
        driver.type("qy")
        #expect(driver.calls == [.stop(gracefully: true)])
        #expect(!driver.effects.contains(.end))
        driver.feed.happens(
            .runFinished(
                RunFinished(
                    outcome: .cancelled, finished: 3, failed: 0, skipped: 17, cancelled: 0, duration: 1,
                    peakPoolBytes: 0,
                    peakResidentBytes: 0, written: [])))
        driver.update()
        #expect(driver.effects.contains(.end))
    }

    @Test func aFinishedRunStaysUntilTheUserLeaves() {
        let driver = MonitorDriver(DemoStory.finished())
        #expect(!driver.effects.contains(.end))
        #expect(driver.lines[0].contains("succeeded"))
        driver.type("q")
        #expect(driver.effects.contains(.end))
    }

    @Test func anInterruptionIsSaidAndLeavesWithTheRun() {
        let driver = MonitorDriver(DemoStory.midRun())
        driver.stops.append(StopRequest(cause: "interrupted", isGraceful: true, hint: "Ctrl-C again: stop at once"))
        driver.update()
        #expect(
            driver.text.contains("interrupted; waiting for join flights⟕airlines⟕planes (Ctrl-C again: stop at once)"))
        #expect(driver.lines[0].contains("stopping"))
    }

    @Test func searchingNarrowsTheListAndEscapeShowsAllAgain() {
        let driver = MonitorDriver(DemoStory.midRun())
        driver.type("/wrt dl")
        #expect(driver.text.contains("write delays"))
        #expect(!driver.text.contains("read flights"))
        #expect(driver.text.contains("1 of 20"))
        driver.type("\n\u{1B}")
        #expect(driver.text.contains("read flights"))
    }

    @Test func keysThatAreTypedIntoASearchDoNothingElse() {
        let driver = MonitorDriver(DemoStory.midRun())
        driver.type("/q?:123p")
        #expect(driver.text.contains("/q?:123p"))
        #expect(driver.calls.isEmpty && !driver.effects.contains(.end))
    }

    @Test func thePaletteFindsCommandsByTheirLetters() {
        let driver = MonitorDriver(DemoStory.midRun())
        driver.type(":pause\n")
        #expect(driver.calls == [.pause])
        driver.type(":timel\n")
        #expect(driver.text.contains("t1"))
        driver.type(":break at 512MiB\n")
        #expect(driver.calls.last == .setBreakpoints([.memory(over: 512 << 20)]))
        driver.type(":break on drop of planes\n")
        #expect(driver.calls.last == .setBreakpoints([.memory(over: 512 << 20), .dropped(DatasetID(2))]))
    }

    @Test func theThemePickerShowsAThemeAtOnceAndEscapeGoesBack() {
        let driver = MonitorDriver(DemoStory.midRun())
        func hasBold() -> Bool { driver.draw().cells.contains { $0.style.modifiers.contains(.bold) } }
        #expect(hasBold())
        driver.type("t")
        driver.press(.down)
        #expect(!hasBold())
        driver.press(.escape)
        #expect(hasBold())
        driver.type("t")
        driver.press(.down, .enter)
        #expect(!hasBold())
    }

    @Test func theSelectionStaysOnItsStepWhileRowsMove() throws {
        let events = DemoStory.midRun()
        let driver = MonitorDriver(events)
        driver.type("jjj")
        let line = try #require(driver.selectedLine)
        let name = String(line.dropFirst(3).prefix(12))
        driver.feed.happens(.stepFailed(StepID(0), StepFailure(message: "gone")))
        driver.update()
        #expect(driver.selectedLine?.contains(name) ?? false)
    }

    @Test func copyingHandsTheTextToTheTerminal() {
        let driver = MonitorDriver(DemoStory.failed())
        driver.type("g\ny")
        #expect(
            driver.effects.contains { effect in
                if case .copy(let text) = effect { text.contains("join flights⟕airlines⟕planes") } else { false }
            })
    }

    @Test(arguments: [(0, 0), (1, 1), (20, 5), (5, 20), (3, 3), (300, 2), (2, 200)])
    func everyPaneDrawsAtAnySize(width: Int, height: Int) {
        for events in [[], DemoStory.midRun(), DemoStory.failed(), DemoStory.finished()] {
            let driver = MonitorDriver(events, width: width, height: height)
            for key in "1234567" {
                driver.type(String(key))
                driver.type("jkGg\n\u{1B}l h")
                #expect(driver.draw().size == Size(width: width, height: height))
            }
            driver.type("?jj\u{1B}:abc\u{1B}tj\u{1B}")
        }
    }
}
