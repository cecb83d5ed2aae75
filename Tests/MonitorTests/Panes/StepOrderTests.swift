import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct StepOrderTests {
    /// One step in each phase, and two that run: the later one by number has run longer.
    private func model() -> RunModel {
        let labels = [
            "read z", "cached", "failed", "cancelled", "skipped", "waiting", "ready", "running", "retrying",
            "running too",
        ]
        var run = DemoRun(labels.map { ($0, $0 == "skipped" ? [2] : []) })
        func worker(_ step: Int) -> WorkerID { WorkerID(.thread, step + 1) }
        run.starts(9, on: worker(9), at: 0)
        run.starts(0, on: worker(0), at: 1)
        run.finishes(0, at: 21, rows: 70)
        run.happens(.stepCached(StepID(1)))
        run.starts(2, on: worker(2), at: 25)
        run.fails(2, "no", at: 28)
        run.happens(.stepSkipped(StepID(4), cause: StepID(2)))
        run.starts(3, on: worker(3), at: 30)
        run.happens(.stepCancelled(StepID(3)), at: 40)
        run.happens(.stepReady(StepID(6)))
        run.starts(8, on: worker(8), at: 41)
        run.happens(.stepRetried(StepID(8), attempt: 1, delay: 4), at: 43)
        run.starts(7, on: worker(7), at: 45)
        run.happens(.stepProgressed(StepID(7), rows: 90), at: 50)
        return run.model
    }

    private func rows(_ change: (inout StepOrder) -> Void) -> [Int32] {
        var order = StepOrder()
        change(&order)
        let model = model()
        return Array(order.rows(of: model, matches: order.matches(in: model), names: StepOrder.byName(model)))
    }

    @Test func failedComesFirstThenWhatRunsLongestThenWhatWaitsThenWhatIsDone() {
        #expect(rows { _ in } == [2, 9, 7, 8, 6, 5, 0, 1, 3, 4])
    }

    @Test func stepsAreSortedByPlanNameTimeRowsAndSizeAndEqualsStayInPlanOrder() {
        #expect(rows { $0.sort = .plan } == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(rows { $0.sort = .name } == [1, 3, 2, 0, 6, 8, 7, 9, 4, 5])
        // 50, 20, 10, 6 with the delay, 5, 3; the others have not begun.
        #expect(rows { $0.sort = .duration } == [9, 0, 3, 8, 7, 2, 1, 4, 5, 6])
        #expect(rows { $0.sort = .rows } == [7, 0, 1, 2, 3, 4, 5, 6, 8, 9])
        #expect(rows { $0.sort = .size } == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test func anOrderCanBeReversed() {
        for sort in StepOrder.Sort.allCases {
            let forwards = rows { $0.sort = sort }
            let backwards = rows {
                $0.sort = sort
                $0.isReversed = true
            }
            #expect(backwards == forwards.reversed())
        }
    }

    @Test(
        arguments: [
            (.all, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), (.failed, [2, 3, 4]), (.active, [6, 7, 8, 9]), (.waiting, [5]),
            (.done, [0, 1]),
        ] as [(StepOrder.Filter, [Int32])])
    func aFilterShowsSomePhases(filter: StepOrder.Filter, expected: [Int32]) {
        let found = rows {
            $0.filter = filter
            $0.sort = .plan
        }
        #expect(found == expected)
    }

    @Test func everyPhaseIsInOneFilterBesideAll() {
        for phase in StepRecord.Phase.allCases {
            #expect(StepOrder.Filter.allCases.filter { $0 != .all && $0.admits(phase) }.count == 1)
            #expect(StepOrder.Filter.all.admits(phase))
        }
    }

    @Test func aSearchAndAFilterBothApply() {
        #expect(rows { $0.search = FuzzyPattern("run") } == [9, 7])
        let found = rows {
            $0.search = FuzzyPattern("c")
            $0.filter = .done
        }
        #expect(found == [1])
        #expect(rows { $0.search = FuzzyPattern("nothing like it") } == [])
    }

    @Test func aSearchTypedBeforeTheRunFindsItsStepsOnceItHasBegun() {
        var pane = StepsPane()
        let empty = Scene(model: RunModel(), now: 0)
        _ = pane.lines(empty, 80, 10)
        for key in "/read" { _ = pane.press(.character(key), empty) }
        _ = pane.lines(empty, 80, 10)
        _ = pane.lines(Scene(model: model(), now: 60), 80, 10)
        #expect(pane.rows == [6, 0])
    }

    @Test func whatASearchFoundIsMarkedInTheCellsWhereItStands() {
        let run = DemoRun([("東\u{1B}👍🏽京x", [])])
        var pane = StepsPane()
        for key in "/x" { _ = pane.press(.character(key), run.scene()) }
        let grid = pane.grid(run.scene(), 80, 10)
        let x = grid.columns(of: "x", row: 1)
        #expect(x == [15])
        let marked = (3..<16).filter { grid[$0, 1].style != grid[3, 1].style }
        #expect(marked == x)
    }
}
