import Events
import Plan
import Testing

@testable import Runtime

/// Retries that a user asks for: what is run again with the failed step.
@Suite struct RetryTests {
    /// Run to the point where all has ended but what `failing` and `after` it keep from it.
    private func paused(_ dependencies: [[Int]], failing: Set<Int>) -> RunState {
        let graph = StepGraph(count: dependencies.count) { dependencies[$0].map { StepID($0) } }
        var state = RunState(graph: graph, policy: .keepGoing, capacities: [100])
        state.start()
        var actions = state.takeActions()
        while !actions.isEmpty {
            for case .start(let step, _) in actions {
                if failing.contains(Int(step.index)) { state.failed(step) } else { state.finished(step) }
            }
            actions = state.takeActions()
        }
        state.pause()
        _ = state.takeActions()
        return state
    }

    private func retry(_ state: inout RunState, _ step: Int, missing: [Int: [Int]] = [:]) -> [Int] {
        state.retry(StepID(step)) { (missing[Int($0.index)] ?? []).map { StepID($0) } }.map { Int($0.index) }
    }

    @Test func bringsBackWhatWasSkippedBecauseOfIt() {
        var state = paused([[], [0], [1], []], failing: [0])
        #expect(retry(&state, 0) == [0, 1, 2])
        #expect([state.failedCount, state.skippedCount, state.finishedCount] == [0, 0, 1])
        state.resume()
        #expect(state.takeActions() == [.ready(StepID(0)), .start(StepID(0), attempt: 2)])
    }

    @Test func leavesSkippedWhatAlsoDependsOnAnotherFailure() {
        var state = paused([[], [], [0], [0, 1], [3]], failing: [0, 1])
        #expect(retry(&state, 0) == [0, 2])
        #expect(state.skippedCount == 2)
        #expect(retry(&state, 1) == [1, 3, 4])
        #expect(state.skippedCount == 0)
    }

    @Test func computesAnewWhatWasDropped() {
        // 2 failed; its input, made by 1 out of what 0 made, is gone, and so is that.
        var state = paused([[], [0], [1]], failing: [2])
        #expect(retry(&state, 2, missing: [2: [1], 1: [0]]) == [0, 1, 2])
        #expect(state.finishedCount == 0)
        state.resume()
        #expect(state.takeActions() == [.ready(StepID(0)), .start(StepID(0), attempt: 2)])
        state.finished(StepID(0))
        #expect(state.takeActions() == [.ready(StepID(1)), .start(StepID(1), attempt: 2)])
        state.finished(StepID(1))
        #expect(state.takeActions() == [.ready(StepID(2)), .start(StepID(2), attempt: 2)])
        state.finished(StepID(2))
        #expect(state.conclude() == .succeeded)
    }

    @Test func finishedDependentsOfARecomputedStepAreNotRunAgain() {
        var state = paused([[], [0], [0]], failing: [2])
        #expect(retry(&state, 2, missing: [2: [0]]) == [0, 2])
        state.resume()
        _ = state.takeActions()
        state.finished(StepID(0))
        #expect(state.takeActions() == [.ready(StepID(2)), .start(StepID(2), attempt: 2)])
        #expect(state.phase(of: StepID(1)) == .finished)
    }

    @Test func waitingStepWaitsAgainForWhatIsRecomputed() {
        // 3 waits for 0 and 1; 1 still runs, 0 is recomputed for 2.
        let dependencies = [[], [], [0], [0, 1]]
        let graph = StepGraph(count: 4) { dependencies[$0].map { StepID($0) } }
        var state = RunState(graph: graph, policy: .keepGoing, capacities: [100])
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        _ = state.takeActions()
        state.failed(StepID(2))
        #expect(retry(&state, 2, missing: [2: [0]]) == [0, 2])
        _ = state.takeActions()
        state.finished(StepID(1))
        #expect(state.takeActions() == [])
        state.finished(StepID(0))
        #expect(Set(state.takeActions()).isSuperset(of: [.ready(StepID(2)), .ready(StepID(3))]))
    }

    @Test func grantsTheRetriesOfThePolicyAnew() {
        let graph = StepGraph(count: 1) { _ in [] }
        var state = RunState(graph: graph, policy: .fast, capacities: [1])
        let policy = RetryPolicy(times: 1, backoff: .zero)
        state.start()
        _ = state.takeActions()
        let isFinal1 = state.failed(StepID(0), retries: policy)
        #expect(!isFinal1)
        state.backoffEnded(StepID(0))
        _ = state.takeActions()
        let isFinal2 = state.failed(StepID(0), retries: policy)
        #expect(isFinal2)
        #expect(retry(&state, 0) == [0])
        #expect(state.takeActions().contains(.start(StepID(0), attempt: 3)))
        let isFinal3 = state.failed(StepID(0), retries: policy)
        #expect(!isFinal3)
    }

    @Test func cancelledStepMayBeRunAgain() {
        let graph = StepGraph(count: 2) { $0 == 1 ? [StepID(0)] : [] }
        var state = RunState(graph: graph, policy: .fast, capacities: [1])
        state.start()
        state.cancel(StepID(0))
        _ = state.takeActions()
        #expect(retry(&state, 0) == [0, 1])
        #expect(state.cancelledCount == 0)
    }

    @Test(arguments: [1, 2, 9, -1]) func whatHasNotFailedIsLeftAlone(_ step: Int) {
        var state = paused([[], [0], []], failing: [0])
        #expect(retry(&state, step) == [])
        #expect([state.failedCount, state.skippedCount, state.finishedCount] == [1, 1, 1])
    }

    @Test func stoppingRunRetriesNothing() {
        var state = paused([[]], failing: [0])
        state.stop(gracefully: true)
        #expect(retry(&state, 0) == [])
    }

    @Test func failFastGoesOnOnceItsOnlyFailureIsRetried() {
        let graph = StepGraph(count: 2) { _ in [] }
        var state = RunState(graph: graph, policy: .fast, capacities: [1])
        state.start()
        _ = state.takeActions()
        state.pause()
        state.failed(StepID(0))
        _ = state.takeActions()
        #expect(retry(&state, 0) == [0])
        state.resume()
        #expect(state.takeActions().contains(.start(StepID(0), attempt: 2)))
    }
}
