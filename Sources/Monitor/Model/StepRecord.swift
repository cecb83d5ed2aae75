package import Events

/// What is known of one step.
package struct StepRecord: Sendable {
    package enum Phase: UInt8, Sendable, CaseIterable {
        /// For its dependencies.
        case waiting
        /// For a worker.
        case ready
        case running
        /// Failed, and to be tried again after a delay.
        case retrying
        case finished
        /// Its result is that of an earlier run.
        case cached
        case failed, cancelled, skipped

        /// Whether it has come to an end, well or not.
        package var isSettled: Bool { rawValue >= Phase.finished.rawValue }
    }

    // There is one for each step of a plan, so it is kept small: the first four are eight bytes together.
    package var phase = Phase.waiting
    private var workerKind: WorkerID.Kind?
    private var attempts: UInt16 = 0
    private var workerNumber: Int32 = 0
    /// Nanoseconds since the run started, of the last attempt.
    package var startedAt: UInt64 = 0
    /// Nanoseconds since the run started; of a step that waits to be retried, when it is to be ready again.
    package var endedAt: UInt64 = 0
    /// Made so far, or in all.
    package var rows = 0
    /// Of what it made.
    package var bytes = 0
    /// Nanoseconds of processor time.
    package var processorTime: UInt64 = 0

    package init() {}

    /// The attempt that runs or was the last, from 1; 0: none yet.
    package var attempt: Int {
        get { Int(attempts) }
        set { attempts = UInt16(clamping: newValue) }
    }

    /// Of the last attempt.
    package var worker: WorkerID? {
        get { workerKind.map { WorkerID($0, Int(workerNumber)) } }
        set { (workerKind, workerNumber) = (newValue?.kind, Int32(clamping: newValue?.number ?? 0)) }
    }

    /// Nanoseconds that the last attempt has taken, up to `now` if it still runs.
    package func elapsed(at now: UInt64) -> UInt64 {
        guard attempt > 0 else { return 0 }
        return (phase == .running ? max(now, startedAt) : endedAt) &- startedAt
    }
}
