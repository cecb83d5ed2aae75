import Events
import Plan
import Testing

@testable import Runtime

/// The state machine alone: what it is told, and what it answers.
@Suite struct RunStateTests {
    private func state(
        _ dependencies: [[Int]], policy: FailurePolicy = .fast, capacity: Int = 100, weights: [UInt64] = []
    ) -> RunState {
        let graph = StepGraph(count: dependencies.count, weights: weights) { dependencies[$0].map { StepID($0) } }
        return RunState(graph: graph, policy: policy, capacities: [capacity])
    }

    private func started(_ actions: [RunState.Action]) -> [Int] {
        actions.compactMap { if case .start(let step, _) = $0 { Int(step.index) } else { nil } }
    }

    private func skipped(_ actions: [RunState.Action]) -> [Int: Int?] {
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

    // MARK: Failure

    @Test func failingFastStartsNoMoreAndLetsRunningStepsFinish() {
        var state = state([[], [], [], [1]], capacity: 2)
        state.start()
        _ = state.takeActions()
        state.failed(StepID(0))
        #expect(state.takeActions() == [.withdrawQueued])
        #expect(!state.isOver)
        state.finished(StepID(1))
        #expect(started(state.takeActions()) == [])
        #expect(state.isOver)
        #expect(state.conclude() == .failed)
        #expect(skipped(state.takeActions()) == [2: nil, 3: nil])
    }

    @Test func dependentsOfAFailureAreSkippedForItsSake() {
        var state = state([[], [0], [1], [0], []], policy: .keepGoing)
        state.start()
        _ = state.takeActions()
        state.failed(StepID(0))
        #expect(skipped(state.takeActions()) == [1: 0, 2: 0, 3: 0])
        #expect(state.skippedCount == 3)
    }

    @Test func keepGoingRunsWhatDoesNotDependOnTheFailure() {
        var state = state([[], [], [0], [1]], policy: .keepGoing, capacity: 1)
        state.start()
        _ = state.takeActions()
        state.failed(StepID(0))
        #expect(started(state.takeActions()) == [1])
        state.finished(StepID(1))
        #expect(started(state.takeActions()) == [3])
        state.finished(StepID(3))
        _ = state.takeActions()
        #expect(state.isOver)
        #expect(state.conclude() == .failed)
        #expect([state.finishedCount, state.failedCount, state.skippedCount] == [2, 1, 1])
    }

    @Test func firstFailureIsTheCauseOfASkip() {
        var state = state([[], [], [0, 1]], policy: .keepGoing)
        state.start()
        _ = state.takeActions()
        state.failed(StepID(1))
        #expect(skipped(state.takeActions()) == [2: 1])
        state.failed(StepID(0))
        #expect(skipped(state.takeActions()) == [:])
        #expect(state.skippedCount == 1)
    }

    // MARK: Retries by policy

    @Test func failedStepIsTriedAgainWithDoublingDelays() {
        let retries = RetryPolicy(times: 3, backoff: .seconds(1))
        var state = state([[]])
        state.start()
        _ = state.takeActions()
        for (attempt, delay) in [(2, Duration.seconds(1)), (3, .seconds(2)), (4, .seconds(4))] {
            let isFinal1 = state.failed(StepID(0), retries: retries)
            #expect(!isFinal1)
            #expect(state.takeActions() == [.retry(StepID(0), attempt: attempt, delay: delay)])
            #expect(!state.isOver)
            state.backoffEnded(StepID(0))
            #expect(state.takeActions() == [.ready(StepID(0)), .start(StepID(0), attempt: attempt)])
        }
        let isFinal2 = state.failed(StepID(0), retries: retries)
        #expect(isFinal2)
        #expect(state.failedCount == 1)
    }

    @Test func stepThatSucceedsOnRetryLetsItsDependentsRun() {
        var state = state([[], [0]])
        state.start()
        _ = state.takeActions()
        state.failed(StepID(0), retries: RetryPolicy(times: 1, backoff: .zero))
        _ = state.takeActions()
        state.backoffEnded(StepID(0))
        _ = state.takeActions()
        state.finished(StepID(0))
        #expect(started(state.takeActions()) == [1])
    }

    @Test func nothingIsRetriedOnceTheRunFails() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.failed(StepID(0))
        let isFinal3 = state.failed(StepID(1), retries: RetryPolicy(times: 5, backoff: .zero))
        #expect(isFinal3)
    }

    @Test func failureEndsARunThatWaitsForARetry() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.failed(StepID(0), retries: RetryPolicy(times: 5, backoff: .seconds(9)))
        state.failed(StepID(1))
        _ = state.takeActions()
        #expect(state.isOver)
        #expect(state.conclude() == .failed)
        #expect(skipped(state.takeActions()) == [0: nil])
    }

    @Test func answerOfAnEarlierAttemptIsNotCurrent() {
        var state = state([[]])
        state.start()
        _ = state.takeActions()
        #expect(state.isCurrent(StepID(0), attempt: 1))
        state.failed(StepID(0), retries: RetryPolicy(times: 1, backoff: .zero))
        #expect(!state.isCurrent(StepID(0), attempt: 1))
        state.backoffEnded(StepID(0))
        _ = state.takeActions()
        #expect(!state.isCurrent(StepID(0), attempt: 1))
        #expect(state.isCurrent(StepID(0), attempt: 2))
    }

    // MARK: Pause, cancel, stop

    @Test func pausedRunStartsNothingUntilResumed() {
        var state = state([[], [0]])
        state.start()
        _ = state.takeActions()
        state.pause()
        #expect(state.takeActions() == [.withdrawQueued])
        state.finished(StepID(0))
        #expect(state.takeActions() == [.ready(StepID(1))])
        #expect(!state.isOver)
        state.resume()
        #expect(started(state.takeActions()) == [1])
    }

    @Test func withdrawnStepStartsAgainAsTheSameAttempt() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.pause()
        state.withdrawn([StepID(1)])
        #expect(state.inFlightCount == 1)
        _ = state.takeActions()
        state.resume()
        #expect(state.takeActions() == [.start(StepID(1), attempt: 1)])
    }

    @Test func pausedRunThatFailedIsHeld() {
        var state = state([[]])
        state.start()
        _ = state.takeActions()
        state.pause()
        state.failed(StepID(0))
        _ = state.takeActions()
        #expect(!state.isOver)
        state.resume()
        #expect(state.isOver)
    }

    @Test(arguments: [0, 1, 2]) func cancelledStepTakesItsDependentsWithIt(_ step: Int) {
        var state = state([[], [0], [1], []])
        state.start()
        _ = state.takeActions()
        state.cancel(StepID(step))
        let actions = state.takeActions()
        #expect(actions.contains(.cancelled(StepID(step))))
        #expect(actions.contains(.abandon(StepID(step))) == (step == 0))
        #expect(skipped(actions).keys.sorted() == Array((step + 1)..<3))
        #expect(state.cancelledCount == 1)
    }

    @Test func cancellingWhatHasEndedDoesNothing() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        state.cancel(StepID(0))
        state.cancel(StepID(9))
        #expect(state.takeActions() == [])
    }

    @Test func runWithACancelledStepEndsAsCancelled() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.cancel(StepID(0))
        state.finished(StepID(1))
        _ = state.takeActions()
        #expect(state.isOver)
        #expect(state.conclude() == .cancelled)
    }

    @Test func stoppingGracefullyLetsRunningStepsFinish() {
        var state = state([[], [0], []], capacity: 1)
        state.start()
        _ = state.takeActions()
        state.stop(gracefully: true)
        #expect(state.takeActions() == [.withdrawQueued])
        #expect(!state.isOver)
        state.finished(StepID(0))
        _ = state.takeActions()
        #expect(state.isOver)
        #expect(state.conclude() == .cancelled)
        #expect(skipped(state.takeActions()) == [1: nil, 2: nil])
    }

    @Test func stoppingAtOnceAbandonsWhatRuns() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.stop(gracefully: false)
        #expect(
            state.takeActions() == [
                .withdrawQueued, .abandon(StepID(0)), .cancelled(StepID(0)), .abandon(StepID(1)), .cancelled(StepID(1)),
            ])
        #expect(state.isOver)
    }

    @Test func secondStopMakesItAtOnce() {
        var state = state([[]])
        state.start()
        _ = state.takeActions()
        state.stop(gracefully: true)
        _ = state.takeActions()
        #expect(!state.isOver)
        state.stop(gracefully: false)
        #expect(state.takeActions() == [.abandon(StepID(0)), .cancelled(StepID(0))])
        #expect(state.isOver)
    }

    @Test func stopThatComesTooLateChangesNothing() {
        var state = state([[]])
        state.start()
        _ = state.takeActions()
        state.finished(StepID(0))
        state.stop(gracefully: true)
        #expect(state.conclude() == .succeeded)
    }

    @Test func stoppingEndsAPause() {
        var state = state([[]])
        state.start()
        state.pause()
        _ = state.takeActions()
        state.stop(gracefully: true)
        #expect(state.isOver)
        #expect(!state.isPaused)
    }
}
