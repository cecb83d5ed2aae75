import Events
import Monitor
import Plan
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One run from the command line: the engine on the calling thread, the log on another, the signals on a third.
struct RunSession {
    var request: RunRequest
    var interface: RunReport.Interface
    /// Where the events are recorded.
    var eventsFile: String?
    let signals: SignalWatch

    /// Runs to the end. Blocks; for the main thread. What could not be written to the output is said and in the status.
    ///
    /// - Parameter cleanUp: what to do before the process is left at once, which happens where a step's thread is still at
    ///   work after the run: it would not survive the static destructors of `exit`.
    func run(then cleanUp: () -> Void = {}) throws(CommandFailure) -> ExitStatus {
        let bus = EventBus()
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        let report = RunReport(
            interface, isGitHubActions: Console.isGitHubActions, hasColour: Console.hasColour(STDOUT_FILENO),
            width: Console.width(of: STDOUT_FILENO))
        let recording = try eventLog(on: bus)
        let printer = LogPrinter(report: report) { orchestrator.stop(gracefully: false) }
        guard let log = printer.start(on: bus) else {
            throw CommandFailure("the system has no thread for the log", status: .internalFault)
        }
        signals.attach { signal, gracefully in
            orchestrator.stop(gracefully: gracefully)
            printer.stopRequested(Self.request(signal, gracefully: gracefully))
        }
        let result = orchestrator.run()
        log.join()
        signals.detach()
        finish(recording)
        if let summary = printer.report.annotations?.summary { GitHubEnvironment.addSummary(summary) }
        let status = printer.outputFailure.map(ExitStatus.of) ?? status(of: result)
        if result.abandonedSteps > 0 {
            cleanUp()
            _exit(status.code)
        }
        return status
    }

    private func eventLog(on bus: EventBus) throws(CommandFailure) -> EventLog? {
        guard let eventsFile else { return nil }
        do throws(EventLogError) {
            return try EventLog(path: eventsFile, bus: bus)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// A recording that could not be written does not make a run fail; it is said.
    private func finish(_ recording: EventLog?) {
        do throws(EventLogError) {
            try recording?.finish()
        } catch {
            TextSink.errors.tryWrite("weir: warning: \(error.description.printable)\n")
        }
    }

    private func status(of result: RunResult) -> ExitStatus {
        switch result.outcome {
        case .succeeded: .success
        case .failed, .stalled, .cancelled: signals.received.map { .signal($0) } ?? .failed
        }
    }

    private static func request(_ signal: Int32, gracefully: Bool) -> StopRequest {
        switch signal {
        case SIGINT: StopRequest(cause: "interrupted", isGraceful: gracefully, hint: "Ctrl-C again: stop at once")
        case SIGTERM: StopRequest(cause: "terminated", isGraceful: gracefully)
        default: StopRequest(cause: "hung up", isGraceful: gracefully)
        }
    }
}
