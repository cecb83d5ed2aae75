import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct CriticalStepsTests {
    /// The steps on the longest way.
    private func critical(_ run: DemoRun) -> [Int] {
        let marks = run.model.criticalSteps(at: run.time)
        return marks.indices.filter { marks[$0] }
    }

    private func forked() -> DemoRun {
        DemoRun([("read a", []), ("b", [0]), ("c", [1]), ("read d", []), ("e", [3, 2])])
    }

    @Test func beforeAnythingIsKnownEachStepCountsTheSame() {
        #expect(critical(forked()) == [0, 1, 2, 4])
        #expect(critical(DemoRun([])) == [])
    }

    @Test func whatTookLongIsOnTheWay() {
        var run = forked()
        let t1 = WorkerID(.thread, 1)
        for (step, start, end) in [(0, 0, 100), (1, 100, 110), (2, 110, 120)] as [(Int, UInt64, UInt64)] {
            run.starts(step, on: t1, at: start)
            run.finishes(step, at: end)
        }
        // Reads are taken to need 100, the others 10.
        #expect(critical(run) == [0, 1, 2, 4])
        run.starts(3, on: t1, at: 120)
        run.finishes(3, at: 241)
        #expect(critical(run) == [3, 4])
    }

    @Test func whatRunsGrowsOntoIt() {
        var run = DemoRun([("read a", []), ("read b", [])])
        run.starts(1, on: WorkerID(.thread, 1), at: 0)
        #expect(run.model.criticalSteps(at: 5) == [false, true])
    }

    @Test func aLongChainIsNoDanger() {
        let count = 100_000
        let run = DemoRun((0..<count).map { ("step \($0)", $0 == 0 ? [] : [$0 - 1]) })
        #expect(critical(run).count == count)
    }
}
