import Events
import Plan
import Testing

@testable import Runtime

/// Waking the orchestrator, and the end.
extension WorkerPoolStateTests {
    @Test func sleepingOrchestratorIsWokenByTheFirstEndOnly() {
        var state = running(limit: 2, tasks: 2)
        #expect(state.beginWait() == .waiting)
        #expect(end(&state, 0).wakesLoop)
        #expect(!end(&state, 1).wakesLoop)
        #expect(reports(&state) == [0, 1])
    }

    @Test func awakeOrchestratorIsNotWoken() {
        var state = running(limit: 1, tasks: 1)
        #expect(!end(&state, 0).wakesLoop)
    }

    @Test func reportsMayWaitWhileWorkersHaveEnoughToDo() {
        var state = running(limit: 1, tasks: 20)
        _ = end(&state, 0)
        #expect(state.beginWait() == .lingering)
        #expect(next(&state, 0) == 1)
        #expect(!end(&state, 0).wakesLoop)
    }

    @Test func lingeringEndsWhenTasksRunLow() {
        var state = running(limit: 1, tasks: 5)
        _ = end(&state, 0)
        #expect(state.beginWait() == .lingering)
        var woke: [Bool] = []
        for _ in 0..<4 {
            _ = next(&state, 0)
            woke.append(end(&state, 0).wakesLoop)
        }
        #expect(woke == [false, false, true, false])
    }

    @Test func lingeringEndsWhenThereIsMuchToReport() {
        var state = running(limit: 1, tasks: 100)
        _ = end(&state, 0)
        #expect(state.beginWait() == .lingering)
        var ends = 1
        while true {
            _ = next(&state, 0)
            ends += 1
            if end(&state, 0).wakesLoop { break }
        }
        #expect(ends == 64)
    }

    @Test func failureEndsLingering() {
        var state = running(limit: 1, tasks: 50)
        tasks.framework.fail(StepID(1))
        _ = end(&state, 0)
        #expect(state.beginWait() == .lingering)
        _ = next(&state, 0)
        #expect(end(&state, 0).wakesLoop)
    }

    @Test func commandEndsLingering() {
        var state = running(limit: 1, tasks: 50)
        _ = end(&state, 0)
        #expect(state.beginWait() == .lingering)
        let wakes = state.report(.command(.pause))
        #expect(wakes)
    }

    @Test func commandThatCameBeforeTheWaitIsNotWaitedFor() {
        var state = running(limit: 1, tasks: 50)
        let wakes = state.report(.command(.pause))
        #expect(!wakes)
        #expect(state.beginWait() == .awake)
    }

    @Test func reportsAreHandedOverOnce() {
        var state = running(limit: 2, tasks: 2)
        _ = end(&state, 1)
        _ = end(&state, 0)
        #expect(reports(&state) == [1, 0])
        #expect(reports(&state) == [])
    }

    // MARK: The end

    @Test func workersLeaveAtTheEnd() {
        var state = running(limit: 2, tasks: 2)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        state.shutDown()
        #expect(!state.isIdle(0))
        #expect(state.mustExit(0))
        _ = end(&state, 1)
        #expect(next(&state, 1) == nil)
        #expect(state.mustExit(1))
    }
}
