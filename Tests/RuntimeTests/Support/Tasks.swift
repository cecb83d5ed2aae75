import Compute
import Events
import Plan
import Runtime

/// Tasks of a plan of steps without inputs, for tests of workers alone.
struct Tasks: Sendable {
    let framework: FakeFramework
    let shared: StepContext.Shared
    let events: EventBus

    init(count: Int, framework: FakeFramework = FakeFramework(), events: EventBus = EventBus()) {
        self.framework = framework
        self.events = events
        let plan = PlanBuilder.graph(Array(repeating: [], count: count)).plan
        shared = StepContext.Shared(plan: plan, runID: "r")
    }

    func task(
        _ step: Int, priority: UInt64 = 1, timeout: UInt64? = nil, closesIntake: Bool = false,
        inProcess: Bool = false, inputs: [any SlotData] = []
    ) -> StepTask {
        StepTask(
            step: StepID(step), attempt: 1, priority: priority, timeout: timeout, failureClosesIntake: closesIntake,
            runsInProcess: inProcess, framework: framework, inputs: inputs, shared: shared, events: events)
    }
}
