/// How a step may run.
package enum ParallelizationMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// On the orchestrator's own thread, one step at a time.
    case sync
    /// On the worker manager's fixed pool of threads.
    case threads
    /// In worker processes.
    case processes
}

/// What a failure does to the steps that do not depend on it.
package enum FailurePolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Running steps finish, no other starts.
    case fast
    /// Everything that does not depend on the failure runs.
    case keepGoing = "keep-going"
}

/// The `run:` section. Nil: not said; the layer below (user's configuration, then the default) decides.
package struct RunOptions: Sendable {
    /// Allowed compute frameworks in order of preference; `arrow` is always there, last if not named.
    package var frameworks: [Located<String>]?
    package var modes: [ParallelizationMode]?
    package var workers: Int?
    /// Bytes.
    package var memory: Int64?
    package var retries: RetryPolicy?
    /// Of each step.
    package var timeout: Duration?
    package var failure: FailurePolicy?
    /// ADBC driver libraries by name; absolute paths.
    package var drivers: [String: String] = [:]
    package var spark: Located<String>?

    package init() {}
}
