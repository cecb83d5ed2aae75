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
    var recording: EventRecording?
    let signals: SignalWatch

    /// Runs to the end. Blocks; for the main thread. What could not be written to the output is said and in the status.
    ///
    /// - Parameter cleanUp: what to do before the process is left at once, which happens where a step's thread is still at
    ///   work after the run: it would not survive the static destructors of `exit`.
    func run(then cleanUp: () -> Void = {}) throws(CommandFailure) -> ExitStatus {
        let bus = EventBus()
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        let report = RunReport(
            interface, isGitHubActions: Terminal.isGitHubActions, hasColour: Terminal.hasColour(STDOUT_FILENO),
            width: Terminal.width(of: STDOUT_FILENO))
        let printer = LogPrinter(report: report, recording: recording) { orchestrator.stop(gracefully: false) }
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
        if let summary = printer.report.annotations?.summary { GitHubEnvironment.addSummary(summary) }
        let status = printer.outputFailure.map(ExitStatus.of) ?? status(of: result)
        if result.abandonedSteps > 0 {
            cleanUp()
            _exit(status.code)
        }
        return status
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
