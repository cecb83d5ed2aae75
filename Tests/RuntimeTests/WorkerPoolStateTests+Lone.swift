import Events
import Plan
import Testing

@testable import Runtime

/// A task that is all there is to do, which the orchestrator sees to in the place of a worker.
extension WorkerPoolStateTests {
    /// Workers that have nothing to do, and a task in a process.
    private func idle(limit: Int = 2, _ task: StepTask) -> WorkerPoolState {
        var state = state(limit: limit)
        for _ in 0..<limit { _ = state.next(for: state.addWorker()) }
        state.submit(task)
        return state
    }

    private func lone(_ step: Int = 0) -> StepTask { tasks.task(step, inProcess: true) }

    @Test func aLoneTaskIsTheOrchestratorsAndNobodyIsWoken() throws {
        let task = lone()
        var state = idle(task)
        #expect(state.hasLoneTask)
        let found = state.borrowWorker()
        let (worker, borrowed) = try #require(found)
        #expect(borrowed === task && state.queuedCount == 0)
        #expect(wake(&state) == .nobody)
        #expect(state.isIdle(worker))
        state.returnWorker(worker, isDone: true)
        #expect(reports(&state) == [0])
        state.submit(lone(1))
        let next = state.borrowWorker()
        #expect(next != nil)
    }

    @Test func whateverElseThereIsToDoKeepsTheOrchestratorFree() {
        var state = idle(lone())
        state.submit(lone(1))
        #expect(!state.hasLoneTask, "two tasks")
        state = idle(tasks.task(0))
        #expect(!state.hasLoneTask, "a task in a thread")
        state = idle(tasks.task(0, timeout: 1, inProcess: true))
        #expect(!state.hasLoneTask, "a task with a timeout")
        state = idle(
            tasks.task(0, inProcess: true, inputs: [FakeData(rows: 1, bytes: 1, by: StepID(1), memory: FakeMemory())]))
        #expect(!state.hasLoneTask, "a task whose input has yet to be shared")
        state = idle(lone())
        _ = state.report(.command(.pause))
        #expect(!state.hasLoneTask, "a command")
        state = idle(lone())
        #expect(wake(&state) == .worker(1))
        #expect(next(&state, 1) == 0)
        state.submit(lone(1))
        #expect(!state.hasLoneTask, "a worker at work")
        let none = state.borrowWorker()
        #expect(none == nil)
    }

    /// Or it would be told as busy, and then as idle.
    @Test func aWorkerThatHasYetToTellThatItIsIdleIsNotBorrowed() {
        var state = state(limit: 1)
        let worker = state.addWorker()
        let nothing = state.next(for: worker, tells: true)
        #expect(nothing == nil)
        state.submit(lone())
        #expect(!state.hasLoneTask)
        state.told(worker)
        #expect(state.hasLoneTask)
    }

    @Test func aCommandWakesTheOrchestratorAndTheWorkerGoesOn() throws {
        let task = lone()
        var state = idle(task)
        let found = state.borrowWorker()
        let (worker, _) = try #require(found)
        let wakes = state.report(.command(.pause))
        #expect(wakes, "it waits")
        state.returnWorker(worker, isDone: false)
        #expect(!state.isIdle(worker))
        state.submit(tasks.task(1))
        #expect(wake(&state) != .worker(worker))
        let next = state.next(for: worker)
        #expect(next === task)
        let isAtIt = state.abandon(task.step)
        #expect(isAtIt && task.isCancelled)
    }

    @Test func aTaskThatCouldNotBeBegunIsTheWorkers() throws {
        let task = lone()
        var state = idle(limit: 1, task)
        let found = state.borrowWorker()
        let (worker, _) = try #require(found)
        state.returnTask(of: worker)
        #expect(wake(&state) == .worker(worker))
        let next = state.next(for: worker)
        #expect(next === task)
    }
}
