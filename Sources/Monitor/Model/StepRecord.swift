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

    package var phase = Phase.waiting
    /// The attempt that runs or was the last, from 1; 0: none yet.
    package var attempt = 0
    /// Of the last attempt.
    package var worker: WorkerID?
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

    /// Nanoseconds that the last attempt has taken, up to `now` if it still runs.
    package func elapsed(at now: UInt64) -> UInt64 {
        guard attempt > 0 else { return 0 }
        return (phase == .running ? max(now, startedAt) : endedAt) &- startedAt
    }
}
