import Compute
import Events
import HeapModule
import Plan

/// One run's compute loop: tells the run state what happened, does what it answers, and sleeps until something happens again.
/// Confined to the orchestrator's thread.
struct RunLoop: ~Copyable {
    let request: RunRequest
    let shared: StepContext.Shared
    let events: EventBus
    let pool: any WorkerPool
    let files: any OutputFiles
    let executor: ComputeFrameworkExecutor
    var state: RunState
    var lifecycle: DataLifecycleManager
    /// Nil: the run has none.
    var budget: MemoryBudget?
    /// What steps need that were held back for want of memory: found once, for it may take a look at files.
    var needs: [StepID: StepEstimate] = [:]
    /// Whether steps that were held back for want of memory may find room now.
    var hasNewRoom = false
    var hasToldSpilling = false
    /// Whether the first failure was for want of memory.
    var isOutOfMemory = false
    /// What others can look at; nil: nothing.
    let live: LiveDatasets?
    var breakpoints = Breakpoints()
    /// Whether what failed may yet be retried, so that the data for it stays.
    var pinsFailures: Bool
    /// Whether the run is held, and that has been said.
    var isHoldTold = false
    let startedAt: UInt64

    var failures: [RunResult.Failure] = []
    var failedChecks: [RunResult.FailedCheck] = []
    var results: [ResultCollected?]
    var warnings: [String] = []
    private var sampledAt: UInt64

    private var deadlines = Heap<Deadline>()
    private var actions: [RunState.Action] = []
    private var reports: [WorkerReport] = []
    private var submissions: [StepTask] = []
    private var inlineTask: StepTask?
    /// Steps that could not even be made ready to run.
    var unprepared: [(step: StepID, fault: RunFault)] = []

    /// Nanoseconds between two resource samples, at least.
    private static let samplePeriod: UInt64 = 250_000_000
    /// The same while nothing else happens, where samples are asked for.
    private static let idleSamplePeriod: UInt64 = 1_000_000_000

    init(
        _ request: RunRequest, shared: StepContext.Shared, artifacts: RunArtifacts? = nil, events: EventBus,
        pool: any WorkerPool, files: any OutputFiles
    ) throws(RunFault) {
        let executor = try ComputeFrameworkExecutor(
            request, shared: shared, pool: pool, files: files, events: events)
        let budget = try request.memoryBudget.map { total throws(RunFault) in
            try MemoryBudget(
                Int(clamping: total), ownBytes: request.ownBytes ?? Self.ownBytes(request.memoryMeter),
                processes: executor.usesProcesses ? request.workers : 0)
        }
        self.executor = executor
        self.budget = budget
        self.request = request
        self.shared = shared
        self.events = events
        self.pool = pool
        self.files = files
        let steps = shared.plan.steps
        let weights = request.expectations?.weights ?? []
        state = RunState(
            graph: StepGraph(count: steps.count, weights: weights) { steps[$0].dependencies },
            policy: request.failure, holdsFailures: request.holdsFailures, lanes: executor.lanes,
            capacities: executor.capacities, startsConsumersFirst: request.memoryBudget != nil)
        pinsFailures = request.holdsFailures
        live = request.dataService.map { service in
            let live = LiveDatasets(
                shared.plan, frameworks: request.frameworks, limit: request.putLimit, events: events
            ) { [weak pool] in pool?.post(.readersLeft) }
            service.open(live)
            events.publish(.flight(.opened(address: service.address, tokenFile: service.tokenFile)))
            return live
        }
        lifecycle = DataLifecycleManager(
            shared, events: events, meter: request.memoryMeter, budget: request.memoryBudget.map { Int(clamping: $0) },
            artifacts: artifacts, live: live)
        results = Array(repeating: nil, count: shared.plan.outputs.count)
        startedAt = pool.now
        sampledAt = startedAt
    }

    /// What this process has taken beside data.
    static func ownBytes(_ meter: any MemoryMeter) -> Int {
        max(0, ProcessUsage.anonymousBytes - meter.bytesAllocated)
    }

    mutating func run() -> RunResult {
        for warning in shared.plan.warnings { warn(warning.description) }
        for warning in executor.warnings { warn(warning) }
        if let artifacts = lifecycle.artifacts, artifacts.files.isEmpty {
            warn("No feature of this plan is fitted, so there are no artifacts.")
        }
        files.sweep(shared.plan.outputs.compactMap(\.filePath) + lifecycle.artifactPaths)
        adoptCached()
        state.start()
        performActions()
        while !state.isOver {
            if pinsFailures { tellHold() }
            if let task = inlineTask {
                inlineTask = nil
                pool.runInline(task)
                taskEnded(task)
                pool.takeReports(&reports, waiting: .no)
            } else {
                pool.takeReports(&reports, waiting: .until(wakeTime))
            }
            for report in reports { handle(report) }
            // After the reports: a step that has ended in time has not timed out, however late that is noticed.
            if !deadlines.isEmpty { fireDeadlines() }
            performActions()
            if events.isObserved { sampleResources() }
        }
        return conclude()
    }

    private mutating func handle(_ report: WorkerReport) {
        switch report {
        case .ended(let task): taskEnded(task)
        case .started(let task, let time):
            guard let timeout = task.timeout else { return }
            deadlines.insert(
                Deadline(time: time &+ timeout, step: task.step, reason: .timeout(attempt: task.attempt)))
        case .command(let command): obey(command)
        }
    }

    // MARK: Actions

    mutating func performActions() {
        useNewRoom()
        while true {
            state.takeActions(into: &actions)
            if actions.isEmpty { break }
            for action in actions { perform(action) }
            if !submissions.isEmpty {
                pool.submit(submissions)
                submissions.removeAll(keepingCapacity: true)
            }
            for (step, fault) in unprepared { failed(step, fault, worker: nil, retries: nil) }
            unprepared.removeAll(keepingCapacity: true)
        }
    }

    private mutating func perform(_ action: RunState.Action) {
        switch action {
        case .ready(let step): events.publish(.stepReady(step))
        case .start(let step, let attempt): start(step, attempt: attempt)
        case .retry(let step, let attempt, let delay):
            events.publish(.stepRetried(step, attempt: attempt, delay: delay.nanoseconds))
            deadlines.insert(Deadline(time: pool.now &+ delay.nanoseconds, step: step, reason: .backoff))
        case .skip(let step, let cause):
            events.publish(.stepSkipped(step, cause: cause))
            released(step, .unneeded, after: cause)
        case .cancelled(let step):
            events.publish(.stepCancelled(step))
            released(step, .unneeded, after: step)
        case .abandon(let step):
            leavesRoom(step)
            if inlineTask?.step == step { inlineTask = nil } else { pool.abandon(step) }
        case .withdrawQueued:
            var withdrawn = pool.withdrawAll().map(\.step)
            if let task = inlineTask {
                inlineTask = nil
                withdrawn.append(task.step)
            }
            state.withdrawn(withdrawn)
            for step in withdrawn { leavesRoom(step) }
        }
    }

    private mutating func start(_ step: StepID, attempt: Int) {
        guard hasRoom(for: step) else { return }
        let index = Int(step.index)
        let timeout = (shared.plan.steps[index].timeout ?? request.timeout)?.nanoseconds
        do throws(RunFault) {
            let task = try executor.prepare(
                step, attempt: attempt, priority: state.graph.criticalPath[index], timeout: timeout,
                failureClosesIntake: request.failure == .fast
                    && state.wouldFailForGood(step, retries: retries(of: step)))
            if state.lane(of: step) == ComputeFrameworkExecutor.Lane.sync {
                inlineTask = task
            } else {
                submissions.append(task)
            }
        } catch {
            unprepared.append((step, error))
        }
    }

    func retries(of step: StepID) -> RetryPolicy? { shared.plan.steps[Int(step.index)].retries ?? request.retries }

    /// A step needs its inputs no more, unless it did not finish and may be retried.
    mutating func released(_ step: StepID, _ reason: DataDrop.Reason, after cause: StepID?) {
        if pinsFailures && reason == .unneeded { return lifecycle.pinned(by: step) }
        lifecycle.released(by: step)
        lifecycle.dropDue(reason, after: cause, from: executor.instances)
        if !breakpoints.isEmpty { lookForBreakpoints(after: cause) }
    }

    mutating func warn(_ message: String) {
        warnings.append(message)
        events.publish(.warning(message))
    }

    // MARK: Time

    /// When to look after things though nothing happens; nil: never.
    private var wakeTime: UInt64? {
        let deadline = deadlines.min?.time
        guard request.samplesResources && events.isObserved else { return deadline }
        return min(deadline ?? .max, sampledAt &+ Self.idleSamplePeriod)
    }

    private mutating func fireDeadlines() {
        let now = pool.now
        while let deadline = deadlines.min, deadline.time <= now {
            deadlines.removeMin()
            switch deadline.reason {
            case .backoff: state.backoffEnded(deadline.step)
            case .timeout(let attempt):
                guard state.isCurrent(deadline.step, attempt: attempt) else { continue }
                pool.abandon(deadline.step)
                failed(deadline.step, timeoutFault(deadline.step), worker: nil, retries: retries(of: deadline.step))
            }
        }
    }

    private mutating func sampleResources() {
        let now = pool.now
        guard now &- sampledAt >= Self.samplePeriod else { return }
        sampledAt = now
        publishSample()
    }

    func publishSample() {
        events.publish(
            .resourceSample(
                ResourceSample(
                    residentBytes: ProcessUsage.residentBytes, poolBytes: request.memoryMeter.bytesAllocated,
                    processorTime: MonotonicTime.processProcessorTime)))
    }
}

extension RunExpectations {
    /// Nanoseconds, by step: of one that nothing is known of the mean of the others.
    fileprivate var weights: [UInt64] {
        let known = steps.compactMap { $0?.duration }
        let mean = known.isEmpty ? 1 : known.reduce(0) { $0 &+ $1 } / UInt64(known.count)
        return steps.map { max(1, $0?.duration ?? mean) }
    }
}

/// When the loop must act though nothing else happens.
private struct Deadline: Comparable {
    enum Reason: Equatable {
        /// The delay of a retry ends.
        case backoff
        /// An attempt has taken as long as it may.
        case timeout(attempt: Int)
    }

    var time: UInt64
    var step: StepID
    var reason: Reason

    static func < (a: Deadline, b: Deadline) -> Bool { (a.time, a.step) < (b.time, b.step) }
}

extension Duration {
    /// Whole nanoseconds; negative durations are 0, and what is too long is the most there is.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0 && attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return UInt64(Int64.max) }
        return min(whole + UInt64(attoseconds / 1_000_000_000), UInt64(Int64.max))
    }
}
