import Events
import Plan
import Runtime

/// One run of a plan. Runs once; any thread or task may use it.
public final class WeirRun: Sendable {
    /// How a run ended.
    public enum Outcome: Sendable, Equatable {
        case succeeded
        /// A step or a check failed; the messages are those of the failures, the first first.
        case failed([String])
        /// `stop` was called, and there was still something to stop.
        case stopped
    }

    /// What happens, from `run` to the run's end. To be read by one task.
    public let events: WeirEvents
    private let orchestrator: ExecutionOrchestrator

    /// Prepares a run as the plan says, and the user's configuration where the plan says nothing.
    ///
    /// - Throws: errors in the user's configuration.
    public init(_ plan: WeirPlan) throws(WeirError) {
        let bus = EventBus()
        do throws(PlanError) {
            let request = Engine.request(for: plan.plan, configuration: try Engine.configuration())
            orchestrator = ExecutionOrchestrator(request, events: bus)
        } catch {
            throw WeirError(error)
        }
        events = WeirEvents(bus.subscribe())
    }

    /// Runs the plan to its end, on threads of its own.
    public func run() async -> Outcome {
        let result = await orchestrator.runDetached()
        switch result.outcome {
        case .succeeded: return .succeeded
        case .cancelled: return .stopped
        case .failed, .stalled:
            let causes = result.failures.map { "step '\($0.label)': \($0.failure.message)" }
            return .failed(causes + [result.summary.message].compactMap(\.self))
        }
    }

    /// Starts no more steps until `resume`; running ones finish.
    public func pause() { orchestrator.pause() }
    public func resume() { orchestrator.resume() }

    /// Ends the run: gracefully lets running steps finish; otherwise they are not waited for. Outputs are then not written.
    public func stop(gracefully: Bool = true) { orchestrator.stop(gracefully: gracefully) }
}
