import ChildProcesses
package import Events
package import Plan
import Synchronization

/// The run's workers: a fixed pool of threads, started as they are needed, that take tasks from one queue by themselves and
/// report what has ended. In a run with worker processes each thread hosts one, and steps run there. Wakes cross threads only when
/// the other side sleeps.
///
/// A process can be ended with its step: see `WorkerManager+Processes`. A thread cannot: a task that is abandoned keeps it until
/// it returns; meanwhile a substitute may start, and what the task still makes is thrown away.
package final class WorkerManager: WorkerPool, @unchecked Sendable {
    // Sendable: `state`, `members` and `hostsProcesses` are read and written under `lock` only, `inlineClock` and `patience` on the
    // orchestrator's thread only.

    /// How a worker is run, by its index in `state.workers`.
    enum Member {
        /// The thread is nil where the system had none left.
        case thread(PosixThread?, wake: ConditionLock.Condition)
        case process(PosixThread?, ProcessHost)

        func signal() {
            switch self {
            case .thread(_, let wake): wake.signal()
            case .process(_, let host): host.wake()
            }
        }
    }

    let events: EventBus
    let lock = ConditionLock()
    var state: WorkerPoolState
    /// Whether workers from now on host processes.
    var hostsProcesses = false
    private let deaths = Locked(WorkerDeaths())
    private let processMemory: Int?
    let carriage: DataCarriage
    private(set) var members: [Member] = []
    private var inlineClock = ProcessorClock()
    private var patience = Patience(cores: ProcessUsage.availableCores) { MonotonicTime.now }
    // What the state says, for those who look without the lock: a hint, never more.
    let hasReports = Atomic<Bool>(false)
    let hasTasks = Atomic<Bool>(false)
    /// Wakes the orchestrator where it waits in the place of a worker; nil: it never does. Written before there are workers.
    var attention: WakePipe?
    let isAttending = Atomic<Bool>(false)

    /// However many are asked for.
    package static let maximumThreads = 512
    private static let stackSize = 8 << 20
    /// How long reports may wait while every worker has enough to do: nanoseconds.
    private static let linger: UInt64 = 1_000_000

    /// - Parameters:
    ///   - workers: threads at most.
    ///   - processMemory: bytes that a worker process may have of its own; nil: any.
    ///   - sharing: how data get to worker processes.
    package init(
        workers: Int, events: EventBus, processMemory: Int? = nil, sharing: DataSharing = DataSharing()
    ) {
        self.events = events
        self.processMemory = processMemory
        carriage = DataCarriage(sharing, events: events)
        state = WorkerPoolState(limit: min(workers, Self.maximumThreads))
    }

    package var now: UInt64 { MonotonicTime.now }

    package func prepare() -> Bool {
        lock.withLock { state.liveCount > 0 || start(state.addWorker()) }
    }

    package func submit(_ tasks: [StepTask]) {
        lock.lock()
        for task in tasks { state.submit(task) }
        hasTasks.store(true, ordering: .relaxed)
        // Left to the next wait for reports, or to whatever comes before it.
        if attention != nil, state.hasLoneTask { return lock.unlock() }
        unlockAndWakeWorkers()
    }

    package func runInline(_ task: StepTask) {
        if attention != nil {
            lock.lock()
            unlockAndWakeWorkers()
        }
        task.run(on: .main, clock: &inlineClock)
    }

    package func withdrawAll() -> [StepTask] {
        lock.withLock { state.withdrawAll() }
    }

    package func abandon(_ step: StepID) {
        lock.lock()
        let worker = state.workers.firstIndex { $0.task?.step == step && !$0.isAbandoned }
        _ = state.abandon(step)
        let host: Member? = worker.map { members[$0] }
        unlockAndWakeWorkers()
        if case .process = host { host?.signal() }
    }

    package func post(_ command: RunCommand) {
        let wakesLoop = lock.withLock { report(.command(command)) }
        if wakesLoop { wakeLoop() }
    }

    /// To be called after the lock is released.
    func wakeLoop() {
        if isAttending.load(ordering: .relaxed) { attention?.wake() } else { lock.signal() }
    }

    package func takeReports(_ reports: inout [WorkerReport], waiting: ReportWait) {
        if let attention, case .until(let deadline) = waiting {
            attendLoneTask(unless: WorkerProcess.Interruption(pipe: attention, deadline: deadline))
        }
        if !hasReports.load(ordering: .relaxed) {
            if case .no = waiting { return reports.removeAll(keepingCapacity: true) }
            if patience.isWilling() { patience.look { hasReports.load(ordering: .relaxed) } }
        }
        lock.lock()
        defer { lock.unlock() }
        if case .until(let deadline) = waiting { wait(until: deadline) }
        hasReports.store(false, ordering: .relaxed)
        state.takeReports(&reports)
    }

    package func shutDown() -> Int {
        let (members, workers) = lock.withLock {
            state.shutDown()
            for member in self.members { member.signal() }
            return (self.members, state.workers)
        }
        var left = 0
        for (member, worker) in zip(members, workers) {
            switch member {
            // Its process is ended, and so the step.
            case .process(let thread, _) where worker.task?.runsInProcess ?? true: thread?.join()
            case .process(let thread, _), .thread(let thread, _):
                guard worker.isAbandoned else {
                    thread?.join()
                    continue
                }
                thread?.detach()
                left += 1
                events.publish(.workerExited(worker.id, reason: "left behind with an abandoned step"))
            }
        }
        carriage.close()
        return left
    }

    // MARK: The orchestrator's side, with the lock held

    private func wait(until deadline: UInt64?) {
        switch state.beginWait() {
        case .awake: break
        case .lingering:
            let end = min(MonotonicTime.now + Self.linger, deadline ?? .max)
            while state.loop == .lingering && lock.wait(until: end) {}
        case .waiting:
            while state.loop == .waiting {
                guard let deadline else {
                    lock.wait()
                    continue
                }
                if !lock.wait(until: deadline) { break }
            }
        }
    }

    /// Returns whether the orchestrator must be signalled, once the lock is released.
    func report(_ report: WorkerReport) -> Bool {
        defer { hasReports.store(true, ordering: .relaxed) }
        return state.report(report)
    }

    /// Wakes come after the lock is released, so that who wakes finds it free.
    func unlockAndWakeWorkers() {
        while true {
            let wake = state.nextWake()
            var member: Member?
            switch wake {
            case .nobody: break
            case .worker(let index): member = members[index]
            case .newWorker(let index): if !start(index) { return lock.unlock() }
            }
            lock.unlock()
            if wake == .nobody { return }
            member?.signal()
            lock.lock()
        }
    }

    /// False where the system has no thread left; the workers there are then have to do.
    func start(_ index: Int) -> Bool {
        let id = state.workers[index].id
        if hostsProcesses { return startHost(index, WorkerID(.process, id.number)) }
        let wake = ConditionLock.Condition()
        let thread = PosixThread.start(name: "weir \(id)", stackSize: Self.stackSize) { [self] in
            work(index, id: id, wake: wake)
        }
        members.append(.thread(thread, wake: wake))
        if thread == nil { state.couldNotStart(index) }
        return thread != nil
    }

    private func startHost(_ index: Int, _ id: WorkerID) -> Bool {
        let host = ProcessHost(id, events: events, deaths: deaths, memoryLimit: processMemory, carriage: carriage)
        let thread = host.flatMap { host in
            PosixThread.start(name: "weir \(id)", stackSize: Self.stackSize) { [self] in work(index, in: host) }
        }
        if let host, thread != nil {
            members.append(.process(thread, host))
        } else {
            members.append(.thread(nil, wake: ConditionLock.Condition()))
            state.couldNotStart(index)
        }
        return thread != nil
    }

    // MARK: A worker's thread

    private func work(_ index: Int, id: WorkerID, wake: ConditionLock.Condition) {
        events.publish(.workerStarted(id, processID: nil))
        var clock = ProcessorClock()
        var isBusy = false
        var patience = Patience(cores: ProcessUsage.availableCores) { MonotonicTime.now }
        var hasLooked = false
        // Whether the orchestrator is to be signalled, once the lock is released.
        var wakesLoop = false
        lock.lock()
        while true {
            let tells = isBusy && events.isObserved
            if let task = state.next(for: index, tells: tells) {
                hasLooked = false
                hasTasks.store(state.queuedCount > 0, ordering: .relaxed)
                if task.timeout != nil, report(.started(task, at: MonotonicTime.now)) { wakesLoop = true }
                unlock(&wakesLoop)
                if !isBusy {
                    isBusy = true
                    events.publish(.workerBusy(id, task.step))
                }
                task.run(on: id, clock: &clock)
                lock.lock()
                let end = state.ended(index)
                if end.isReported {
                    hasReports.store(true, ordering: .relaxed)
                    wakesLoop = end.wakesLoop
                } else {
                    lock.unlock()
                    task.discard()
                    lock.lock()
                }
            } else if state.mustExit(index) {
                break
            } else {
                if wakesLoop || tells {
                    unlock(&wakesLoop)
                    if tells { events.publish(.workerIdle(id)) }
                    lock.lock()
                    state.told(index)
                }
                isBusy = false
                if !hasLooked, patience.isWilling() {
                    hasLooked = true
                    state.willLookAgain(index)
                    lock.unlock()
                    patience.look { hasTasks.load(ordering: .relaxed) }
                    lock.lock()
                    continue
                }
                hasLooked = false
                while state.isIdle(index) { wake.wait(with: lock) }
            }
        }
        state.exited(index)
        unlock(&wakesLoop)
        events.publish(.workerExited(id, reason: "run ended"))
    }

    private func unlock(_ wakesLoop: inout Bool) {
        lock.unlock()
        guard wakesLoop else { return }
        wakesLoop = false
        wakeLoop()
    }
}
