package import Plan

/// Why the runtime could not do what a plan asks, where no compute framework is to blame.
package struct RunFault: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        /// A step names a compute framework that the run does not have.
        case unknownFramework
        /// A step's input is not in memory.
        case missingInput
        /// A framework made something else than the plan promises.
        case brokenPromise
        /// A step took longer than its timeout.
        case timeout
        /// A check of severity `error` does not hold.
        case checkFailed
        /// An output's file could not be put in place.
        case outputNotPlaced
        /// What a step fits cannot be saved, or what is to be used in its place is not there.
        case artifact
        /// There is no room for a step in the memory budget, or none for any.
        case memoryBudget
        /// The system has no thread left.
        case noThread
        /// A worker process ended though it owed a step.
        case workerDied
        /// There can be no worker process.
        case workerFailed
        /// No step can run though some are left.
        case stalled
    }

    package let code: Code
    /// What, where, and what to do.
    package let message: String
    /// The step in question.
    package let step: StepID?

    package init(_ code: Code, _ message: String, step: StepID? = nil) {
        self.code = code
        self.message = message
        self.step = step
    }

    package var description: String { message }
}
