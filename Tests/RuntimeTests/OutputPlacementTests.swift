import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs: what becomes of written files.
@Suite struct OutputPlacementTests {
    /// `a` → out/x, `b` → out/y
    private func plan() -> (plan: PlanBuilder, a: StepID, b: StepID) {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b")
        plan.write("x", of: a, to: "/out/x.csv")
        plan.write("y", of: b, to: "/out/y.csv")
        return (plan, a, b)
    }

    @Test func allArePutInPlaceTogetherAtTheEnd() {
        let trial = Trial(plan().plan.plan)
        let result = trial.run()
        #expect(trial.files.moves == ["/out/.x.csv.r-2-1.tmp → /out/x.csv", "/out/.y.csv.r-3-1.tmp → /out/y.csv"])
        #expect(trial.files.removed == [])
        #expect(result.summary.written == ["x.csv", "y.csv"])
        #expect(result.outputs.map(\.isPlaced) == [true, true])
    }

    @Test func nothingIsPutInPlaceBeforeTheLastStepHasEnded() {
        let trial = Trial(plan().plan.plan)
        var movesMeanwhile = 0
        for step in 0..<4 {
            trial.framework.on(StepID(step)) { [files = trial.files, framework = trial.framework] step, _, context in
                guard files.moves.isEmpty else { throw FakeError("too early") }
                return framework.product(of: step, context: context)
            }
        }
        movesMeanwhile = trial.run().failures.count
        #expect(movesMeanwhile == 0)
        #expect(trial.files.moves.count == 2)
    }

    @Test func failingFastPlacesNoneAndRemovesAll() {
        let (plan, _, b) = plan()
        let trial = Trial(plan.plan)
        trial.framework.fail(b)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(2)) },
            { workers, _ in workers.finish(b) },
        ])
        #expect(result.outcome == .failed)
        #expect(result.outputs.map(\.result.output) == ["x"])
        #expect(result.outputs.map(\.isPlaced) == [false])
        #expect(trial.files.moves == [])
        #expect(trial.files.removed == ["/out/.x.csv.r-2-1.tmp"])
    }

    @Test func keepGoingPlacesWhatDoesNotDependOnTheFailure() {
        let (plan, _, b) = plan()
        let trial = Trial(plan.plan) { $0.failure = .keepGoing }
        trial.framework.fail(b)
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(trial.files.moves == ["/out/.x.csv.r-2-1.tmp → /out/x.csv"])
        #expect(trial.files.removed == [])
        #expect(result.summary.written == ["x.csv"])
    }

    @Test(arguments: [true, false]) func stoppedRunPlacesNone(_ gracefully: Bool) {
        let trial = Trial(plan().plan.plan) { $0.failure = .keepGoing }
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(2)) },
            { _, control in control.stop(gracefully: gracefully) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(trial.files.moves == [])
        #expect(trial.files.removed == ["/out/.x.csv.r-2-1.tmp"])
    }

    @Test func fileThatCannotBePutInPlaceFailsTheRunAndSaysWhy() {
        let trial = Trial(plan().plan.plan)
        trial.files.unmovable["/out/y.csv"] = "No space left on device"
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(
            result.summary.message
                == "output y was written but could not be put in place as /out/y.csv: No space left on device")
        #expect(result.summary.written == ["x.csv"])
        #expect(trial.files.removed == ["/out/.y.csv.r-3-1.tmp"])
    }

    @Test func leftoversAreSweptAndEachFileIsClaimedBeforeItIsWritten() {
        let trial = Trial(plan().plan.plan)
        for step in [2, 3] {
            trial.framework.on(StepID(step)) { [files = trial.files, framework = trial.framework] step, _, context in
                let claimed = files.claimed.contains { $0.contains("r-\(step.id.index)-1") }
                guard claimed, files.swept == ["/out/x.csv", "/out/y.csv"] else { throw FakeError("too early") }
                return framework.product(of: step, context: context)
            }
        }
        #expect(trial.run().failures.isEmpty)
    }

    @Test func aSecondAttemptWritesAFileOfItsOwnAndTheFirstIsRemoved() {
        let trial = Trial(plan().plan.plan) { $0.retries = RetryPolicy(times: 1, backoff: .zero) }
        trial.framework.on(StepID(2)) { [framework = trial.framework] step, _, context in
            framework.product(of: step, context: context)
        }
        trial.framework.fail(StepID(2), times: 1)
        let result = trial.run()
        #expect(result.outcome == .succeeded)
        #expect(trial.files.moves.first == "/out/.x.csv.r-2-2.tmp → /out/x.csv")
        #expect(trial.files.removed == ["/out/.x.csv.r-2-1.tmp"])
    }

    @Test func outputWithoutTargetIsCollectedAndNotPlaced() {
        var plan = PlanBuilder()
        plan.write("x", of: plan.step("a"))
        let trial = Trial(plan.plan)
        let result = trial.run()
        #expect(result.outputs.map(\.result.output) == ["x"])
        #expect(result.outputs.map(\.isPlaced) == [false])
        #expect(result.summary.written == [])
        #expect(trial.files.moves == [])
    }

    @Test func resultIsToldBeforeTheDataItWasMadeOfIsDropped() {
        var plan = PlanBuilder()
        plan.write("x", of: plan.step("a"))
        let trial = Trial(plan.plan)
        trial.run()
        #expect(trial.lines.only("result", "drop") == ["result x", "drop a whole consumed"])
    }

    @Test func resultsAreInPlanOrderThoughStepsEndInAnother() {
        let trial = Trial(plan().plan.plan)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(1)) }, { workers, _ in workers.finish(StepID(3)) },
        ])
        #expect(trial.lines.only("result") == ["result y", "result x"])
        #expect(result.outputs.map(\.result.output) == ["x", "y"])
    }

    @Test func stagingPathIsHiddenBesideTheTarget() {
        #expect(StepContext.stagingPath(for: "/a/b/c.csv", id: "7") == "/a/b/.c.csv.7.tmp")
        #expect(StepContext.stagingPath(for: "c.csv", id: "7") == ".c.csv.7.tmp")
    }
}
