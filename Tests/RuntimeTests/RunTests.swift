import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs with manual workers.
@Suite struct RunTests {
    @Test(arguments: [ParallelizationMode.sync, .threads])
    func chainRunsInOrderAndDropsEachStepsDataAfterItsConsumer(_ mode: ParallelizationMode) {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a])
        plan.write("out", of: b)
        let trial = Trial(plan.plan) { $0.modes = [mode] }
        let result = trial.run()
        #expect(result.outcome == .succeeded)
        #expect(
            trial.lines == [
                "run", "ready a", "start a", "done a", "store a 1", "ready b", "start b", "done b", "store b 1",
                "drop a whole consumed", "ready write out", "start write out", "done write out", "result out",
                "drop b whole consumed", "end succeeded",
            ])
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func emptyPlanSucceedsAtOnce() {
        let trial = Trial(PlanBuilder().plan)
        let result = trial.run()
        #expect(result.outcome == .succeeded)
        #expect(trial.lines == ["run", "end succeeded"])
        #expect(trial.workers.isShutDown)
        #expect(trial.workers.waits == 0)
    }

    @Test func eventsAreNumberedWithoutGapsAndBeginAndEndTheRun() {
        let trial = Trial(PlanBuilder.graph([[], [0], [0], [1, 2]]).plan)
        trial.run()
        #expect(trial.events.map(\.sequence) == (1...UInt64(trial.events.count)).map { $0 })
        #expect(trial.events.first?.kind.name == "run_started")
        #expect(trial.events.last?.kind.name == "run_finished")
    }

    @Test func startOfTheRunTellsThePlan() {
        var plan = PlanBuilder()
        plan.write("out", of: plan.step("a"))
        let trial = Trial(plan.plan) {
            $0.modes = [.threads, .sync]
            $0.memoryBudget = 99
        }
        trial.run()
        guard case .runStarted(let run) = trial.events.first?.kind else {
            Issue.record("no start")
            return
        }
        #expect(run.runID == "r")
        #expect(run.plan == "test")
        #expect(run.modes == [.sync, .threads])
        #expect(run.memoryBudget == 99)
        #expect(run.steps.map(\.label) == ["a", "write out"])
        #expect(run.steps.map(\.group) == ["row_number", "write"])
        #expect(run.steps.map(\.dependencies) == [[], [StepID(0)]])
        #expect(run.slots.map(\.name) == ["a"])
        #expect(run.datasets.map(\.name) == ["a"])
    }

    @Test func siblingsOfOneDatasetAreQueuedTogether() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let siblings = (0..<3).map { plan.step("b\($0)", after: [a], in: plan.dataset(of: a)) }
        let trial = Trial(plan.plan)
        var queued: [StepID] = []
        trial.run([{ workers, _ in workers.finish(a) }, { workers, _ in queued = workers.queue.map(\.step) }])
        #expect(queued == siblings)
    }

    @Test func orchestratorSleepsOnceForEachCompletion() {
        let trial = Trial(PlanBuilder.graph([[], [0], [1], [2]]).plan)
        trial.run()
        #expect(trial.workers.waits == 8 / 2)
        #expect(trial.workers.deadlines == [])
    }

    @Test(arguments: [ParallelizationMode.sync, .threads])
    func nothingHoldsDataWhenItsDropIsTold(_ mode: ParallelizationMode) {
        // s0 is read by s1; what s1 makes is read by nobody.
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan) { $0.modes = [mode] }
        trial.run()
        let drops = trial.events.compactMap { if case .dataDropped(let drop) = $0.kind { drop } else { nil } }
        #expect(drops.map(\.poolBefore) == [200, 100])
        #expect(drops.map(\.poolAfter) == [100, 0])
    }

    @Test func unknownFrameworkRefusesTheRun() {
        var plan = PlanBuilder()
        plan.step("a", framework: "duckdb")
        let trial = Trial(plan.plan)
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(result.summary.message == "“a” needs the compute framework duckdb, but this run has only: fake")
        #expect(trial.lines == ["run", "end failed"])
        #expect(trial.performed == [])
    }

    @Test func stalledPlanNamesWhatWaitsForWhat() {
        var plan = PlanBuilder.graph([[], [0], [1]]).plan
        plan.steps[1].dependencies = [StepID(0), StepID(2)]
        let trial = Trial(plan)
        let result = trial.run()
        #expect(result.outcome == .stalled)
        #expect(
            result.summary.message == """
                no step can run though 2 are left:
                  “s1” (s1) waits for “s2” (s2)
                  “s2” (s2) waits for “s1” (s1)
                """)
        #expect(trial.lines.only("skip") == ["skip s1", "skip s2"])
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func brokenPromiseFailsTheStep() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let trial = Trial(plan.plan) { $0.retries = RetryPolicy(times: 5, backoff: .zero) }
        trial.framework.on(a) { step, _, _ in StepProduct(outputs: [], rows: 0) }
        let result = trial.run()
        #expect(
            trial.lines.only("fail") == ["fail a: it made 0 of 2 features that it promised; missing: a.0, a.1"])
        #expect(result.failures.first?.failure.attempts == 1)
    }

    @Test func missingInputFailsTheStepAndNotTheProgram() {
        var plan = PlanBuilder.graph([[], [0], []]).plan
        plan.steps[1].dependencies = []
        let trial = Trial(plan) { $0.failure = .keepGoing }
        let result = trial.run()
        #expect(result.failures.map(\.label) == ["s1"])
        #expect(trial.performed == [StepID(0), StepID(2)])
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func filterThatRemovesNothingIsWorthAWarning() {
        var plan = PlanBuilder()
        let a = plan.step("filter distance")
        let trial = Trial(plan.plan)
        trial.framework.on(a) { [framework = trial.framework] step, _, _ in
            var product = framework.product(of: step)
            product.removedRows = 0
            return product
        }
        #expect(trial.run().warnings == ["“filter distance” removed no row"])
        #expect(trial.events.contains { $0.kind.name == "warning" })
    }

    @Test func warningsOfThePlanAreTold() {
        var plan = PlanBuilder.graph([[]]).plan
        plan.warnings = [.warning("odd", at: SourcePosition(file: "p.yaml", line: 2, column: 3))]
        #expect(Trial(plan).run().warnings == ["p.yaml:2:3: warning: odd"])
    }

    // MARK: Failure

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
            StepProduct(rows: 10, violation: CheckViolation(failedRows: 3, totalRows: 10, sample: nil))
        }
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(result.failures.map(\.failure.message) == ["check failed: x is unique: 3 of 10 rows"])
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

    // MARK: Time

    @Test func stepThatTakesTooLongFailsAndItsThreadIsGivenUp() {
        var plan = PlanBuilder()
        let slow = plan.step("slow", timeout: .seconds(2))
        plan.step("after", after: [slow])
        let trial = Trial(plan.plan)
        let result = trial.run([
            { workers, _ in workers.takeUp() }, { workers, _ in workers.advance(by: .seconds(2)) },
        ])
        #expect(result.outcome == .failed)
        #expect(
            result.failures.first?.failure.message
                == "it took longer than its timeout of 2.0 seconds; give it a longer one or less to do")
        #expect(trial.workers.abandoned == [slow])
        #expect(result.abandonedSteps == 1)
        #expect(trial.lines.only("skip") == ["skip after for slow"])
    }

    @Test func timeoutCountsFromTheStartAndNotFromTheQueue() {
        var plan = PlanBuilder()
        for name in ["a", "b"] { plan.step(name, timeout: .seconds(2)) }
        let trial = Trial(plan.plan)
        let result = trial.run([
            { workers, _ in workers.advance(by: .seconds(60)) }, { workers, _ in workers.takeUp() },
            { workers, _ in workers.advance(by: .seconds(1)) }, { workers, _ in workers.finish(StepID(0)) },
        ])
        #expect(result.outcome == .succeeded)
    }

    @Test func stepThatTimedOutIsRetriedLikeAnyOther() {
        var plan = PlanBuilder()
        plan.step("slow", retries: RetryPolicy(times: 1, backoff: .zero), timeout: .seconds(2))
        let trial = Trial(plan.plan)
        let result = trial.run([
            { workers, _ in workers.takeUp() }, { workers, _ in workers.advance(by: .seconds(2)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.lines.only("retry", "done") == ["retry slow #2 in 0 ns", "done slow"])
    }

    @Test func stepOnTheOrchestratorsThreadThatTookTooLongFailsAfterwards() {
        var plan = PlanBuilder()
        plan.step("slow", timeout: .nanoseconds(1))
        let trial = Trial(plan.plan) { $0.modes = [.sync] }
        trial.framework.on(StepID(0)) { [framework = trial.framework] step, _, context in
            while !context.isCancelled() {}
            return framework.product(of: step)
        }
        let result = trial.run()
        #expect(result.failures.first?.failure.message.hasPrefix("it took longer than its timeout") == true)
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func samplesAreTakenAtMostFourTimesASecondAndAtTheEnd() {
        let trial = Trial(PlanBuilder.graph([[], [0], [1], [2], [3]]).plan)
        trial.run(
            (0..<5).map { step in
                { workers, _ in
                    workers.advance(by: .milliseconds(step == 3 ? 400 : 10))
                    workers.finish(StepID(step))
                }
            })
        #expect(trial.events.count { $0.kind.name == "resource_sample" } == 1)
        // Unread samples are coalesced, so that of the two taken the last is seen.
        let end = trial.events.suffix(2).map(\.kind.name)
        #expect(end == ["resource_sample", "run_finished"])
    }
}
