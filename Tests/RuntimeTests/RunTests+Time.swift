import Compute
import Events
import Plan
import Runtime
import Testing

/// Timeouts and samples.
extension RunTests {
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

    /// Samples published while two steps of three seconds each run, and when the loop was to be woken.
    private func samplesDuringLongSteps(
        observed: Bool = true, _ adapt: (inout RunRequest) -> Void
    ) -> (count: Int, deadlines: [UInt64]) {
        let workers = ManualWorkers()
        let bus = EventBus(now: { workers.now })
        let subscription = observed ? bus.subscribe() : nil
        var request = RunRequest(plan: PlanBuilder.graph([[], [0]]).plan, frameworks: [FakeFramework()])
        adapt(&request)
        let orchestrator = ExecutionOrchestrator(request, events: bus, pool: workers, files: FakeFiles())
        var count = 0
        let second: ManualWorkers.Move = { workers in
            count += subscription?.drain().count { $0.kind.name == "resource_sample" } ?? 0
            workers.advance(by: .seconds(1))
        }
        workers.script =
            [{ $0.takeUp() }, second, second, second, { $0.finish(StepID(0)) }]
            + [{ $0.takeUp() }, second, second, second, { $0.finish(StepID(1)) }]
        #expect(orchestrator.run().outcome == .succeeded)
        return (count, workers.deadlines)
    }

    @Test func samplesAreTakenOnceASecondAlsoWhileTheRunWaits() {
        let (count, deadlines) = samplesDuringLongSteps { $0.samplesResources = true }
        #expect(deadlines == [1, 2, 3, 4, 4, 5, 6, 7].map { $0 * 1_000_000_000 })
        #expect(count == 5)
    }

    @Test func nothingWakesARunForSamplesThatNobodyAskedFor() {
        let (count, deadlines) = samplesDuringLongSteps { _ in }
        #expect(deadlines == [])
        #expect(count == 1)
    }

    @Test func nothingWakesARunForSamplesThatNobodyHears() {
        let (_, deadlines) = samplesDuringLongSteps(observed: false) { $0.samplesResources = true }
        #expect(deadlines == [])
    }

    @Test func aDeadlineBeforeTheNextSampleComesFirst() {
        var plan = PlanBuilder()
        plan.step("slow", timeout: .milliseconds(1_500))
        let trial = Trial(plan.plan) { $0.samplesResources = true }
        let result = trial.run(
            [{ workers, _ in workers.takeUp() }]
                + (1...15).map { _ in
                    { workers, _ in workers.advance(by: .milliseconds(100)) }
                })
        #expect(result.failures.first?.failure.message.hasPrefix("it took longer") == true)
        #expect(trial.workers.deadlines.prefix(2) == [1_000_000_000, 1_000_000_000])
        #expect(trial.workers.deadlines.last == 1_500_000_000)
    }
}
