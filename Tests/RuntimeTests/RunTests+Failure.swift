import Compute
import Events
import Plan
import Runtime
import Testing

/// Failures, retries and checks.
extension RunTests {
    @Test func failingFastSkipsTheRestAndDropsWhatTheyWouldHaveRead() {
        let trial = Trial(PlanBuilder.graph([[], [0], [0], [1], [2]]).plan)
        trial.framework.fail(StepID(1), "no such column")
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(
            trial.lines.only("fail", "skip", "drop") == [
                "fail s1: no such column", "skip s3 for s1", "skip s2", "drop s0 whole unneeded", "skip s4",
            ])
        #expect(result.failures.map(\.step) == [StepID(1)])
        #expect([result.summary.finished, result.summary.failed, result.summary.skipped] == [1, 1, 3])
    }

    @Test func firstFailureComesFirst() {
        let trial = Trial(PlanBuilder.graph([[], [], []]).plan) { $0.failure = .keepGoing }
        for step in [0, 2] { trial.framework.fail(StepID(step), "broken \(step)") }
        let result = trial.run([{ workers, _ in workers.finish(StepID(2)) }])
        #expect(result.failures.map(\.failure.message) == ["broken 2", "broken 0"])
    }

    @Test func failureTellsWorkerPositionAndAttempts() {
        var plan = PlanBuilder.graph([[]]).plan
        plan.steps[0].position = SourcePosition(file: "p.yaml", line: 4, column: 9)
        plan.steps[0].retries = RetryPolicy(times: 1, backoff: .zero)
        let trial = Trial(plan)
        trial.framework.fail(StepID(0))
        let failure = trial.run().failures.first?.failure
        #expect(
            failure
                == StepFailure(
                    message: "broken", position: "p.yaml:4:9", worker: WorkerID(.thread, 1), attempts: 2))
    }

    @Test func retriesWaitTwiceAsLongEachTime() {
        let trial = Trial(PlanBuilder.graph([[]]).plan) {
            $0.retries = RetryPolicy(times: 3, backoff: .milliseconds(10))
        }
        trial.framework.fail(StepID(0), times: 2)
        let result = trial.run()
        #expect(result.outcome == .succeeded)
        #expect(
            trial.lines.only("start", "retry", "done") == [
                "start s0", "retry s0 #2 in 10000000 ns", "start s0 #2", "retry s0 #3 in 20000000 ns", "start s0 #3",
                "done s0",
            ])
        #expect(trial.workers.now == 30_000_000)
        #expect(trial.workers.deadlines == [10_000_000, 30_000_000])
    }

    @Test func stepsOwnRetriesComeBeforeTheRuns() {
        var plan = PlanBuilder()
        plan.step("a", retries: RetryPolicy(times: 0, backoff: .zero))
        let trial = Trial(plan.plan) { $0.retries = RetryPolicy(times: 3, backoff: .zero) }
        trial.framework.fail(StepID(0))
        trial.run()
        #expect(trial.performed.count == 1)
    }

    @Test func inputsStayWhileARetryIsToCome() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan) {
            $0.retries = RetryPolicy(times: 1, backoff: .seconds(1))
        }
        trial.framework.fail(StepID(1), times: 1)
        #expect(trial.run().outcome == .succeeded)
        #expect(trial.performed == [0, 1, 1].map { StepID($0) })
    }

    // MARK: Checks

    @Test func checkThatHoldsPasses() {
        var plan = PlanBuilder()
        plan.check("x is unique", of: plan.step("a"))
        let trial = Trial(plan.plan)
        #expect(trial.run().outcome == .succeeded)
        #expect(trial.lines.only("passed") == ["passed check x is unique"])
    }

    @Test func checkOfSeverityErrorFailsTheRunAndIsNotRetried() {
        var plan = PlanBuilder()
        let check = plan.check("x is unique", of: plan.step("a"))
        let trial = Trial(plan.plan) { $0.retries = RetryPolicy(times: 5, backoff: .zero) }
        trial.framework.on(check) { _, _, _ in
            let sample = TablePreview(
                columns: ["row", "x"].map { .init(name: $0, type: "int64", nullCount: 0) },
                rows: [["2", "7"], ["10", nil]], rowCount: 2)
            return StepProduct(rows: 10, violation: CheckViolation(failedRows: 3, totalRows: 10, sample: sample))
        }
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(
            result.failures.map(\.failure.message) == [
                "check failed: x is unique: 3 of 10 rows of a: row 2: x 7; row 10: x null; …"
            ])
        #expect(result.failedChecks.map(\.check.isError) == [true])
        #expect(trial.performed == [StepID(0), check])
    }

    @Test func checkOfSeverityWarnDoesNotFailTheRun() {
        var plan = PlanBuilder()
        let check = plan.check("x is unique", of: plan.step("a"), severity: .warn)
        let trial = Trial(plan.plan)
        trial.framework.on(check) { _, _, _ in
            StepProduct(rows: 10, violation: CheckViolation(failedRows: 3, totalRows: 10, sample: nil))
        }
        let result = trial.run()
        #expect(result.outcome == .succeeded)
        #expect(result.failedChecks.map(\.check.failedRows) == [3])
        #expect(
            trial.lines.only("violated", "passed", "done").suffix(2) == [
                "violated check x is unique", "done check x is unique",
            ])
    }
}
