import Caching
import Events
import Monitor
import Plan
import Runtime
import Terminal
import Watching
import WeirKit

/// A plan of a watch with its state.
struct WatchedPlan: Sendable, Hashable {
    var path: String
    /// For people.
    var name: String
    var state: PlanQueue.State
    /// Its first error.
    var problem: Diagnostic?
}

/// What shows a watch and its runs. `tell` and `show` are called by the watch's thread.
protocol WatchDisplay: Sendable {
    func tell(_ note: WatchNote)
    func show(_ plans: [WatchedPlan])
    /// What the display needs of a run beside the default.
    func adapt(_ request: inout RunRequest)
    /// A run begins.
    ///
    /// - Returns: what shows it, if it is one run's alone.
    func started(
        _ path: String, name: String, _ orchestrator: ExecutionOrchestrator, on bus: EventBus
    ) throws(CommandFailure) -> (any RunDisplay)?
    func ended(_ run: WatchRun)
    /// The watch is over. Blocks until all is shown.
    func finish() -> SinkFailure?
    /// Gives the terminal back at once. Any thread.
    func restoreTerminal()
    /// Whether another program, such as an editor, has the terminal for a while. Any thread.
    var isTerminalLent: Bool { get }
}

extension WatchDisplay {
    var isTerminalLent: Bool { false }

    /// What the slots of a plan are known by, as `adapt` has its outputs shown.
    func identity(of plan: ExecutionPlan, files: FileFingerprints) -> PlanIdentity {
        var request = RunRequest(plan: plan, frameworks: [])
        adapt(&request)
        return Engine.identity(
            of: plan, previewRows: request.previewRows, describesResults: request.describesResults, files: files)
    }
}

enum WatchDisplays {
    /// As the command line and the terminal have it.
    static func make(
        _ command: WatchCommand, _ configuration: UserConfiguration, inbox: WatchInbox, signals: SignalWatch
    ) throws -> any WatchDisplay {
        var interface = try command.arguments.interface(configured: configuration.interface)
        // A watch that ends by itself leaves nothing to look at but its log.
        if command.once && interface == .tui && command.arguments.ui == nil { interface = .plain }
        guard interface == .tui else { return WatchPrinter(interface) }
        let theme = try command.arguments.theme.choice(configured: configuration.theme)
        do throws(TerminalError) {
            return try WatchScreen(theme, inbox: inbox) { signals.hangUp() }
        } catch {
            throw CommandFailure("the monitor cannot be shown: \(error); --ui plain shows the watch as lines")
        }
    }
}
