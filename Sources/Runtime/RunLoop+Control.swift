import Compute
import Events
import Plan

/// What a front end asks for, and what pauses or holds the run by itself.
extension RunLoop {
    mutating func obey(_ command: RunCommand) {
        switch command {
        case .pause: pause()
        case .resume: resume()
        case .cancel(let step): state.cancel(step)
        case .retry(let step): retry(step)
        case .stop(let gracefully):
            giveUpRetries()
            state.stop(gracefully: gracefully)
        case .readersLeft:
            lifecycle.dropFreed(from: executor.instances)
            if !breakpoints.isEmpty { lookForBreakpoints(after: nil) }
        case .setBreakpoints(let new):
            breakpoints.set(new)
            lookForBreakpoints(after: nil)
        }
    }

    private mutating func pause() {
        guard !state.isPaused && !state.isStopping && !state.isHeld else { return }
        state.pause()
        events.publish(.runPaused)
    }

    private mutating func resume() {
        if isHoldTold { return state.acceptFailures() }
        guard state.isPaused else { return }
        state.resume()
        events.publish(.runResumed)
    }

    private mutating func retry(_ step: StepID) {
        // First what follows from what was told before, so that a step's end is known before it counts as a consumer again.
        performActions()
        let revived = state.retry(step, missing: lifecycle.producersOfMissingInputs)
        guard !revived.isEmpty else { return }
        for step in revived { lifecycle.needed(by: step) }
        failures.removeAll { state.phase(of: $0.step) != .failed }
        failedChecks.removeAll { $0.step == step }
        if isHoldTold { events.publish(.runResumed) }
        isHoldTold = false
    }

    // MARK: Held failures

    /// Says once that the run is held, if it is.
    mutating func tellHold() {
        guard !isHoldTold && state.isHeld else { return }
        isHoldTold = true
        events.publish(.runHeld(failed: state.failedCount + state.cancelledCount))
    }

    /// Nothing will be retried any more, so what was kept for that goes.
    mutating func giveUpRetries() {
        guard pinsFailures else { return }
        pinsFailures = false
        lifecycle.unpin()
        lifecycle.dropDue(.unneeded, after: nil, from: executor.instances)
    }

    // MARK: Breakpoints

    /// What is resident has changed; only to be called where there are breakpoints. `step`: whose end changed it.
    mutating func lookForBreakpoints(after step: StepID?) {
        let hit = breakpoints.look(residentBytes: lifecycle.residentBytes, isResident: lifecycle.isResident)
        for breakpoint in hit { self.hit(breakpoint, step) }
    }

    /// A step has filled its slots, and what it read is not released yet.
    mutating func lookForBreakpoints(made step: StepID) {
        if let (dataset, rows) = executor.dataset(of: step), shared.plan[dataset].creator == step {
            for breakpoint in breakpoints.made(rows: rows) { hit(breakpoint, step) }
        }
        lookForBreakpoints(after: step)
    }

    /// A run that ends anyway is not paused.
    private mutating func hit(_ breakpoint: Breakpoint, _ step: StepID?) {
        guard !state.isStopping else { return }
        events.publish(.breakpointHit(breakpoint, step))
        pause()
    }
}
