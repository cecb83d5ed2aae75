import Events
import Plan
import Testing

@testable import Runtime

/// Pause, cancel, stop.
extension RunStateTests {
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
