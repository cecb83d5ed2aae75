import Events
import Monitor
import Plan
import Runtime
import Terminal
import Watching

/// A watch on the terminal. What it said of errors and failures is printed where the shell goes on.
final class WatchScreen: WatchDisplay {
    private let session: TerminalSession
    private let source: WatchSource
    private let themeWatch: ThemeWatch
    private let farewell = Locked<[String]>([])

    /// Opens the terminal.
    init(
        _ theme: ThemeChoice, inbox: WatchInbox, onHangUp: @escaping @Sendable () -> Void
    ) throws(TerminalError) {
        let (source, changes) = (WatchSource(), ThemeChanges())
        self.source = source
        let session = try TerminalSession.start(onHangUp: onHangUp) { _ in
            WatchMonitor(source, themes: ThemeStage(theme.shelf, name: theme.name, changes: changes)) { action in
                inbox.put { $0.actions.append(action) }
            }
        }
        self.session = session
        themeWatch = ThemeWatch(theme.library) {
            changes.happened()
            session.wake()
        }
    }

    func tell(_ note: WatchNote) {
        switch note {
        case .notice, .waits, .restarts, .changed: source.show(notice: note.text)
        // Beside what has changed.
        case .begins(let plan, let forecast): source.add(toNotice: forecast, of: plan)
        case .watching, .invalid, .current, .removed, .ended: break
        }
        session.wake()
    }

    func show(_ plans: [WatchedPlan]) {
        source.show(plans.map { PlanEntry(name: $0.name, state: .init($0.state), file: $0.path, problem: $0.problem) })
        farewell.withLock { farewell in
            farewell = plans.compactMap { plan in
                plan.problem?.description ?? (plan.state == .failed ? "\(plan.name): its last run failed" : nil)
            }
        }
        session.wake()
    }

    /// The monitor shows results with their statistics.
    func adapt(_ request: inout RunRequest) {
        request.samplesResources = true
        request.describesResults = true
        request.previewRows = 200
    }

    func started(
        _ path: String, name: String, _ orchestrator: ExecutionOrchestrator, on bus: EventBus
    ) throws(CommandFailure) -> (any RunDisplay)? {
        let session = session
        let subscription = bus.subscribe { session.wake() }
        source.feed(of: name).show(LiveFeed(subscription, control: orchestrator))
        session.wake()
        return nil
    }

    func ended(_ run: WatchRun) { session.wake() }

    func finish() -> SinkFailure? {
        themeWatch.stop()
        session.requestEnd()
        session.join()
        TextSink.errors.tryWrite(farewell.withLock { $0 }.map { $0.printable + "\n" }.joined())
        return nil
    }

    func restoreTerminal() { session.restoreNow() }

    var isTerminalLent: Bool { session.isLent }
}

extension PlanEntry.State {
    fileprivate init(_ state: PlanQueue.State) {
        self =
            switch state {
            case .current: .current
            case .stale: .stale
            case .running: .running
            case .failed: .failed
            case .invalid: .invalid
            }
    }
}
