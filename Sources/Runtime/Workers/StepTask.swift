package import Caching
package import Compute
package import Events
package import Plan
import Synchronization

/// One attempt at a step, ready to run: the step, its framework, and a snapshot of its inputs.
package final class StepTask: StepObserver, @unchecked Sendable {
    // Sendable: `cancelled` and `waker` are atomic. Every other `var` has one owner at a time, and each change of hands goes through the
    // worker pool's lock: the orchestrator until the task is submitted, then the worker that runs it, then, with the report,
    // the orchestrator again.

    package let step: StepID
    /// From 1; together with `step` unique in a run.
    package let attempt: Int
    /// A task of a higher priority is taken up first; among equals, the step that stands first in the plan.
    package let priority: UInt64
    /// Nanoseconds the attempt may take; nil: any.
    package let timeout: UInt64?
    /// Whether no other task may be taken up once this one has failed, until the orchestrator has seen it.
    package let failureClosesIntake: Bool
    let framework: any ComputeFramework
    let shared: StepContext.Shared
    /// Whether it runs in the worker's process, and not in this one.
    package let runsInProcess: Bool
    /// Where a `write` step writes.
    let staged: StagedFile?
    /// Where what it makes is kept; nil: nowhere.
    private let cache: CachedRun?
    private let events: EventBus
    private(set) var inputs: [any SlotData]
    private let cancelled = Atomic<Bool>(false)
    /// Made by the few steps that wait for something.
    private let waker = AtomicLazyReference<Waker>()
    private var deadline = UInt64.max
    /// Of the monotonic clock; 0: it has not started.
    private var startedAt: UInt64 = 0

    /// Nil until the task has run.
    package private(set) var outcome: Result<StepProduct, any Error>?
    package private(set) var worker: WorkerID?
    /// Nanoseconds of wall time, and of the worker thread's processor time.
    package private(set) var duration: UInt64 = 0
    package private(set) var processorTime: UInt64 = 0

    package init(
        step: StepID, attempt: Int, priority: UInt64, timeout: UInt64? = nil, failureClosesIntake: Bool = false,
        runsInProcess: Bool = false, framework: any ComputeFramework, inputs: [any SlotData],
        shared: StepContext.Shared, staged: StagedFile? = nil, cache: CachedRun? = nil, events: EventBus
    ) {
        self.step = step
        self.attempt = attempt
        self.priority = priority
        self.timeout = timeout
        self.failureClosesIntake = failureClosesIntake
        self.runsInProcess = runsInProcess
        self.framework = framework
        self.inputs = inputs
        self.shared = shared
        self.staged = staged
        self.cache = cache
        self.events = events
    }

    package var hasFailed: Bool {
        if case .failure = outcome { true } else { false }
    }

    /// In the names of files that the attempt writes.
    var stagingID: String { shared.stagingID(of: step, attempt: attempt) }

    /// Does the step's work on the calling thread; nothing, if the task was cancelled before. Its inputs are released before it
    /// returns, so that by the time it is reported the engine holds the only references.
    package func run(on worker: WorkerID, clock: inout ProcessorClock) {
        begin(on: worker) { clock.begin() }
        perform {
            (
                try framework.perform(
                    shared.plan.steps[Int(step.index)], inputs: inputs,
                    context: StepContext(shared, attempt: (step, attempt), observer: self)), 0
            )
        }
        (duration, processorTime) = clock.end(began: startedAt)
        keep()
    }

    /// The same, but has the worker process of `host` do the work; or goes on with it where the orchestrator has left it.
    func run(on worker: WorkerID, in host: ProcessHost) {
        if !hasStarted { begin(on: worker) { MonotonicTime.now } }
        perform { try host.perform(self) }
        duration = MonotonicTime.now &- startedAt
        keep()
    }

    /// The same on the orchestrator's thread, which has borrowed the process.
    ///
    /// - Returns: whether the task is done; if not, it is to be run by the host's thread.
    func run(on worker: WorkerID, borrowing host: ProcessHost, unless interruption: WorkerProcess.Interruption) -> Bool
    {
        begin(on: worker) { MonotonicTime.now }
        guard perform({ try host.attend(to: self, unless: interruption) }) else { return false }
        duration = MonotonicTime.now &- startedAt
        return true
    }

    /// Whether the orchestrator can see to it between two reports: it takes it no time but waiting.
    var canBeAttended: Bool {
        runsInProcess && timeout == nil && cache == nil && inputs.allSatisfy { $0 is SharedData }
    }

    private func begin(on worker: WorkerID, now: () -> UInt64) {
        self.worker = worker
        publish(.stepStarted(step, worker: worker, attempt: attempt))
        startedAt = now()
        if let timeout { deadline = startedAt &+ timeout }
        if isCancelled { outcome = .failure(CancellationError()) } else { staged?.claim() }
    }

    /// Settles the outcome, unless it is settled or the work is left undone: then it returns false.
    @discardableResult
    private func perform(_ work: () throws -> ProcessHost.Performed?) -> Bool {
        if outcome == nil {
            do {
                guard let (product, time) = try work() else { return false }
                processorTime = time
                outcome = .success(product)
            } catch {
                outcome = .failure(error)
            }
        }
        if hasFailed { staged?.remove() }
        inputs = []
        return true
    }

    private func keep() {
        if let cache, case .success(let product) = outcome { keep(product, in: cache) }
    }

    /// A step that cannot be kept is done again by the next run.
    private func keep(_ product: StepProduct, in cache: CachedRun) {
        do throws(CacheError) {
            try cache.keep(product, of: step, framework: framework)
        } catch {
            publish(.logLine(step, "not kept for the next run: \(error)"))
        }
    }

    /// Throws away what the task made, for nobody waits for it any more.
    package func discard() {
        _ = takeOutcome()
        staged?.remove()
    }

    /// Hands over what the run made, and keeps nothing of it. Nil if it has not run, or was asked before.
    package func takeOutcome() -> Result<StepProduct, any Error>? {
        var taken: Result<StepProduct, any Error>?
        swap(&taken, &outcome)
        return taken
    }

    /// Tells the step that nobody wants its result: nothing is published of it any more. Any thread.
    package func cancel() {
        cancelled.store(true, ordering: .sequentiallyConsistent)
        waker.load()?.wake.withLock { $0 }?()
    }

    var hasStarted: Bool { startedAt != 0 }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    package func stepLogged(_ line: String) { publish(.logLine(step, line)) }

    package func stepProgressed(rows: Int) { publish(.stepProgressed(step, rows: rows)) }

    package var isStepCancelled: Bool {
        isCancelled || (timeout != nil && MonotonicTime.now > deadline)
    }

    package var stepTimeLeft: Duration? {
        guard timeout != nil else { return nil }
        let now = MonotonicTime.now
        return .nanoseconds(now < deadline ? Int64(clamping: deadline - now) : 0)
    }

    package func wakeWhenCancelled(_ wake: (@Sendable () -> Void)?) {
        waker.storeIfNil(Waker()).wake.withLock { $0 = wake }
        if cancelled.load(ordering: .sequentiallyConsistent) { wake?() }
    }

    /// Wakes a step that waits.
    private final class Waker: Sendable {
        let wake = Locked<(@Sendable () -> Void)?>(nil)
    }

    /// So that nothing is heard of a step after it was cancelled or has timed out.
    private func publish(_ kind: @autoclosure () -> RunEvent.Kind) {
        events.publish(kind(), unless: { isCancelled })
    }
}
