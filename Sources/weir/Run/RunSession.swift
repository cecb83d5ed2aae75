import CSystem
import Caching
import Events
import Flight
import History
import Monitor
import Plan
import Runtime
import Terminal
import Tracing
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One run from the command line: the engine on the calling thread, what shows it on another, the signals on a third.
struct RunSession {
    var request: RunRequest
    var interface: RunReport.Interface
    var theme: ThemeChoice
    /// Where the events are recorded.
    var eventsFile: String?
    /// Where the run's trace goes; nil: nowhere.
    var trace: TraceSettings?
    /// Who may look at the data while the run goes on; nil: nobody.
    var flight: FlightServer.Access?
    /// Whether the run records which rows come from which; its request has to have the extender for it.
    var recordsLineage = false
    /// Nil: nothing of earlier runs is used.
    var cache: CacheChoice?
    /// Whether the run is recorded among the earlier runs of its plan.
    var recordsHistory = true
    let signals: SignalWatch

    /// Runs to the end. Blocks; for the main thread. What could not be written to the output is said and in the status.
    ///
    /// - Parameter cleanUp: what to do before the process is left at once, which happens where a step's thread is still at
    ///   work after the run: it would not survive the static destructors of `exit`.
    func run(then cleanUp: () -> Void = {}) throws(CommandFailure) -> ExitStatus {
        let bus = EventBus()
        var request = requestForInterface
        useCache(in: &request)
        let history = recordsHistory ? useHistory(in: &request) : nil
        let server = try startServer(of: &request)
        defer { server?.close() }
        let lineage = recordsLineage ? try LineageService.begin(in: &request) : nil
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        let recording = try eventLog(on: bus)
        let display = try display(of: orchestrator, on: bus)
        // After the display, which then hears all that it says.
        let tracing = try TraceService.start(trace, on: bus)
        let recorder = history.map { file in
            RunRecorder(
                file, of: request.plan, tellsExpectations: showsExpectations && request.expectations == nil, on: bus)
        }
        let leave: @Sendable () -> Void = {
            display.restoreTerminal()
            server?.abandon()
        }
        signals.attach(leaving: leave) { signal, gracefully in
            orchestrator.stop(gracefully: gracefully)
            display.stopRequested(Self.request(signal, gracefully: gracefully))
        }
        // What planned the run does not run it.
        weir_code_release()
        let result = orchestrator.run()
        if let screen = display as? MonitorScreen {
            // Whoever still looks at it may leave by a signal too.
            signals.attach(leaving: leave) { _, _ in screen.leave() }
        }
        let outputFailure = display.finish()
        request.cache?.finish()
        lineage?.end(result)
        signals.detach()
        finish(recording)
        if let note = recorder?.finish() { TextSink.errors.tryWrite("weir: warning: \(note.printable)\n") }
        TraceService.finish(tracing)
        if let summary = display.gitHubSummary { GitHubEnvironment.addSummary(summary) }
        let status = status(of: result, outputFailure)
        if result.abandonedSteps > 0 {
            cleanUp()
            server?.abandon()
            _exit(status.code)
        }
        return status
    }

    /// Before the run begins: its first events tell what of it is there already.
    private func useCache(in request: inout RunRequest) {
        guard let cache else { return }
        let store = Engine.cacheStore(in: Engine.memoryFolder(of: request.plan), limit: cache.limit)
        let run = Engine.cachedRun(request, store: store, files: FileFingerprints(keptIn: store))
        request.cache = run
        guard cache.mustResume, run.selection.runCount == request.plan.steps.count else { return }
        request.plan.warnings.append(
            .warning("there is nothing to resume from: no step of this plan is in \(store.folder)", at: nil))
    }

    /// What earlier runs tell is there when a run begins whose memory they help to plan; others are told while they go on.
    private func useHistory(in request: inout RunRequest) -> HistoryFile {
        let history = Engine.history(
            in: Engine.memoryFolder(of: request.plan), drivers: request.plan.run.drivers)
        if request.memoryBudget != nil { request.expectations = Engine.expectations(of: request.plan, from: history) }
        return history
    }

    /// Whether what shows the run says more of it if it knows of earlier ones.
    private var showsExpectations: Bool {
        switch interface {
        case .tui, .inline, .plain: true
        case .json, .none: false
        }
    }

    private func startServer(of request: inout RunRequest) throws(CommandFailure) -> FlightServer? {
        guard let flight else { return nil }
        return try FlightService.start(flight, of: &request)
    }

    /// A monitor can act on the run and show its results, so the engine keeps what that takes.
    private var requestForInterface: RunRequest {
        guard interface == .tui else { return request }
        var request = request
        request.holdsFailures = true
        request.samplesResources = true
        request.describesResults = true
        request.previewRows = 200
        return request
    }

    private func display(
        of orchestrator: ExecutionOrchestrator, on bus: EventBus
    ) throws(CommandFailure) -> any RunDisplay {
        let report = RunReport(
            interface, isGitHubActions: Console.isGitHubActions, hasColour: Console.hasColour(STDOUT_FILENO),
            width: Console.width(of: STDOUT_FILENO))
        if interface == .tui {
            do throws(TerminalError) {
                return try MonitorScreen(
                    on: bus, control: orchestrator, report: report, shelf: theme.shelf, theme: theme.name
                ) { [signals] in signals.hangUp() }
            } catch {
                throw CommandFailure("the monitor cannot be shown: \(error); --ui plain shows the run as lines")
            }
        }
        let screen = interface == .inline ? InlineScreen(theme) : nil
        let printer = LogPrinter(report: report, screen: screen) { orchestrator.stop(gracefully: false) }
        try printer.start(on: bus)
        return printer
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

    /// A terminal that vanished ends the run as SIGHUP does; that nothing can be written to it then is no news.
    private func status(of result: RunResult, _ outputFailure: SinkFailure?) -> ExitStatus {
        if let outputFailure, signals.received != SIGHUP { return .of(outputFailure) }
        return status(of: result)
    }

    private func status(of result: RunResult) -> ExitStatus {
        switch result.outcome {
        case .succeeded: .success
        case .failed, .stalled, .cancelled:
            signals.received.map { .signal($0) } ?? (result.isOutOfMemory ? .memory : .failed)
        }
    }

    static func request(_ signal: Int32, gracefully: Bool) -> StopRequest {
        switch signal {
        case SIGINT: StopRequest(cause: "interrupted", isGraceful: gracefully, hint: "Ctrl-C again: stop at once")
        case SIGTERM: StopRequest(cause: "terminated", isGraceful: gracefully)
        default: StopRequest(cause: "hung up", isGraceful: gracefully)
        }
    }
}
