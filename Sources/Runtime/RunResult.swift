package import Compute
package import Events
package import Plan

/// How a run ended and what it made.
package struct RunResult: Sendable {
    /// A step that failed for good.
    package struct Failure: Sendable {
        package var step: StepID
        package var label: String
        package var failure: StepFailure
    }

    /// A check that did not hold; those of severity `error` are among `failures` too.
    package struct FailedCheck: Sendable {
        package var step: StepID
        package var check: CheckFailed
    }

    /// An output that was written or collected.
    package struct Output: Sendable {
        /// What the stream of events says of it: name, target, rows, bytes, preview.
        package var result: ResultCollected
        package var step: StepID
        /// Whether its file was put in place; false for an output that is only previewed.
        package var isPlaced: Bool
        /// The whole table of an output without a target.
        package var table: (any SlotData)?
    }

    /// The last event of the run: the outcome and the counts.
    package var summary: RunFinished
    /// In the order in which they happened; the first is what ended a run that fails fast.
    package var failures: [Failure]
    package var failedChecks: [FailedCheck]
    /// In the order of the plan's outputs; those that no step made are missing.
    package var outputs: [Output]
    /// In the order in which they were said: of the plan, then of the run.
    package var warnings: [String]
    /// Steps that were given up (timed out, cancelled, stopped at once) and whose threads were still at work when the run
    /// ended. Where it is not 0, leave the process by `_exit`: a running thread does not survive static destructors.
    package var abandonedSteps: Int
    /// Whether the run failed because its memory budget is too small.
    package var isOutOfMemory = false

    package var outcome: RunFinished.Outcome { summary.outcome }
}
