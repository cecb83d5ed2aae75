import Caching
import Events
import FileWatching
import History
import Monitor
import Plan
import Runtime
import Watching
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A watch from the command line: its loop on the calling thread, which sleeps until something has changed; runs on a thread of their
/// own, one at a time; what watches the files on a third.
final class WatchSession {
    let place: WatchedPlace
    let command: WatchCommand
    let configuration: UserConfiguration
    let files: FileFingerprints
    let store: CacheStore
    let inbox = WatchInbox()
    let display: any WatchDisplay
    private let signals: SignalWatch
    private var watch: (any FileWatch)?
    private var debounce: Debounce
    private var changes = FolderChanges()

    var queue = PlanQueue()
    /// By path.
    var versions: [String: WatchedVersion] = [:]
    /// By path: errors that were told.
    var told: [String: [Diagnostic]] = [:]
    /// Of steps of earlier runs.
    var costs = StepCosts()
    var current: WatchRun?
    var stop: (signal: Int32, isGraceful: Bool)?
    /// Whether the user has left the monitor.
    var isLeft = false
    var hasFailed = false
    private var hasAbandoned = false

    init(_ command: WatchCommand, configuration: UserConfiguration, signals: SignalWatch) throws {
        self.command = command
        self.configuration = configuration
        self.signals = signals
        place = try WatchedPlace(command.place)
        store = Engine.cacheStore(
            in: place.memoryFolder, limit: command.arguments.cache.cacheSize?.bytes ?? CacheStore.defaultLimit)
        files = FileFingerprints(keptIn: store)
        debounce = Debounce(quiet: command.debounce.duration)
        display = try WatchDisplays.make(command, configuration, inbox: inbox, signals: signals)
    }

    /// Until it is told to stop; with `--once` until nothing is stale. Blocks; for the main thread.
    func run() -> ExitStatus {
        let (inbox, display) = (inbox, display)
        let isForOthers: @Sendable (Int32) -> Bool = { signal in signal == SIGINT && display.isTerminalLent }
        signals.attach(leaving: display.restoreTerminal, isForOthers: isForOthers) { signal, gracefully in
            inbox.put { $0.stop = (signal, gracefully) }
        }
        if !command.once { startWatching() }
        lookForPlans()
        display.tell(.watching(folder: place.written, plans: queue.paths.count, means: means))
        while true {
            startNext()
            if current == nil && (stop != nil || isLeft || command.once) { break }
            take(inbox.take(until: debounce.due))
        }
        watch?.stop()
        return end()
    }

    private func end() -> ExitStatus {
        let reason =
            signals.received.map { $0 == SIGINT ? "interrupted" : "told to" } ?? (isLeft ? "left" : "nothing is stale")
        display.tell(.ended(reason))
        files.keep(isLast: true)
        let failure = display.finish()
        signals.detach()
        let status = status(failure)
        // A step that is still at work would not survive the static destructors of `exit`.
        if hasAbandoned { _exit(status.code) }
        return status
    }

    private func status(_ failure: SinkFailure?) -> ExitStatus {
        if let failure, signals.received != SIGHUP { return .of(failure) }
        if let signal = signals.received { return .signal(signal) }
        if queue.paths.contains(where: { queue.state(of: $0) == .invalid }) { return .usage }
        return hasFailed && queue.paths.contains { queue.state(of: $0) == .failed } ? .failed : .success
    }

    // MARK: News

    private func take(_ news: WatchInbox.News) {
        let now = MonotonicTime.now
        if let problem = news.problem { fallBack(problem) }
        if let asked = news.stop { stopRequested(asked) }
        if !news.changes.paths.isEmpty || news.changes.isIncomplete {
            changes.paths.formUnion(news.changes.paths)
            changes.isIncomplete = changes.isIncomplete || news.changes.isIncomplete
            if isOfInterest(news.changes) { debounce.changed(at: now) }
        }
        if let result = news.ended { runEnded(result) }
        for action in news.actions { act(action) }
        if debounce.take(at: now) {
            let taken = changes
            changes = FolderChanges()
            look(at: taken)
        }
    }

    /// Whether changes are more than what the watch's own runs write.
    private func isOfInterest(_ changes: FolderChanges) -> Bool {
        changes.isIncomplete || !queue.affected(by: changes.paths).isEmpty
            || changes.paths.contains { place.mayBePlan($0) }
    }

    private func stopRequested(_ asked: (signal: Int32, isGraceful: Bool)) {
        stop = asked
        current?.stop(asked.signal, isGraceful: asked.isGraceful)
    }

    private func act(_ action: WatchAction) {
        switch action {
        case .run(let plan): queue.asked("\(place.folder)/\(plan)")
        case .leave:
            isLeft = true
            current?.giveUp()
        }
    }

    func runEnded(_ result: RunResult) {
        guard let run = current else { return }
        if let note = run.finish() { display.tell(.notice(note)) }
        run.add(to: &costs)
        current = nil
        display.ended(run)
        if result.abandonedSteps > 0 { hasAbandoned = true }
        let isGood = result.outcome == .succeeded
        if result.outcome == .failed || result.outcome == .stalled { hasFailed = true }
        versions[run.path]?.isDone = isGood
        queue.ended(run.path, isGood: isGood)
        // What it wrote may be what others read; and a plan with errors may have missed it.
        let others = Set(queue.readers(of: run.path) + queue.paths.filter { queue.state(of: $0) == .invalid })
        for path in others.sorted() { look(at: path) }
        renewFolders()
    }

    // MARK: Files

    private func startWatching() {
        let report: @Sendable (FolderChanges) -> Void = { [inbox] changes in
            inbox.put { news in
                news.changes.paths.formUnion(changes.paths)
                news.changes.isIncomplete = news.changes.isIncomplete || changes.isIncomplete
            }
        }
        do {
            if command.poll {
                watch = try PollingWatch(report: report)
            } else {
                watch = try DirectoryWatch(
                    report: report, fail: { [inbox] problem in inbox.put { $0.problem = problem } })
            }
        } catch {
            fallBack(error)
        }
        renewFolders()
    }

    private func fallBack(_ problem: FileWatchProblem) {
        display.tell(.notice("\(problem); until then files are looked at every 2 s"))
        watch?.stop()
        watch = try? PollingWatch { [inbox] changes in
            inbox.put { $0.changes.paths.formUnion(changes.paths) }
        }
        renewFolders()
    }

    private var means: String {
        switch watch {
        case nil: "looking once"
        case is PollingWatch: "looking every 2 s"
        default: DirectoryWatch.means
        }
    }

    /// Where the runs of a plan are recorded; nil: nowhere.
    func history(of plan: ExecutionPlan) -> HistoryFile? {
        command.arguments.noHistory
            ? nil : Engine.history(in: place.memoryFolder, drivers: plan.run.over(configuration.runOptions).drivers)
    }

    func renewFolders() { watch?.watch(queue.folders.union([place.folder])) }
}
