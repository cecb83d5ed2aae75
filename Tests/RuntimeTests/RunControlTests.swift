import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs that a user meddles with.
@Suite struct RunControlTests {
    @Test func pausedRunFinishesWhatRunsAndStartsNothing() {
        let trial = Trial(PlanBuilder.graph([[], [], []]).plan)
        var queuedWhilePaused: [StepID] = [StepID(9)]
        let result = trial.run([
            { workers, _ in workers.takeUp() }, { _, control in control.pause() },
            { workers, _ in
                queuedWhilePaused = workers.queue.map(\.step)
                workers.finish(StepID(0))
            }, { _, control in control.resume() },
        ])
        #expect(result.outcome == .succeeded)
        #expect(queuedWhilePaused == [])
        #expect(
            trial.lines.only("start", "done") == ["start s0", "done s0", "start s1", "done s1", "start s2", "done s2"])
        #expect(trial.lines.contains("paused") && trial.lines.contains("resumed"))
    }

    @Test func pausingTwiceIsToldOnce() {
        let trial = Trial(PlanBuilder.graph([[]]).plan)
        trial.run([
            { _, control in
                control.pause()
                control.pause()
                control.resume()
                control.resume()
            }
        ])
        #expect(trial.lines.filter { $0 == "paused" || $0 == "resumed" } == ["paused", "resumed"])
    }

    @Test func commandsGivenBeforeTheRunAreObeyed() {
        let plan = PlanBuilder.graph([[], []]).plan
        let framework = FakeFramework()
        let workers = ManualWorkers()
        let orchestrator = ExecutionOrchestrator(
            RunRequest(plan: plan, frameworks: [framework]), events: EventBus(), pool: workers, files: FakeFiles())
        orchestrator.cancel(StepID(1))
        let result = orchestrator.run()
        #expect(result.summary.cancelled == 1)
        #expect(framework.performed == [StepID(0)])
    }

    @Test func cancelledStepIsAbandonedAndItsDependentsSkipped() {
        let trial = Trial(PlanBuilder.graph([[], [0], []]).plan)
        let result = trial.run([{ workers, _ in workers.takeUp() }, { _, control in control.cancel(StepID(0)) }])
        #expect(result.outcome == .cancelled)
        #expect(trial.lines.only("cancel", "skip", "done") == ["cancel s0", "skip s1 for s0", "done s2"])
        #expect(trial.workers.abandoned == [StepID(0)])
    }

    @Test func cancelledQueuedStepNeverRuns() {
        let trial = Trial(PlanBuilder.graph([[], []]).plan)
        trial.run([{ _, control in control.cancel(StepID(1)) }])
        #expect(trial.performed == [StepID(0)])
        #expect(trial.workers.abandoned == [])
    }

    @Test func retriedStepBringsBackWhatWasSkipped() {
        let trial = Trial(PlanBuilder.graph([[], [0], [1]]).plan) { $0.failure = .keepGoing }
        trial.framework.fail(StepID(1), times: 1)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) },
            { workers, control in
                control.pause()
                workers.finish(StepID(1))
            },
            { _, control in
                control.retry(StepID(1))
                control.resume()
            },
        ])
        #expect(result.outcome == .succeeded)
        #expect(result.failures.isEmpty)
        // What it read was dropped when it failed, so that is computed anew.
        #expect(trial.performed == [0, 1, 0, 1, 2].map { StepID($0) })
        #expect(trial.framework.memory.bytesAllocated == 0)
        #expect(result.summary.finished == 3)
    }

    @Test func retryThatComesWhileOthersRunNeedsNoPause() {
        let trial = Trial(PlanBuilder.graph([[], [], [0]]).plan) { $0.failure = .keepGoing }
        trial.framework.fail(StepID(0), times: 1)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { _, control in control.retry(StepID(0)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.lines.only("skip", "done") == ["skip s2 for s0", "done s0", "done s1", "done s2"])
    }

    @Test func retryOfWhatDidNotFailDoesNothing() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        let result = trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { _, control in control.retry(StepID(0)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.performed == [StepID(0), StepID(1)])
    }

    @Test func gracefulStopWaitsForWhatRuns() {
        let trial = Trial(PlanBuilder.graph([[], [], [0]]).plan)
        let result = trial.run([
            { workers, _ in workers.takeUp() }, { _, control in control.stop(gracefully: true) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(trial.lines.only("done", "cancel", "skip") == ["done s0", "skip s1", "skip s2"])
        #expect(result.abandonedSteps == 0)
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func stopAtOnceDoesNotWait() {
        let trial = Trial(PlanBuilder.graph([[], [], [0]]).plan)
        let result = trial.run([
            { workers, _ in workers.takeUp() }, { _, control in control.stop(gracefully: false) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(trial.lines.only("cancel", "skip") == ["cancel s0", "cancel s1", "skip s2"])
        #expect(result.abandonedSteps == 1)
        #expect(trial.performed == [])
    }

    @Test func secondStopEndsAGracefulOne() {
        let trial = Trial(PlanBuilder.graph([[], []]).plan)
        let result = trial.run([
            { workers, _ in workers.takeUp() }, { _, control in control.stop(gracefully: true) },
            { _, control in control.stop(gracefully: false) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(result.abandonedSteps == 1)
    }

    @Test func lateEndOfAnAbandonedStepIsIgnored() {
        // The end is reported in the same batch in which the step is cancelled.
        let trial = Trial(PlanBuilder.graph([[], []]).plan)
        let result = trial.run([
            { workers, control in
                control.cancel(StepID(0))
                workers.finish(StepID(0))
            }
        ])
        #expect(trial.lines.only("done", "cancel") == ["cancel s0", "done s1"])
        #expect(result.summary.cancelled == 1)
        #expect(trial.framework.memory.bytesAllocated == 0)
    }

    @Test func pausedFailureIsHeldUntilResumed() {
        let trial = Trial(PlanBuilder.graph([[]]).plan)
        trial.framework.fail(StepID(0))
        var wasHeld = false
        let result = trial.run([
            { workers, control in
                control.pause()
                workers.finish(StepID(0))
            },
            { _, control in
                wasHeld = true
                control.resume()
            },
        ])
        #expect(wasHeld)
        #expect(result.outcome == .failed)
    }

    @Test(arguments: [RunCommand.stop(gracefully: true), .stop(gracefully: false), .cancel(StepID(1))])
    func syncRunObeysBetweenSteps(_ command: RunCommand) {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan) { $0.modes = [.sync] }
        trial.framework.on(StepID(0)) { [framework = trial.framework, workers = trial.workers] step, _, _ in
            workers.post(command)
            return framework.product(of: step)
        }
        let result = trial.run()
        #expect(result.outcome == .cancelled)
        #expect(trial.performed == [StepID(0)])
        #expect(result.summary.finished == 1)
        #expect(result.abandonedSteps == 0)
    }

    @Test func syncRunStaysPausedUntilResumed() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan) { $0.modes = [.sync] }
        trial.framework.on(StepID(0)) { [framework = trial.framework, workers = trial.workers] step, _, _ in
            workers.post(.pause)
            return framework.product(of: step)
        }
        var performedWhilePaused = 0
        let result = trial.run([
            { _, control in
                performedWhilePaused = trial.performed.count
                control.resume()
            }
        ])
        #expect(performedWhilePaused == 1)
        #expect(result.outcome == .succeeded)
    }
}
