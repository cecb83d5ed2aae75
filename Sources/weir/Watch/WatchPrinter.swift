import Events
import Monitor
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A watch as lines: its own between those of its runs.
final class WatchPrinter: WatchDisplay {
    private let interface: RunReport.Interface
    private let log: WatchLog
    private let failure = Locked<SinkFailure?>(nil)

    init(_ interface: RunReport.Interface) {
        self.interface = interface
        let form: WatchLog.Form =
            switch interface {
            case .plain, .inline, .tui: .plain
            case .json: .json
            case .none: .none
            }
        log = WatchLog(form, paint: Paint(isOn: Console.hasColour(STDOUT_FILENO)))
    }

    func tell(_ note: WatchNote) {
        let page = log.page(note, at: Int64(MonotonicTime.wallClock * 1000))
        TextSink.errors.tryWrite(page.errors)
        do throws(SinkFailure) {
            try TextSink.output.write(page.output)
        } catch {
            failure.withLock { $0 = $0 ?? error }
        }
    }

    func show(_ plans: [WatchedPlan]) {}

    func adapt(_ request: inout RunRequest) {}

    func started(
        _ path: String, name: String, _ orchestrator: ExecutionOrchestrator, on bus: EventBus
    ) throws(CommandFailure) -> (any RunDisplay)? {
        let report = RunReport(
            interface, isGitHubActions: Console.isGitHubActions, hasColour: Console.hasColour(STDOUT_FILENO),
            width: Console.width(of: STDOUT_FILENO), tellsCached: false)
        let printer = LogPrinter(report: report) { orchestrator.stop(gracefully: false) }
        try printer.start(on: bus)
        return printer
    }

    func ended(_ run: WatchRun) {}

    func finish() -> SinkFailure? { failure.withLock { $0 } }

    func restoreTerminal() {}
}
