import ArgumentParser
import Plan
import Runtime
import WeirKit

/// How a run is carried out and shown, where the command line says so; it overrides the plan file.
struct RunArguments: ParsableArguments {
    typealias Interface = UserConfiguration.Interface

    @Option(
        help:
            "How the run is shown: plain log lines (auto), JSON lines, or nothing but errors; tui and inline come later."
    )
    var ui: Interface?

    @Option(
        parsing: .singleValue,
        help: "How steps may run: sync, threads or processes. Several give each step the strongest that it can.")
    var mode: [ParallelizationMode] = []

    @Option(help: "How many threads run steps; the number of cores if it is left out.")
    var workers: Int?

    @Flag(help: "What a failed step does to those that do not depend on it.")
    var failure: Failure?

    @Option(help: ArgumentHelp("Record every event of the run as JSON lines.", valueName: "file"))
    var events: String?

    enum Failure: String, EnumerableFlag {
        case failFast, keepGoing

        static func help(for value: Failure) -> ArgumentHelp? {
            switch value {
            case .failFast: "After a failure let running steps finish and start no more (the default)."
            case .keepGoing: "After a failure run everything that does not depend on it."
            }
        }
    }

    func validate() throws {
        if let workers, workers < 1 { throw ValidationError("--workers must be at least 1, not \(workers).") }
    }

    /// A run of the plan, as it, the user's configuration and the command line say.
    func session(
        for plan: ExecutionPlan, configuration: UserConfiguration, signals: SignalWatch
    ) throws(CommandFailure) -> RunSession {
        var request = Engine.request(for: plan, configuration: configuration)
        apply(to: &request)
        return RunSession(
            request: request, interface: try interface(configured: configuration.interface), eventsFile: events,
            signals: signals)
    }

    private func apply(to request: inout RunRequest) {
        if !mode.isEmpty { request.modes = Set(mode) }
        if let workers { request.workers = workers }
        switch failure {
        case .failFast: request.failure = .fast
        case .keepGoing: request.failure = .keepGoing
        case nil: break
        }
    }

    /// What shows the run; the user's configuration decides where the command line does not.
    private func interface(configured: Interface?) throws(CommandFailure) -> RunReport.Interface {
        switch ui ?? configured ?? .auto {
        case .auto, .plain: return .plain
        case .json: return .json
        case .none: return .none
        case .tui where ui == nil, .inline where ui == nil: return .plain
        case .tui, .inline:
            throw CommandFailure(
                "--ui \(ui?.rawValue ?? "tui") comes with the monitor; this version has auto, plain, json and none")
        }
    }
}

extension ParallelizationMode: ExpressibleByArgument {}
extension UserConfiguration.Interface: ExpressibleByArgument {}
