import Events
import Plan
import Themes

extension Monitor {
    /// Does what the user asked of the engine; asks first where that cannot be undone.
    func act(_ action: RunAction, at now: UInt64) {
        guard let control else { return say("this is a recording: there is no run to act on", .warning, now) }
        guard model.end == nil else { return say("the run is over", .warning, now) }
        switch action {
        case .togglePause: togglePause(control, at: now)
        case .cancel(let step): askToCancel(step, at: now)
        case .retry(let step): askToRetry(step, at: now)
        case .stop: leave(at: now)
        case .toggleBreakpoint(let dataset): toggle(.dropped(dataset), at: now)
        }
    }

    private func togglePause(_ control: any RunControl, at now: UInt64) {
        if model.isHeld { return say("the run is held for what failed: r retries it, q ends the run", .warning, now) }
        if model.isPaused { control.resume() } else { control.pause() }
        say(model.isPaused ? "resuming" : "pausing: what runs finishes, nothing more starts", .text, now)
    }

    private func askToCancel(_ step: StepID, at now: UInt64) {
        guard !model[step].phase.isSettled else {
            return say("“\(model.label(step))” has ended; there is nothing to cancel", .warning, now)
        }
        let dependents = model.unsettledDependents(of: step)
        let cost = dependents == 0 ? "" : " \(Figures.count(dependents, "step")) that need it will be skipped."
        overlay = .confirm(
            Confirmation(question: "Cancel “\(model.label(step))”?\(cost)", yes: "cancel it", action: .cancel(step)))
    }

    private func askToRetry(_ step: StepID, at now: UInt64) {
        guard let price = model.retryPrice(of: step) else {
            return say("only what failed or was cancelled can be retried", .warning, now)
        }
        overlay = .confirm(
            Confirmation(
                question: "Retry “\(model.label(step))”? It \(price.text(naming: model.label)).", yes: "retry",
                action: .retry(step)))
    }

    /// Sets a breakpoint or takes it away.
    func toggle(_ breakpoint: Breakpoint, at now: UInt64) {
        guard let control else { return say("this is a recording: there is no run to break", .warning, now) }
        if let place = breakpoints.firstIndex(of: breakpoint) {
            breakpoints.remove(at: place)
            say("no break \(name(of: breakpoint)) any more", .text, now)
        } else {
            breakpoints.append(breakpoint)
            say("will pause \(name(of: breakpoint))", .text, now)
        }
        control.setBreakpoints(breakpoints)
        guard var data = panes[.data] as? DataPane else { return }
        data.breakpoints = Set(
            breakpoints.compactMap { breakpoint in
                if case .dropped(let dataset) = breakpoint { dataset } else { nil }
            })
        panes[.data] = data
    }

    func name(of breakpoint: Breakpoint) -> String {
        switch breakpoint {
        case .dropped(let dataset): "when \(model.name(of: dataset)) is dropped"
        case .memory(let over): "when data takes more than \(Figures.bytes(over))"
        case .zeroRows: "when a step yields zero rows"
        }
    }

    /// What the user has said yes to.
    func carryOut(_ action: Confirmation.Action, at now: UInt64) {
        switch action {
        case .cancel(let step):
            control?.cancel(step)
            say("cancelling “\(model.label(step))”", .text, now)
        case .retry(let step):
            control?.retry(step)
            say("retrying “\(model.label(step))”", .text, now)
        case .stop: stop(gracefully: true, at: now)
        case .giveUp: giveUp(at: now)
        case .stopAtOnce: stop(gracefully: false, at: now)
        }
    }
}

extension RunModel {
    /// Steps that would not run if this one did not: all that depend on it and have not ended.
    func unsettledDependents(of step: StepID) -> Int {
        var seen: Set<Int32> = [step.index]
        var stack = [step.index]
        while let next = stack.popLast() {
            for dependent in graph.dependents(of: Int(next))
            where !steps[Int(dependent)].phase.isSettled && seen.insert(dependent).inserted { stack.append(dependent) }
        }
        return seen.count - 1
    }
}
