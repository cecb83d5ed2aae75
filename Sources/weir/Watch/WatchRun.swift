import Caching
import Events
import History
import Monitor
import Plan
import Runtime
import Watching

/// One run of a watched plan, on a thread of its own.
final class WatchRun: Sendable {
    let path: String
    let orchestrator: ExecutionOrchestrator
    private let shown: (any RunDisplay)?
    private let thread = Locked<PosixThread?>(nil)
    private let recorder: RunRecorder?
    private let identity: PlanIdentity?
    /// Of the steps that were done.
    private let subscription: EventSubscription

    /// Starts it.
    ///
    /// - Parameters:
    ///   - history: where it is recorded; nil: nowhere.
    ///   - onEnd: called on its thread, once.
    init(
        _ path: String, name: String, _ request: RunRequest, history: HistoryFile?, display: any WatchDisplay,
        onEnd: @escaping @Sendable (RunResult) -> Void
    ) throws(CommandFailure) {
        self.path = path
        let bus = EventBus()
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        self.orchestrator = orchestrator
        subscription = bus.subscribe(logLimit: 0)
        identity = request.cache?.identity
        shown = try display.started(path, name: name, orchestrator, on: bus)
        recorder = history.map { RunRecorder($0, of: request.plan, tellsExpectations: false, on: bus) }
        let cache = request.cache
        let started = PosixThread.start(name: "weir loop", stackSize: 8 << 20) {
            let result = orchestrator.run()
            cache?.finish(isLast: false)
            onEnd(result)
        }
        guard let started else {
            throw CommandFailure("the system has no thread left to run a plan on", status: .internalFault)
        }
        thread.withLock { $0 = started }
    }

    func stop(_ signal: Int32, isGraceful: Bool) {
        orchestrator.stop(gracefully: isGraceful)
        shown?.stopRequested(RunSession.request(signal, gracefully: isGraceful))
    }

    /// It is not wanted any more: another run waits.
    func giveUp() { orchestrator.stop(gracefully: false) }

    /// What its steps came to. After its end.
    func add(to costs: inout StepCosts) {
        for event in subscription.drain() {
            guard case .stepFinished(let step, let figures) = event.kind else { continue }
            costs.done(identity?[step], StepCosts.Cost(bytes: figures.bytes, duration: figures.duration))
        }
    }

    /// After its end: all of it is shown and recorded. Blocks for a moment.
    ///
    /// - Returns: what is to be said about that, for people.
    func finish() -> String? {
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
        _ = shown?.finish()
        return recorder?.finish()
    }
}
