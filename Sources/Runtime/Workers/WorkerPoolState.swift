import Events
import HeapModule
import Plan

/// Which worker does what, and who has to be woken: the worker pool as a pure state machine. `WorkerManager` keeps it under its
/// lock and supplies the threads.
struct WorkerPoolState {
    /// Whom a change must wake. A wake is owed once: who is told to wake counts as awake.
    enum Wake: Equatable {
        case nobody
        case worker(Int)
        /// A new worker, to be started with this index.
        case newWorker(Int)
    }

    /// What the orchestrator's thread does.
    enum Loop {
        case awake
        /// It sleeps for a moment although there are reports, because workers have enough to do; see `isUrgent`.
        case lingering
        case waiting
    }

    struct Worker {
        let id: WorkerID
        var task: StepTask?
        /// Told to wake (or started), and not seen since.
        var isWaking = true
        var isAbandoned = false
        /// The orchestrator has begun its task, and leaves the rest to it.
        var isHandedOver = false
        /// Idle, but it has yet to tell.
        var isTelling = false
        var hasExited = false
    }

    /// Workers that may be at work at once, those lost to abandoned tasks aside.
    let limit: Int
    private(set) var workers: [Worker] = []
    private var queue = Heap<QueuedTask>()
    private var idle: [Int] = []
    private var wakingCount = 0
    private(set) var liveCount = 0
    private(set) var abandonedCount = 0
    private(set) var isIntakeClosed = false
    private(set) var isShuttingDown = false

    private(set) var reports: [WorkerReport] = []
    private var hasUrgentReport = false
    private(set) var loop = Loop.awake

    init(limit: Int) { self.limit = max(1, limit) }

    var queuedCount: Int { queue.count }

    // MARK: Tasks

    mutating func submit(_ task: StepTask) { queue.insert(QueuedTask(task)) }

    /// A worker to wake for what is queued. To be asked until it says `nobody`.
    mutating func nextWake() -> Wake {
        guard !isIntakeClosed && queue.count > wakingCount else { return .nobody }
        if let worker = idle.popLast() {
            workers[worker].isWaking = true
            wakingCount += 1
            return .worker(worker)
        }
        guard liveCount < limit + abandonedCount else { return .nobody }
        return .newWorker(addWorker())
    }

    mutating func addWorker() -> Int {
        workers.append(Worker(id: WorkerID(.thread, workers.count + 1)))
        wakingCount += 1
        liveCount += 1
        return workers.count - 1
    }

    /// The system could not start this worker.
    mutating func couldNotStart(_ worker: Int) {
        workers[worker].hasExited = true
        arrive(worker)
        liveCount -= 1
    }

    /// What a worker is to do now; nil: it is idle until woken, or to exit if `mustExit`.
    ///
    /// - Parameter tells: whether the worker, if it is idle, is about to tell so; nobody borrows it until it has: see `told`.
    mutating func next(for worker: Int, tells: Bool = false) -> StepTask? {
        arrive(worker)
        if workers[worker].isHandedOver {
            workers[worker].isHandedOver = false
            return workers[worker].task
        }
        if !isIntakeClosed, !mustExit(worker), let next = queue.popMax() {
            workers[worker].task = next.task
            return next.task
        }
        if !mustExit(worker) { idle.append(worker) }
        workers[worker].isTelling = tells
        return nil
    }

    /// A worker has told that it is idle.
    mutating func told(_ worker: Int) { workers[worker].isTelling = false }

    /// A worker that has just found nothing will look once more before it sleeps. Until then it counts as awake, so that nobody
    /// wakes it for a task that it is about to see. No effect where it has been woken already.
    mutating func willLookAgain(_ worker: Int) {
        guard let place = idle.lastIndex(of: worker) else { return }
        idle.remove(at: place)
        workers[worker].isWaking = true
        wakingCount += 1
    }

    /// A worker that had nothing to do looks whether that is still so; false: it is idle no longer.
    func isIdle(_ worker: Int) -> Bool { !workers[worker].isWaking && !isShuttingDown }

    /// At the end, and where abandoned tasks have returned and left more workers than the limit.
    func mustExit(_ worker: Int) -> Bool {
        (isShuttingDown && (queue.isEmpty || isIntakeClosed)) || liveCount > limit + abandonedCount
    }

    mutating func exited(_ worker: Int) {
        workers[worker].hasExited = true
        liveCount -= 1
    }

    // MARK: The orchestrator in a worker's place

    /// Whether all there is to do is one step in a process, so that the orchestrator would but wait for the worker that waits for it.
    var hasLoneTask: Bool {
        queue.count == 1 && idle.count == liveCount && liveCount > 0 && !isIntakeClosed && reports.isEmpty
            && queue.max?.task.canBeAttended == true && idle.last.map { workers[$0].isTelling } == false
    }

    /// Gives the orchestrator the lone task, as if a worker that goes on sleeping had taken it.
    mutating func borrowWorker() -> (index: Int, task: StepTask)? {
        guard hasLoneTask, let worker = idle.popLast(), let next = queue.popMax() else { return nil }
        workers[worker].task = next.task
        loop = .waiting
        return (worker, next.task)
    }

    /// The orchestrator could not begin: the worker has to.
    mutating func returnTask(of worker: Int) {
        if let task = workers[worker].task { submit(task) }
        workers[worker].task = nil
        idle.append(worker)
        loop = .awake
    }

    /// The orchestrator is done with the worker's task, or has the worker go on with it, which must be woken then.
    mutating func returnWorker(_ worker: Int, isDone: Bool) {
        loop = .awake
        if isDone {
            idle.append(worker)
            _ = ended(worker)
        } else {
            workers[worker].isHandedOver = true
            workers[worker].isWaking = true
            wakingCount += 1
        }
    }

    // MARK: The end of a task

    /// A worker is done with its task.
    ///
    /// - Returns: whether the task is to be reported; an abandoned one is the worker's to throw away.
    mutating func ended(_ worker: Int) -> (isReported: Bool, wakesLoop: Bool) {
        guard let task = workers[worker].task else { return (false, false) }
        workers[worker].task = nil
        if workers[worker].isAbandoned {
            workers[worker].isAbandoned = false
            abandonedCount -= 1
            return (false, false)
        }
        if task.hasFailed {
            if task.failureClosesIntake { isIntakeClosed = true }
            hasUrgentReport = true
        }
        reports.append(.ended(task))
        return (true, wakesLoop())
    }

    mutating func withdrawAll() -> [StepTask] {
        isIntakeClosed = false
        defer { queue = Heap() }
        return queue.unordered.map(\.task)
    }

    /// Whether a worker was at the step's task, and is lost until it returns.
    mutating func abandon(_ step: StepID) -> Bool {
        if let worker = workers.firstIndex(where: { $0.task?.step == step && !$0.isAbandoned }) {
            workers[worker].isAbandoned = true
            workers[worker].task?.cancel()
            abandonedCount += 1
            return true
        }
        let kept = queue.unordered.filter { $0.task.step != step }
        if kept.count < queue.count { queue = Heap(kept) }
        return false
    }

    mutating func shutDown() {
        isShuttingDown = true
        idle = []
    }

    private mutating func arrive(_ worker: Int) {
        guard workers[worker].isWaking else { return }
        workers[worker].isWaking = false
        wakingCount -= 1
    }

    // MARK: Reports

    /// Returns whether the orchestrator must be woken.
    mutating func report(_ report: WorkerReport) -> Bool {
        reports.append(report)
        hasUrgentReport = true
        return wakesLoop()
    }

    /// Reports must be seen now: a worker might find nothing to do, something failed or was asked for, or there are many.
    var isUrgent: Bool { hasUrgentReport || queue.count < 2 * limit || reports.count >= 64 }

    /// The orchestrator is about to sleep: whether it should, and how.
    mutating func beginWait() -> Loop {
        loop = reports.isEmpty ? .waiting : isUrgent ? .awake : .lingering
        return loop
    }

    mutating func takeReports(_ taken: inout [WorkerReport]) {
        loop = .awake
        hasUrgentReport = false
        taken.removeAll(keepingCapacity: true)
        swap(&taken, &reports)
    }

    private mutating func wakesLoop() -> Bool {
        switch loop {
        case .awake: return false
        case .lingering: if !isUrgent { return false }
        case .waiting: break
        }
        loop = .awake
        return true
    }
}

/// Greatest: the highest priority, then the first in the plan.
private struct QueuedTask: Comparable {
    let priority: UInt64
    let step: Int32
    let task: StepTask

    init(_ task: StepTask) {
        priority = task.priority
        step = task.step.index
        self.task = task
    }

    static func < (a: QueuedTask, b: QueuedTask) -> Bool {
        a.priority != b.priority ? a.priority < b.priority : a.step > b.step
    }

    static func == (a: QueuedTask, b: QueuedTask) -> Bool { a.task === b.task }
}
