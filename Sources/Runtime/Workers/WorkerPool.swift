package import Events
package import Plan

/// What the orchestrator needs of its workers: the seam at which the world of threads begins. `WorkerManager` is the real one.
package protocol WorkerPool: AnyObject, Sendable {
    /// Makes sure that a worker beside the orchestrator's thread can run. False where the system has no thread left.
    func prepare() -> Bool

    /// The same for workers that run steps in processes of their own: starts all that a run of so many steps can use, so that they
    /// are there when the first steps are.
    ///
    /// - Throws: where there can be none.
    func prepareProcesses(steps: Int) throws(RunFault)

    /// Queues tasks. Workers take up the one of highest priority.
    func submit(_ tasks: [StepTask])

    /// Runs a task on the calling thread. It is not reported.
    func runInline(_ task: StepTask)

    /// Takes back every task that no worker has taken up, and lets tasks be taken up again after a failure.
    func withdrawAll() -> [StepTask]

    /// Takes back a step's queued task; or, if a worker is at it, tells it to stop and never reports it: the worker counts as
    /// lost until it returns.
    func abandon(_ step: StepID)

    /// Passes a command to the orchestrator. Any thread.
    func post(_ command: RunCommand)

    /// What happened since the last call, oldest first, into `reports`, whose content is thrown away.
    func takeReports(_ reports: inout [WorkerReport], waiting: ReportWait)

    /// Ends all workers once they have finished what they run; those with abandoned tasks are let go. Blocks.
    ///
    /// - Returns: the number of abandoned tasks still running.
    func shutDown() -> Int

    /// Nanoseconds of the monotonic clock in which deadlines count.
    var now: UInt64 { get }
}

package enum ReportWait: Sendable {
    case no
    /// Nil: without end.
    case until(UInt64?)
}

package enum WorkerReport: Sendable {
    /// A task with a timeout was taken up at this time of the pool's clock.
    case started(StepTask, at: UInt64)
    case ended(StepTask)
    case command(RunCommand)
}

/// What a front end asked for: see `RunControl`; or what a server of the run's data has to say.
package enum RunCommand: Sendable, Hashable {
    case pause
    case resume
    case cancel(StepID)
    case retry(StepID)
    case stop(gracefully: Bool)
    case setBreakpoints([Breakpoint])
    /// Data can be dropped because its last reader has ended.
    case readersLeft
}
