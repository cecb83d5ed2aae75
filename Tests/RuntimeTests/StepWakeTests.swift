import ChildProcesses
import Compute
import Events
import Plan
import Runtime
import Testing

/// Steps that wait for something, and are woken when nobody wants them any more.
@Suite struct StepWakeTests {
    /// Waits until it is woken, for ever if nobody does it.
    private func wait(_ context: StepContext) throws {
        guard let pipe = WakePipe() else { throw FakeError("no pipe") }
        context.whileCancellable(wake: pipe.wake) {
            while !context.isCancelled() { pipe.wait() }
        }
        throw CancellationError()
    }

    @Test func aStepThatWaitsIsWokenWhenItsTimeIsUp() async throws {
        let framework = FakeFramework()
        let hasBegun = Locked(false)
        let ended = Gate()
        framework.on(StepID(0)) { _, _, context in
            hasBegun.withLock { $0 = true }
            defer { ended.open() }
            #expect(context.timeLeft.map { $0 <= .milliseconds(50) } == true)
            try self.wait(context)
            throw FakeError("it was not cancelled")
        }
        let plan = PlanBuilder.graph([[]]).plan
        var request = RunRequest(plan: plan, frameworks: [framework])
        request.modes = [.threads]
        request.timeout = .milliseconds(50)
        let result = await ExecutionOrchestrator(request, events: EventBus()).runDetached()
        #expect(result.failures.first?.failure.message.contains("longer than its timeout") == true)
        // It does not keep its thread. On a slow machine its time may have been up before it began.
        if hasBegun.withLock({ $0 }) { await blocking { ended.wait() } }
    }

    @Test func aTaskThatIsCancelledBeforeItWaitsIsWokenAtOnce() throws {
        let framework = FakeFramework()
        let tasks = Tasks(count: 1, framework: framework)
        let task = tasks.task(0)
        framework.on(StepID(0)) { _, _, context in
            task.cancel()
            try wait(context)
            throw FakeError("it was not cancelled")
        }
        var clock = ProcessorClock()
        task.run(on: .main, clock: &clock)
        #expect(throws: CancellationError.self) { try task.takeOutcome()?.get() }
    }

    @Test func nobodyIsWokenAfterwards() throws {
        let framework = FakeFramework()
        let tasks = Tasks(count: 1, framework: framework)
        let task = tasks.task(0)
        let wakes = Locked(0)
        framework.on(StepID(0)) { step, _, context in
            context.whileCancellable(wake: { wakes.withLock { $0 += 1 } }) {}
            task.cancel()
            return framework.product(of: step)
        }
        var clock = ProcessorClock()
        task.run(on: .main, clock: &clock)
        #expect(wakes.withLock { $0 } == 0)
    }
}
