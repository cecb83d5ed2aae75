import ArgumentParser
import Flight
import Plan
import Runtime
import Terminal
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How a run is carried out and shown, where the command line says so; it overrides the plan file.
struct RunArguments: ParsableArguments {
    typealias Interface = UserConfiguration.Interface

    @Option(
        help:
            "How the run is shown: tui (the monitor), inline (a few live lines below the log), plain log lines, JSON lines, none (nothing but errors); auto is tui in a terminal, else plain."
    )
    var ui: Interface?

    @Option(
        parsing: .singleValue,
        help: "How steps may run: sync, threads or processes. Several give each step the strongest that it can.")
    var mode: [ParallelizationMode] = []

    @Option(help: "How many threads run steps; the number of cores if it is left out.")
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            "Memory that the run may use, all its processes together; what has no room waits, or lies on a disk meanwhile.",
            valueName: "size"))
    var memory: ByteCount?

    @Option(
        help: ArgumentHelp(
            "Fail the run if its data in memory comes to more at any time: 512MiB, 2GB.", valueName: "size"))
    var maxPeak: ByteCount?

    @Flag(help: "What a failed step does to those that do not depend on it.")
    var failure: Failure?

    @OptionGroup var cache: CacheArguments

    @OptionGroup var theme: ThemeArguments

    @Flag(help: "Do not record the run in .weir/history.db beside the plan.")
    var noHistory = false

    @Option(help: ArgumentHelp("Record every event of the run as JSON lines.", valueName: "file"))
    var events: String?

    @Option(
        help: ArgumentHelp(
            "Write the run's trace, a span a step, as OpenTelemetry has it: to a file of JSON lines (OTLP), or to a collector at http://HOST:4318. The variables OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and TRACEPARENT count.",
            valueName: "file or address"))
    var otel: String?

    @Option(
        help: ArgumentHelp(
            "Save what the run's features fit (scaling, encoding, clustering, …) as JSON files in this folder.",
            valueName: "folder"))
    var artifacts: String?

    @Flag(help: "Fit nothing: use what an earlier run saved with --artifacts.")
    var load = false

    @Flag var flight: Flight?

    /// Who may look at the run's data.
    enum Flight: String, EnumerableFlag {
        case flight, flightTcp

        static func help(for value: Flight) -> ArgumentHelp? {
            switch value {
            case .flight:
                "Let other programs of this user read the run's data while it goes on, and put data beside it, by Arrow Flight on a Unix socket. The log says where, as grpc+unix:///PATH."
            case .flightTcp:
                "The same on a port of 127.0.0.1, as grpc+tcp://127.0.0.1:PORT, where every call needs a token; the log names the file that holds it."
            }
        }

        var access: FlightServer.Access {
            switch self {
            case .flight: .socket
            case .flightTcp: .loopback
            }
        }
    }

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
        if load && artifacts == nil {
            throw ValidationError("--load needs --artifacts FOLDER: where the artifacts are that the run is to use.")
        }
        if artifacts == "" { throw ValidationError("--artifacts needs the name of a folder.") }
        if let workers, workers < 1 { throw ValidationError("--workers must be at least 1, not \(workers).") }
    }

    /// A run of the plan, as it, the user's configuration and the command line say.
    func session(
        for plan: ExecutionPlan, configuration: UserConfiguration, signals: SignalWatch,
        parts: EngineParts = EngineParts()
    ) throws -> RunSession {
        var request = Engine.request(for: plan, configuration: configuration, parts: parts)
        apply(to: &request)
        return RunSession(
            request: request, interface: try interface(configured: configuration.interface),
            theme: try theme.choice(configured: configuration.theme), eventsFile: events,
            trace: try TraceService.settings(flag: otel), flight: flight?.access, cache: cache.choice,
            recordsHistory: !noHistory, signals: signals)
    }

    func apply(to request: inout RunRequest) {
        if !mode.isEmpty { request.modes = Set(mode) }
        if let workers { request.workers = workers }
        if let memory { request.memoryBudget = memory.bytes }
        if let artifacts {
            request.artifacts = ArtifactFolder(path: Console.absolutePath(artifacts), isLoaded: load)
        }
        if let maxPeak { request.peakLimit = maxPeak.bytes }
        switch failure {
        case .failFast: request.failure = .fast
        case .keepGoing: request.failure = .keepGoing
        case nil: break
        }
    }

    /// What shows the run; the user's configuration decides where the command line does not. What the configuration asks for gives
    /// way where there is no terminal, what the command line asks for is an error there.
    func interface(configured: Interface?) throws(CommandFailure) -> RunReport.Interface {
        switch ui ?? configured ?? .auto {
        case .plain: return .plain
        case .json: return .json
        case .none: return .none
        case .auto: return !Console.isCI && monitorObstacle == nil ? .tui : .plain
        case .tui:
            guard let obstacle = monitorObstacle else { return .tui }
            guard ui != nil else { return .plain }
            throw CommandFailure("--ui tui: \(obstacle); --ui plain shows the run as lines")
        case .inline:
            guard Console.isTerminal(STDOUT_FILENO), Console.environment("TERM") != "dumb" else {
                guard ui != nil else { return .plain }
                throw CommandFailure(
                    "--ui inline: standard output is not a terminal that can move its cursor; "
                        + "--ui plain shows the run as lines")
            }
            return .inline
        }
    }

    /// Why there can be no monitor; nil: there can.
    private var monitorObstacle: TerminalError? {
        do throws(TerminalError) {
            _ = try TerminalTraits.detect()
            return nil
        } catch {
            return error
        }
    }
}

/// A size such as 512MiB, more than nothing.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int64

    init?(argument: String) {
        guard let bytes = Quantity.bytes(argument), bytes > 0 else { return nil }
        self.bytes = bytes
    }
}

extension ParallelizationMode: ExpressibleByArgument {}
extension UserConfiguration.Interface: ExpressibleByArgument {}
