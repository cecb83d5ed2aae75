import Events
import Plan
import Testing

@testable import Runtime

/// Failures, and retries by policy.
extension RunStateTests {
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
}
