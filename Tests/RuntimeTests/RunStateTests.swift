import Events
import Plan
import Testing

@testable import Runtime

/// The state machine alone: what it is told, and what it answers.
@Suite struct RunStateTests {
    func state(
        _ dependencies: [[Int]], policy: FailurePolicy = .fast, capacity: Int = 100, weights: [UInt64] = []
    ) -> RunState {
        let graph = StepGraph(count: dependencies.count, weights: weights) { dependencies[$0].map { StepID($0) } }
        return RunState(graph: graph, policy: policy, capacities: [capacity])
    }

    func started(_ actions: [RunState.Action]) -> [Int] {
        actions.compactMap { if case .start(let step, _) = $0 { Int(step.index) } else { nil } }
    }

    func skipped(_ actions: [RunState.Action]) -> [Int: Int?] {
        var skips: [Int: Int?] = [:]
        for case .skip(let step, let cause) in actions { skips[Int(step.index)] = .some(cause.map { Int($0.index) }) }
        return skips
    }

    // MARK: Order

    @Test func startsWhatWaitsForNothing() {
        var state = state([[], [], [0, 1]])
        state.start()
        #expect(
            state.takeActions() == [
                .ready(StepID(0)), .ready(StepID(1)), .start(StepID(0), attempt: 1), .start(StepID(1), attempt: 1),
            ])
    }

    @Test func stepIsReadyWithTheLastOfItsDependencies() {
        var state = state([[], [], [0, 1]])
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        #expect(state.takeActions() == [])
        state.finished(StepID(1))
        #expect(state.takeActions() == [.ready(StepID(2)), .start(StepID(2), attempt: 1)])
    }

    @Test func longestRemainingPathGoesFirst() {
        // 0 ends at once; 1 has one step after it; 2 has two.
        var state = state([[], [], [], [1], [2], [4]], capacity: 1)
        state.start()
        #expect(started(state.takeActions()) == [2])
    }

    @Test func planOrderDecidesAmongEquals() {
        var state = state([[], [], [], []], capacity: 2)
        state.start()
        #expect(started(state.takeActions()) == [0, 1])
        state.finished(StepID(1))
        #expect(started(state.takeActions()) == [2])
    }

    @Test func knownDurationsWeighThePath() {
        // 0 then 1: 2 s; 2 alone: 5 s.
        var state = state([[], [0], []], capacity: 1, weights: [1, 1, 5])
        state.start()
        #expect(started(state.takeActions()) == [2])
    }

    @Test func bestOfAWholeBatchOfCompletionsGoesFirst() {
        // 3 follows 0; 2 follows 1 and has another after it.
        var state = state([[], [], [1], [0], [2]], capacity: 2)
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        state.finished(StepID(1))
        #expect(started(state.takeActions()) == [2, 3])
    }

    @Test func noMoreAreStartedThanThereIsRoomFor() {
        var state = state(Array(repeating: [], count: 10), capacity: 3)
        state.start()
        #expect(started(state.takeActions()) == [0, 1, 2])
        #expect(state.takeActions() == [])
        state.finished(StepID(1))
        #expect(started(state.takeActions()) == [3])
    }

    @Test func longerPathDoesNotWaitBehindQueuedShorterOnes() {
        // 0 makes 5 ready, which has two after it; 1…4 have none.
        var state = state([[], [], [], [], [], [0], [5], [6]], capacity: 2)
        state.start()
        #expect(started(state.takeActions()) == [0, 1])
        state.finished(StepID(0))
        #expect(started(state.takeActions()) == [5])
    }

    @Test func whatOutranksQueuedStepsStartsBeyondTheCapacity() {
        // After 0, both 3 and 4 have longer paths than the queued 1 and 2.
        var state = state([[], [], [], [0], [0], [3], [4]], capacity: 3)
        state.start()
        #expect(started(state.takeActions()) == [0, 1, 2])
        state.finished(StepID(0))
        #expect(started(state.takeActions()) == [3, 4])
        #expect(state.inFlightCount == 4)
    }

    @Test func lanesHaveTheirOwnRoom() {
        let graph = StepGraph(count: 4) { _ in [] }
        var state = RunState(graph: graph, policy: .fast, lanes: [0, 0, 1, 1], capacities: [1, 1])
        state.start()
        #expect(started(state.takeActions()) == [0, 2])
        state.finished(StepID(2))
        #expect(started(state.takeActions()) == [3])
    }

    @Test func criticalPathCountsTheStepItself() {
        let graph = StepGraph(count: 4, weights: [1, 10, 2, 3]) { [[], [], [0], [1, 2]][$0].map { StepID($0) } }
        #expect(Array(graph.criticalPath) == [6, 13, 5, 3])
    }

    @Test func repeatedDependencyCountsEachTime() {
        var state = state([[], [0, 0]])
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        #expect(started(state.takeActions()) == [1])
    }

    // MARK: The end

    @Test func runIsOverWhenAllHasFinished() {
        var state = state([[], [0]])
        state.start()
        _ = state.takeActions()
        #expect(!state.isOver)
        state.finished(StepID(0))
        _ = state.takeActions()
        #expect(!state.isOver)
        state.finished(StepID(1))
        _ = state.takeActions()
        #expect(state.isOver)
        #expect(state.conclude() == .succeeded)
    }

    @Test func emptyRunIsOverAtOnce() {
        var state = state([])
        state.start()
        #expect(state.takeActions() == [])
        #expect(state.isOver)
        #expect(state.conclude() == .succeeded)
    }

    @Test func cycleIsAStallThatNamesItsSteps() {
        var state = state([[], [0, 2], [1], [2]])
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        _ = state.takeActions()
        #expect(state.isOver)
        let (steps, total) = state.stalled()
        #expect(total == 3)
        #expect(steps.map(\.step) == [StepID(1), StepID(2), StepID(3)])
        #expect(steps.map(\.waitsFor) == [[StepID(2)], [StepID(1)], [StepID(2)]])
        #expect(state.conclude() == .stalled)
        #expect(skipped(state.takeActions()) == [1: nil, 2: nil, 3: nil])
    }

    @Test func dependencyThatDoesNotExistIsAStall() {
        var state = state([[7]])
        state.start()
        #expect(state.takeActions() == [])
        #expect(state.isOver)
        #expect(state.stalled().steps.first?.waitsFor == [StepID(7)])
        #expect(state.conclude() == .stalled)
    }

    @Test func stallNamesTenAndCountsAll() {
        var state = state((0..<50).map { [$0 == 0 ? 49 : $0 - 1] })
        state.start()
        _ = state.takeActions()
        let (steps, total) = state.stalled()
        #expect(steps.count == 10)
        #expect(total == 50)
    }
}
