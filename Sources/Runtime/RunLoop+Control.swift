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
        case .stop(let gracefully): state.stop(gracefully: gracefully)
        case .setBreakpoints(let new):
            breakpoints.set(new)
            lookForBreakpoints(after: nil)
        }
    }

    private mutating func pause() {
        guard !state.isPaused && !state.isStopping else { return }
        state.pause()
        events.publish(.runPaused)
    }

    private mutating func resume() {
        guard state.isPaused else { return }
        state.resume()
        events.publish(.runResumed)
    }

    private mutating func retry(_ step: StepID) {
        for revived in state.retry(step, missing: lifecycle.producersOfMissingInputs) {
            lifecycle.needed(by: revived)
        }
        failures.removeAll { state.phase(of: $0.step) != .failed }
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
