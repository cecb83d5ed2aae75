import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs that pause by themselves.
@Suite struct BreakpointRunTests {
    @Test func runPausesWhereADatasetIsDropped() {
        let trial = Trial(PlanBuilder.graph([[], [0], [1], []]).plan)
        var queuedWhilePaused = [StepID(9)]
        let result = trial.run([
            { _, control in control.setBreakpoints([.dropped(DatasetID(0))]) },
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { workers, control in
                queuedWhilePaused = workers.queue.map(\.step)
                control.resume()
            },
        ])
        #expect(result.outcome == .succeeded)
        #expect(queuedWhilePaused == [])
        #expect(
            trial.lines.filter { ["paused", "resumed"].contains($0) || $0.hasPrefix("hit") || $0.hasPrefix("drop s0") }
                == ["drop s0 whole consumed", "hit dropped s0 at s1", "paused", "resumed"])
    }

    @Test func datasetThatOnlyShedsAColumnIsNoHit() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let slots = plan.slots(of: a)
        let b = plan.step("b", reads: [slots[0]])
        plan.step("c", reads: [slots[1]] + plan.slots(of: b))
        let trial = Trial(plan.plan)
        trial.run([
            { _, control in control.setBreakpoints([.dropped(DatasetID(0))]) },
            { workers, _ in workers.finish(a) }, { workers, _ in workers.finish(b) },
        ])
        #expect(trial.lines.only("hit") == ["hit dropped a at c"])
    }

    @Test func dataOfAFailedStepThatGoesIsAHitToo() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.framework.fail(StepID(1))
        trial.run([
            { _, control in control.setBreakpoints([.dropped(DatasetID(0))]) },
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { _, control in control.resume() },
        ])
        #expect(trial.lines.only("hit") == ["hit dropped s0 at s1"])
    }

    @Test func runPausesWhereMemoryIsExceededAndAgainOnceItHasFallen() {
        // s1 is made while s0 is there, so 200 bytes; then s0 goes; s2 likewise.
        let trial = Trial(PlanBuilder.graph([[], [0], [1]]).plan)
        let result = trial.run([
            { _, control in control.setBreakpoints([.memory(over: 150)]) },
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { _, control in control.resume() }, { workers, _ in workers.finish(StepID(2)) },
        ])
        #expect(result.outcome == .succeeded)
        #expect(trial.lines.only("hit") == ["hit memory 150 at s1", "hit memory 150 at s2"])
    }

    @Test func memoryExceededWhenItsBreakpointIsSetPausesAtOnce() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.run([
            { workers, _ in workers.finish(StepID(0)) },
            { _, control in control.setBreakpoints([.memory(over: 99)]) }, { _, control in control.resume() },
        ])
        #expect(trial.lines.only("hit") == ["hit memory 99"])
        #expect(trial.lines.filter { $0 == "paused" || $0 == "resumed" } == ["paused", "resumed"])
    }

    @Test func stepThatMakesNoRowsPausesTheRun() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.framework.on(StepID(0)) { [framework = trial.framework] step, _, _ in framework.product(of: step, rows: 0)
        }
        trial.run([
            { _, control in control.setBreakpoints([.zeroRows]) }, { workers, _ in workers.finish(StepID(0)) },
            { _, control in control.resume() },
        ])
        #expect(trial.lines.only("hit") == ["hit zero rows at s0"])
        #expect(trial.performed == [StepID(0), StepID(1)])
    }

    @Test func columnOfAnEmptyDatasetAndItsOutputAreNoFurtherHits() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], in: plan.dataset(of: a))
        plan.write("o", of: b)
        plan.check("unique", of: b)
        let trial = Trial(plan.plan)
        for step in [a, b] {
            trial.framework.on(step) { [framework = trial.framework] step, _, _ in
                framework.product(of: step, rows: 0)
            }
        }
        trial.run([
            { _, control in control.setBreakpoints([.zeroRows]) }, { workers, _ in workers.finish(a) },
            { _, control in control.resume() },
        ])
        #expect(trial.lines.only("hit") == ["hit zero rows at a"])
    }

    @Test func hitDuringAPauseIsToldAndNothingElse() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.run([
            { workers, _ in workers.takeUp() },
            { _, control in
                control.setBreakpoints([.memory(over: 99)])
                control.pause()
            }, { workers, _ in workers.finish(StepID(0)) }, { _, control in control.resume() },
        ])
        #expect(
            trial.lines.filter { ["paused", "resumed"].contains($0) || $0.hasPrefix("hit") } == [
                "paused", "hit memory 99 at s0", "resumed",
            ])
    }

    @Test func newBreakpointsTakeThePlaceOfTheOld() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.run([
            { _, control in control.setBreakpoints([.memory(over: 99), .dropped(DatasetID(0))]) },
            { _, control in control.setBreakpoints([]) },
        ])
        #expect(trial.lines.only("hit") == [])
    }

    @Test func breakpointsSetBeforeTheRunHold() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        trial.workers.post(.setBreakpoints([.memory(over: 99)]))
        trial.run([{ workers, _ in workers.finish(StepID(0)) }, { _, control in control.resume() }])
        #expect(trial.lines.only("hit") == ["hit memory 99 at s0"])
    }

    @Test func stoppingRunIsNotPaused() {
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan)
        let result = trial.run([
            { workers, control in
                control.setBreakpoints([.memory(over: 99), .dropped(DatasetID(0))])
                workers.takeUp()
            }, { _, control in control.stop(gracefully: true) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(!trial.lines.contains { $0.hasPrefix("hit") || $0 == "paused" })
    }

    @Test func datasetThatThePlanDoesNotHaveIsNeverHit() {
        let trial = Trial(PlanBuilder.graph([[]]).plan)
        let result = trial.run([{ _, control in control.setBreakpoints([.dropped(DatasetID(7))]) }])
        #expect(result.outcome == .succeeded)
        #expect(trial.lines.only("hit") == [])
    }

    @Test func unobservedRunPausesToo() {
        let framework = FakeFramework()
        let workers = ManualWorkers()
        let plan = PlanBuilder.graph([[], [0]]).plan
        let orchestrator = ExecutionOrchestrator(
            RunRequest(plan: plan, frameworks: [framework]), events: EventBus(), pool: workers, files: FakeFiles())
        var performedWhilePaused = 0
        workers.script = [
            { _ in orchestrator.setBreakpoints([.memory(over: 99)]) }, { $0.finish(StepID(0)) },
            { _ in
                performedWhilePaused = framework.performed.count
                orchestrator.resume()
            },
        ]
        #expect(orchestrator.run().outcome == .succeeded)
        #expect(performedWhilePaused == 1)
    }
}
