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
}
