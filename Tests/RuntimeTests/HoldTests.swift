import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs whose failures are held.
@Suite struct HoldTests {
    private func trial(
        _ dependencies: [[Int]], _ failure: FailurePolicy = .fast, _ adapt: (inout RunRequest) -> Void = { _ in }
    ) -> Trial {
        Trial(PlanBuilder.graph(dependencies).plan) {
            $0.holdsFailures = true
            $0.failure = failure
            adapt(&$0)
        }
    }

    /// What matters of a run here.
    private func story(_ trial: Trial) -> [String] {
        trial.lines.filter { line in
            ["fail", "skip", "held", "resumed", "drop", "end", "cancel"].contains { line.hasPrefix($0) }
        }
    }

    @Test func retryOfAHeldStepComputesNothingElse() {
        let trial = trial([[], [0], [0, 1], [2]])
        trial.framework.fail(StepID(2), times: 1)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { workers, _ in workers.finish(StepID(2)) }, { _, control in control.retry(StepID(2)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(result.failures.isEmpty)
        #expect(trial.performed == [0, 1, 2, 2, 3].map { StepID($0) })
        #expect(
            story(trial) == [
                "fail s2: broken", "skip s3 for s2", "held for 1", "resumed", "drop s0 whole consumed",
                "drop s1 whole consumed", "drop s2 whole consumed", "drop s3 whole consumed", "end succeeded",
            ])
    }

    @Test func dataForSkippedStepsStaysToo() {
        // s3 reads s1 and what failed; s1 is needed by nothing else.
        let trial = trial([[], [], [0], [1, 2]])
        trial.framework.fail(StepID(2), times: 1)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(1)) }, { workers, _ in workers.finish(StepID(0)) },
            { workers, _ in workers.finish(StepID(2)) }, { _, control in control.retry(StepID(2)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.performed == [1, 0, 2, 2, 3].map { StepID($0) })
    }

    @Test func acceptedFailureEndsTheRunAndDropsEverything() {
        let trial = trial([[], [0], [1]])
        trial.framework.fail(StepID(1))
        var bytesWhileHeld = 0
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { [memory = trial.framework.memory] _, control in
                bytesWhileHeld = memory.bytesAllocated
                control.resume()
            },
        ])
        #expect(result.outcome == .failed)
        #expect(bytesWhileHeld == 100)
        #expect(trial.framework.memory.bytesAllocated == 0)
        #expect(
            story(trial) == [
                "fail s1: broken", "skip s2 for s1", "held for 1", "drop s0 whole unneeded", "end failed",
            ])
    }

    @Test(arguments: [true, false]) func stopEndsAHeldRunAtOnce(_ gracefully: Bool) {
        let trial = trial([[], [0]])
        trial.framework.fail(StepID(1))
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { _, control in control.stop(gracefully: gracefully) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(result.failures.map(\.step) == [StepID(1)])
        #expect(story(trial) == ["fail s1: broken", "held for 1", "drop s0 whole unneeded", "end cancelled"])
    }

    @Test func stopWhileOthersRunGivesUpWhatWasKeptForARetry() {
        let trial = trial([[], [0], []])
        trial.framework.fail(StepID(1))
        trial.run([
            { workers, _ in workers.finish(StepID(0)) },
            { workers, _ in
                workers.takeUp()
                workers.takeUp()
                workers.finish(StepID(1))
            }, { _, control in control.stop(gracefully: true) },
        ])
        #expect(trial.lines.only("held") == [])
        #expect(trial.lines.contains("drop s0 whole unneeded"))
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func heldAgainWhenTheRetryFails() {
        let trial = trial([[], [0]])
        trial.framework.fail(StepID(1), times: 2)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { _, control in control.retry(StepID(1)) }, { workers, _ in workers.finish(StepID(1)) },
            { _, control in control.retry(StepID(1)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.lines.only("held") == ["held for 1", "held for 1"])
        #expect(trial.performed == [0, 1, 1, 1].map { StepID($0) })
    }

    @Test func runThatKeepsGoingIsHeldAtItsEnd() {
        let trial = trial([[], [0], [], [2]], .keepGoing)
        trial.framework.fail(StepID(1), times: 1)
        var performedWhenHeld: [StepID] = []
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { workers, _ in workers.finish(StepID(2)) }, { workers, _ in workers.finish(StepID(3)) },
            { [framework = trial.framework] _, control in
                performedWhenHeld = framework.performed
                control.retry(StepID(1))
            },
        ])
        #expect(result.outcome == .succeeded)
        #expect(performedWhenHeld == [0, 1, 2, 3].map { StepID($0) })
        #expect(trial.performed == [0, 1, 2, 3, 1].map { StepID($0) })
    }

    @Test func acceptedFailureOfARunThatKeepsGoingLeavesItsOutputs() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        plan.write("good", of: a, to: "/good.csv")
        let b = plan.step("b")
        let trial = Trial(plan.plan) {
            $0.holdsFailures = true
            $0.failure = .keepGoing
        }
        trial.framework.fail(b)
        let result = trial.run([
            { workers, _ in workers.finish(b) }, { workers, _ in workers.finish(a) },
            { workers, _ in workers.finish(StepID(1)) }, { _, control in control.resume() },
        ])
        #expect(result.outcome == .failed)
        #expect(trial.files.moves.count == 1)
    }

    @Test func cancelledStepIsHeldAndMayBeRunAfterAll() {
        let trial = trial([[], [0], [1]])
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.takeUp() },
            { _, control in control.cancel(StepID(1)) }, { _, control in control.retry(StepID(1)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.performed == [0, 1, 2].map { StepID($0) })
        #expect(trial.lines.only("held", "skip") == ["skip s2 for s1", "held for 1"])
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func cancelAndRetryInOneBreathCountEachInputOnce() {
        let trial = trial([[], [0]])
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) },
            { _, control in
                control.cancel(StepID(1))
                control.retry(StepID(1))
            },
        ])
        #expect(result.outcome == .succeeded)
        #expect(story(trial).suffix(3) == ["drop s0 whole consumed", "drop s1 whole consumed", "end succeeded"])
    }

    @Test func pauseOfAHeldRunChangesNothing() {
        let trial = trial([[]])
        trial.framework.fail(StepID(0))
        trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { _, control in control.pause() },
            { _, control in control.resume() },
        ])
        #expect(!trial.lines.contains("paused"))
        #expect(trial.lines.suffix(2) == ["held for 1", "end failed"])
    }

    @Test func resumeOfAPausedRunThatFailedHoldsIt() {
        let trial = trial([[]])
        trial.framework.fail(StepID(0), times: 1)
        let result = trial.run([
            { workers, control in
                control.pause()
                workers.finish(StepID(0))
            }, { _, control in control.resume() }, { _, control in control.retry(StepID(0)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(
            trial.lines.filter { ["paused", "resumed"].contains($0) || $0.hasPrefix("held") } == [
                "paused", "resumed", "held for 1", "resumed",
            ])
    }

    @Test func oneOfTwoFailuresMayBeRetriedAlone() {
        let trial = trial([[], [], [0, 1]])
        for step in [0, 1] { trial.framework.fail(StepID(step), times: 1) }
        let result = trial.run([
            { workers, _ in
                workers.takeUp()
                workers.takeUp()
            },
            { workers, _ in
                workers.finish(StepID(0))
                workers.finish(StepID(1))
            }, { _, control in control.retry(StepID(0)) }, { workers, _ in workers.finish(StepID(0)) },
            { _, control in control.retry(StepID(1)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.lines.only("held") == ["held for 2", "held for 1"])
        #expect(trial.performed == [0, 1, 0, 1, 2].map { StepID($0) })
        #expect(result.summary.finished == 3)
    }

    @Test func failedCheckThatHoldsWhenRetriedIsForgotten() {
        var plan = PlanBuilder()
        let check = plan.check("x is unique", of: plan.step("a"))
        let trial = Trial(plan.plan) { $0.holdsFailures = true }
        let tries = Locked(0)
        trial.framework.on(check) { _, _, _ in
            let isFirst = tries.withLock { tries in
                tries += 1
                return tries == 1
            }
            return StepProduct(
                rows: 10, violation: isFirst ? CheckViolation(failedRows: 3, totalRows: 10, sample: nil) : nil)
        }
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(check) },
            { _, control in control.retry(check) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(result.failedChecks.isEmpty)
    }

    @Test func heldSyncRunObeys() {
        let trial = trial([[], [0]]) { $0.modes = [.sync] }
        trial.framework.fail(StepID(1), times: 1)
        let result = trial.run([{ _, control in control.retry(StepID(1)) }])
        #expect(result.outcome == .succeeded)
        #expect(trial.performed == [0, 1, 1].map { StepID($0) })
    }

    @Test func runWithoutHoldingEndsAsItDid() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.framework.fail(StepID(1))
        #expect(trial.run().outcome == .failed)
        #expect(trial.lines.only("held", "drop") == ["drop s0 whole unneeded"])
    }
}
