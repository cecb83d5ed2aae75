package import Events

/// A run as the history keeps it.
package struct RecordedRun: Sendable, Hashable {
    /// As `RunStarted.runID`.
    package var id: String
    package var plan: String
    /// The plan file's name, without its folder.
    package var file: String
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var started: Int64
    /// Nanoseconds.
    package var duration: UInt64
    package var outcome: RunFinished.Outcome
    /// Such as `threads`, or `threads,processes`.
    package var modes: String
    package var workers: Int
    /// Bytes; nil: none.
    package var memoryBudget: Int64?
    package var counts: Counts
    /// Rows and bytes that its steps made, all together.
    package var rows: Int
    package var bytes: Int
    /// Bytes: of data, and of the process.
    package var peakDataBytes: Int
    package var peakResidentBytes: Int

    package struct Counts: Sendable, Hashable {
        /// Of the plan.
        package var steps: Int
        package var finished: Int
        package var failed: Int
        package var skipped: Int
        package var cancelled: Int
        /// As an earlier run left them.
        package var cached: Int

        package init(
            steps: Int, finished: Int = 0, failed: Int = 0, skipped: Int = 0, cancelled: Int = 0, cached: Int = 0
        ) {
            self.steps = steps
            self.finished = finished
            self.failed = failed
            self.skipped = skipped
            self.cancelled = cancelled
            self.cached = cached
        }
    }

    package init(
        id: String, plan: String, file: String, started: Int64, duration: UInt64, outcome: RunFinished.Outcome,
        modes: String, workers: Int, memoryBudget: Int64? = nil, counts: Counts, rows: Int, bytes: Int,
        peakDataBytes: Int, peakResidentBytes: Int
    ) {
        self.id = id
        self.plan = plan
        self.file = file
        self.started = started
        self.duration = duration
        self.outcome = outcome
        self.modes = modes
        self.workers = workers
        self.memoryBudget = memoryBudget
        self.counts = counts
        self.rows = rows
        self.bytes = bytes
        self.peakDataBytes = peakDataBytes
        self.peakResidentBytes = peakResidentBytes
    }
}
