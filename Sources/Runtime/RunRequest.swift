package import Caching
package import Compute
package import Events
package import Plan

/// What is to be run, and how.
package struct RunRequest: Sendable {
    package var plan: ExecutionPlan
    /// Those that the plan's steps name; one of each name.
    package var frameworks: [any ComputeFramework]
    /// The parallelization modes offered; a step takes the strongest that its framework supports too, or `sync`.
    package var modes: Set<ParallelizationMode>
    /// Threads that run steps, at least 1.
    package var workers: Int
    package var failure: FailurePolicy
    /// For steps that have none of their own.
    package var retries: RetryPolicy?
    /// Of each attempt at a step, for steps that have none of their own.
    package var timeout: Duration?
    /// Bytes of anonymous and shared memory that all processes of the run may use together; nil: any. Steps for which there is no
    /// room wait, and data leaves memory for a disk.
    package var memoryBudget: Int64?
    /// Of it, what each process needs beside data; nil: what this one uses at the start.
    package var ownBytes: Int?
    /// Bytes of data in memory at once that make a run fail that exceeds them; nil: any.
    package var peakLimit: Int64?
    package var memoryMeter: any MemoryMeter
    /// Takes the outputs that go into tables.
    package var tables: any OutputTables
    /// What earlier runs tell of this one: what steps take and make, by which memory is planned and the critical path is found. They
    /// may be wrong. Nil: nothing is known, or somebody else tells it.
    package var expectations: RunExpectations?
    /// Where what steps fit is saved, or taken from; nil: neither.
    package var artifacts: ArtifactFolder?
    /// Where its steps say which rows they made of which, if an extender among the frameworks sees to it; nil: nowhere.
    package var lineage: LineageTarget?
    /// Unique among the runs of this machine, and fit for a file name; nil: made of the start time and the process id.
    package var runID: String?
    /// Whether a run that a failed or cancelled step would end is held instead until the step is retried or the failure is taken
    /// as it is (`RunControl.resume`, `stop`). Until then all that such steps would have read stays in memory, so that to retry
    /// one computes nothing else anew.
    package var holdsFailures = false
    /// Rows at the head of each output that its preview shows.
    package var previewRows = 10
    /// Whether the previews of outputs have the statistics of their columns; takes time in proportion to the data.
    package var describesResults = false
    /// Whether resources are sampled once a second also while the run waits, as long as somebody listens to its events. Not
    /// while a step runs on the orchestrator's own thread.
    package var samplesResources = false
    /// Lets others look at the data while the run goes on; nil: nobody may. The run closes it at its end.
    package var dataService: (any DataService)?

    /// How data get to worker processes and back, where steps run in some.
    package var sharing = DataSharing()

    /// What need not be done because it was done before, and where what is done now is kept; nil: all is done, and nothing kept.
    package var cache: CachedRun?

    /// What the plan's `run:` says, and the defaults for what it does not say: threads, one for each core, fail fast.
    package init(
        plan: ExecutionPlan, frameworks: [any ComputeFramework], memoryMeter: any MemoryMeter = NoMemoryMeter()
    ) {
        self.plan = plan
        self.frameworks = frameworks
        self.memoryMeter = memoryMeter
        tables = DatabaseOutputs(drivers: plan.run.drivers)
        modes = Set(plan.run.modes ?? [.threads])
        workers = plan.run.workers ?? ProcessUsage.availableCores
        failure = plan.run.failure ?? .fast
        retries = plan.run.retries
        timeout = plan.run.timeout
        memoryBudget = plan.run.memory
    }

    /// The run's id, which is made now where it has none.
    package mutating func settleRunID() -> String {
        let id = runID ?? ExecutionOrchestrator.makeRunID()
        runID = id
        return id
    }

    /// Bytes that others may put beside the run: of a budget a part that leaves the run room.
    var putLimit: Int { memoryBudget.map { Int(clamping: $0) / 4 } ?? 4 << 30 }
}
