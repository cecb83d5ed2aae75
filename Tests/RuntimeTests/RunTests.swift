import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs with manual workers.
@Suite struct RunTests {
    @Test func chainRunsInOrderAndDropsEachStepsDataAfterItsConsumer() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a])
        plan.write("out", of: b)
        let trial = Trial(plan.plan)
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
    }
}
