package import Plan

/// One thing that happened in a run. The stream of these is all that a monitor, a log or a recording knows of the engine.
package struct RunEvent: Sendable {
    /// Version of this schema; raised when an old reader could misread a new event.
    package static let schemaVersion = 1

    /// 1, 2, 3, … in the order of publication; the same for every subscriber.
    package var sequence: UInt64
    /// Nanoseconds of a monotonic clock since the run started.
    package var time: UInt64
    package var kind: Kind

    package init(sequence: UInt64, time: UInt64, kind: Kind) {
        self.sequence = sequence
        self.time = time
        self.kind = kind
    }

    package enum Kind: Sendable {
        indirect case runStarted(RunStarted)
        indirect case runFinished(RunFinished)
        /// What earlier runs tell of this one, as soon as it is known. Only where somebody wants to know.
        indirect case runExpected(RunExpectations)
        case runPaused
        /// Also: a held run goes on, because a step is retried.
        case runResumed
        /// Nothing runs any more, and a failure would end the run; but it waits: `retry` runs a step again, `resume` and `stop` end
        /// the run. `failed`: steps that failed or were cancelled. Only where `RunRequest.holdsFailures` asks for it.
        case runHeld(failed: Int)
        /// The run pauses here (or already does). The step is that whose end led to it; nil: none, the breakpoint was just set.
        case breakpointHit(Breakpoint, StepID?)
        /// Nothing keeps it from running but a free worker.
        case stepReady(StepID)
        case stepStarted(StepID, worker: WorkerID, attempt: Int)
        /// Coalesced under pressure: only the newest of a step may arrive.
        case stepProgressed(StepID, rows: Int)
        case stepFinished(StepID, StepFigures)
        indirect case stepFailed(StepID, StepFailure)
        case stepRetried(StepID, attempt: Int, delay: UInt64)
        case stepCancelled(StepID)
        /// `cause`: the failed or cancelled step that it depends on; nil: the run ended before it could start.
        case stepSkipped(StepID, cause: StepID?)
        case stepCached(StepID)
        case workerStarted(WorkerID, processID: Int32?)
        case workerBusy(WorkerID, StepID)
        case workerIdle(WorkerID)
        indirect case workerExited(WorkerID, reason: String)
        case dataStored(DatasetID, slots: [SlotID], bytes: Int, rows: Int)
        case dataShared(DatasetID, worker: WorkerID)
        indirect case dataDropped(DataDrop)
        case dataSpilled(DatasetID, bytes: Int)
        indirect case resultCollected(ResultCollected)
        case checkPassed(StepID)
        indirect case checkFailed(StepID, CheckFailed)
        indirect case artifactSaved(StepID, path: String)
        /// Beyond a number that is unread, only the newest.
        indirect case flight(FlightActivity)
        /// Coalesced under pressure.
        case resourceSample(ResourceSample)
        case logLine(StepID?, String)
        case warning(String)
    }
}

/// What others do with a run's data, by Arrow Flight.
package enum FlightActivity: Sendable, Hashable {
    /// From now on they can. Whoever calls must know what is in `tokenFile`; nil: nothing.
    case opened(address: String, tokenFile: String?)
    /// A reader has ended. Bytes as they were sent; `isWhole`: to the end.
    case read(dataset: String, rows: Int, bytes: Int, isWhole: Bool)
    /// Columns that the run is done with stay for their readers; they are dropped when the last has ended.
    case held(dataset: String, columns: Int)
    /// Somebody has put a dataset of his own.
    case put(dataset: String, rows: Int, bytes: Int)
    /// Such a dataset is gone.
    case dropped(dataset: String, bytes: Int)
}

/// The plan as the monitor needs it. Indices of the arrays are the ids.
package struct RunStarted: Sendable {
    package struct Step: Sendable {
        package var label: String
        package var kind: StepWork.Kind
        /// The feature group's name, or the kind of work: `aggregated`, `read`, `filter`.
        package var group: String
        package var framework: FrameworkName
        package var dependencies: [StepID]
        package var inputs: [SlotID]
        package var outputs: [SlotID]
        package init(
            label: String, kind: StepWork.Kind, group: String, framework: FrameworkName, dependencies: [StepID],
            inputs: [SlotID], outputs: [SlotID]
        ) {
            self.label = label
            self.kind = kind
            self.group = group
            self.framework = framework
            self.dependencies = dependencies
            self.inputs = inputs
            self.outputs = outputs
        }
    }
    package struct Slot: Sendable {
        package var name: String
        package var dataset: DatasetID
        package var type: String?
        package init(name: String, dataset: DatasetID, type: String?) {
            self.name = name
            self.dataset = dataset
            self.type = type
        }
    }
    package struct Dataset: Sendable {
        package var name: String
        package var framework: FrameworkName
        package init(name: String, framework: FrameworkName) {
            self.name = name
            self.framework = framework
        }
    }

    package var schemaVersion = RunEvent.schemaVersion
    /// Unique among the runs of this machine: start time and process id.
    package var runID: String
    package var plan: String
    package var file: String
    /// Seconds since 1970-01-01T00:00:00Z at the start of the run; `RunEvent.time` counts from here.
    package var wallClock: Double
    package var modes: [ParallelizationMode]
    package var workers: Int
    package var memoryBudget: Int64?
    package var steps: [Step]
    package var slots: [Slot]
    package var datasets: [Dataset]

    package init(
        runID: String, plan: String, file: String, wallClock: Double, modes: [ParallelizationMode], workers: Int,
        memoryBudget: Int64?, steps: [Step], slots: [Slot], datasets: [Dataset]
    ) {
        self.runID = runID
        self.plan = plan
        self.file = file
        self.wallClock = wallClock
        self.modes = modes
        self.workers = workers
        self.memoryBudget = memoryBudget
        self.steps = steps
        self.slots = slots
        self.datasets = datasets
    }
}

package struct StepFigures: Sendable, Hashable {
    package var rows: Int
    /// Bytes of what it made.
    package var bytes: Int
    /// Nanoseconds of wall time in the step, its last attempt only.
    package var duration: UInt64
    /// Nanoseconds of the worker thread's processor time.
    package var processorTime: UInt64
    package init(rows: Int, bytes: Int, duration: UInt64, processorTime: UInt64) {
        self.rows = rows
        self.bytes = bytes
        self.duration = duration
        self.processorTime = processorTime
    }
}

package struct StepFailure: Sendable, Hashable {
    /// What went wrong, in words for the user; may have several lines.
    package var message: String
    /// Where the plan asks for the step, as `file:line:column`.
    package var position: String?
    package var worker: WorkerID?
    /// Attempts made.
    package var attempts: Int
    package init(message: String, position: String? = nil, worker: WorkerID? = nil, attempts: Int = 1) {
        self.message = message
        self.position = position
        self.worker = worker
        self.attempts = attempts
    }
}

package struct DataDrop: Sendable, Hashable {
    package enum Reason: String, Sendable {
        /// Its last consumer finished.
        case consumed
        /// Nobody will consume it any more: its consumers failed, were skipped or cancelled.
        case unneeded
        /// The run ended.
        case runEnded
    }
    package var dataset: DatasetID
    package var slots: [SlotID]
    /// Whether the dataset holds nothing any more; else it only shed these columns.
    package var isWhole: Bool
    /// Bytes that the slots alone kept alive, as the engine accounts them: memory that others share stays.
    package var bytes: Int
    /// Bytes in use before and after, by the allocator's own count; steps that run at the same time move it too.
    package var poolBefore: Int
    package var poolAfter: Int
    package var reason: Reason
    /// The step whose end made it unneeded.
    package var after: StepID?

    package init(
        dataset: DatasetID, slots: [SlotID], isWhole: Bool, bytes: Int, poolBefore: Int, poolAfter: Int, reason: Reason,
        after: StepID?
    ) {
        self.dataset = dataset
        self.slots = slots
        self.isWhole = isWhole
        self.bytes = bytes
        self.poolBefore = poolBefore
        self.poolAfter = poolAfter
        self.reason = reason
        self.after = after
    }
}

package struct ResultCollected: Sendable {
    package var output: String
    /// Where it will lie once the run has ended well, as the plan writes it; nil: only previewed.
    package var target: String?
    package var rows: Int
    package var bytes: Int
    package var preview: TablePreview
    package init(output: String, target: String?, rows: Int, bytes: Int, preview: TablePreview) {
        self.output = output
        self.target = target
        self.rows = rows
        self.bytes = bytes
        self.preview = preview
    }
}

package struct ResourceSample: Sendable, Hashable {
    /// Of this process: bytes resident, bytes in the columnar memory pool, nanoseconds of processor time so far.
    package var residentBytes: Int
    package var poolBytes: Int
    package var processorTime: UInt64
    package init(residentBytes: Int, poolBytes: Int, processorTime: UInt64) {
        self.residentBytes = residentBytes
        self.poolBytes = poolBytes
        self.processorTime = processorTime
    }
}

package struct RunFinished: Sendable {
    package enum Outcome: String, Sendable {
        case succeeded, failed, cancelled
        /// No step could run though some were left.
        case stalled
    }
    package var outcome: Outcome
    package var finished: Int
    package var failed: Int
    package var skipped: Int
    package var cancelled: Int
    /// Nanoseconds.
    package var duration: UInt64
    package var peakPoolBytes: Int
    package var peakResidentBytes: Int
    /// Outputs put in place, as the plan writes them.
    package var written: [String]
    /// What ended the run, where no single step did: a stall, a failed commit of outputs.
    package var message: String?

    package init(
        outcome: Outcome, finished: Int, failed: Int, skipped: Int, cancelled: Int, duration: UInt64,
        peakPoolBytes: Int,
        peakResidentBytes: Int, written: [String], message: String? = nil
    ) {
        self.outcome = outcome
        self.finished = finished
        self.failed = failed
        self.skipped = skipped
        self.cancelled = cancelled
        self.duration = duration
        self.peakPoolBytes = peakPoolBytes
        self.peakResidentBytes = peakResidentBytes
        self.written = written
        self.message = message
    }
}
