package import Events
package import Plan

/// Runs a plan: see `run`. Unfinished: the loop follows.
package final class ExecutionOrchestrator: RunControl {
    private let request: RunRequest
    private let events: EventBus

    /// - Parameter events: the run's own bus; finished by the run. Subscribe before `run`.
    package init(_ request: RunRequest, events: EventBus = EventBus()) {
        self.request = request
        self.events = events
    }

    /// Runs the plan to its end on the calling thread, which is the orchestrator's until then. Once only. Never throws: what
    /// goes wrong is in the result.
    @available(*, noasync, message: "blocks; use runDetached")
    package func run() -> RunResult { fatalError("unfinished") }

    /// `run` on a thread of its own.
    package func runDetached() async -> RunResult { fatalError("unfinished") }

    package func pause() {}
    package func resume() {}
    package func cancel(_ step: StepID) {}
    package func retry(_ step: StepID) {}
    package func stop(gracefully: Bool) {}
}
