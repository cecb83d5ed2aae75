import Events
import Flight
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
    /// Where others get at the data while the run goes on, as `grpc+unix:///PATH` or `grpc+tcp://127.0.0.1:PORT`; nil: nobody does.
    public var dataAddress: String? { server?.address }
    /// The file that holds the token which every call at a port needs; it goes with the run.
    public var tokenFile: String? { server?.tokenFile }
    private let orchestrator: ExecutionOrchestrator
    private let server: FlightServer?

    /// Prepares a run as the plan says, and the user's configuration where the plan says nothing.
    ///
    /// - Parameter serving: how others get at its data, from now on until its end; nil: nobody does.
    /// - Throws: errors in the user's configuration; where the data cannot be served.
    public init(_ plan: WeirPlan, serving: WeirServing? = nil) throws(WeirError) {
        let bus = EventBus()
        do throws(PlanError) {
            var request = Engine.request(
                for: plan.plan, configuration: try Engine.configuration(), parts: plan.engine.parts)
            server = try Self.server(serving, of: &request)
            orchestrator = ExecutionOrchestrator(request, events: bus)
        } catch {
            throw WeirError(error)
        }
        events = WeirEvents(bus.subscribe())
    }

    private static func server(_ serving: WeirServing?, of request: inout RunRequest) throws(PlanError) -> FlightServer?
    {
        guard let serving else { return nil }
        do throws(FlightError) {
            return try Engine.serve(&request, serving.access)
        } catch {
            throw PlanError([.error("the run's data cannot be served: \(error)", at: nil)])
        }
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
