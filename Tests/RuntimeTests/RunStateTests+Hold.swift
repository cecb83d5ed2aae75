import Events
import Plan
import Testing

@testable import Runtime

/// Failures that hold the run.
extension RunStateTests {
    private func holding(_ dependencies: [[Int]], policy: FailurePolicy = .fast) -> RunState {
        var state = RunState(
            graph: StepGraph(count: dependencies.count) { dependencies[$0].map { StepID($0) } }, policy: policy,
            holdsFailures: true, capacities: [100])
        state.start()
        _ = state.takeActions()
        return state
    }

    @Test func failureHoldsARunThatWouldEnd() {
        var state = holding([[], [0]])
        state.failed(StepID(0))
        #expect(state.isHeld)
        #expect(!state.isOver)
        state.acceptFailures()
        #expect(!state.isHeld)
        #expect(state.isOver)
        #expect(state.conclude() == .failed)
    }

    @Test func runIsHeldOnlyOnceNothingRunsAnyMore() {
        var state = holding([[], []])
        state.failed(StepID(0))
        #expect(!state.isHeld)
        state.finished(StepID(1))
        #expect(state.isHeld)
    }

    @Test func runThatKeepsGoingIsHeldAfterAllThatCanRun() {
        var state = holding([[], [], [1]], policy: .keepGoing)
        state.failed(StepID(0))
        state.finished(StepID(1))
        #expect(!state.isHeld)
        _ = state.takeActions()
        state.finished(StepID(2))
        #expect(state.isHeld)
    }

    @Test func cancelledStepHoldsTheRunToo() {
        var state = holding([[]])
        state.cancel(StepID(0))
        #expect(state.isHeld)
        _ = state.retry(StepID(0)) { _ in [] }
        #expect(!state.isHeld)
        #expect(state.takeActions().contains(.start(StepID(0), attempt: 2)))
    }

    @Test func pausedRunIsHeldWhenThePauseEnds() {
        var state = holding([[]])
        state.pause()
        state.failed(StepID(0))
        #expect(!state.isHeld)
        #expect(!state.isOver)
        state.resume()
        #expect(state.isHeld)
    }

    @Test(arguments: [true, false]) func stopEndsAHeldRun(_ gracefully: Bool) {
        var state = holding([[]])
        state.failed(StepID(0))
        state.stop(gracefully: gracefully)
        #expect(!state.isHeld)
        #expect(state.isOver)
    }

    @Test func retryGoesOnInSpiteOfOtherFailuresUntilTheNext() {
        var state = holding([[], [], [0], []])
        state.failed(StepID(0))
        state.failed(StepID(1))
        state.finished(StepID(3))
        _ = state.takeActions()
        #expect(state.isHeld)
        _ = state.retry(StepID(0)) { _ in [] }
        #expect(state.takeActions().contains(.start(StepID(0), attempt: 2)))
        state.finished(StepID(0))
        #expect(state.takeActions().contains(.start(StepID(2), attempt: 1)))
        state.failed(StepID(2))
        #expect(state.isFailing)
        #expect(state.isHeld)
        #expect(state.failedCount == 2)
    }

    @Test func retryAfterAcceptingHoldsAgain() {
        var state = holding([[]])
        state.failed(StepID(0))
        state.acceptFailures()
        _ = state.retry(StepID(0)) { _ in [] }
        _ = state.takeActions()
        state.failed(StepID(0))
        #expect(state.isHeld)
    }

    @Test func stallAndSuccessAreNotHeld() {
        var done = holding([[]])
        done.finished(StepID(0))
        #expect(done.isOver)
        let stalled = holding([[7]])
        #expect(stalled.isOver)
    }
}
