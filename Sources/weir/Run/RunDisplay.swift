import Events
import Monitor

/// What shows a run while it goes on, on a thread of its own, from the run's beginning to `finish`.
protocol RunDisplay: Sendable {
    /// Someone asked the run to stop. Any thread; does not block.
    func stopRequested(_ request: StopRequest)
    /// The run is over: waits until all is shown and, where the user looks on, until they leave. Blocks.
    ///
    /// - Returns: the output's failure, where it could not be written.
    func finish() -> SinkFailure?
    /// Gives the terminal back at once: the process is about to be left.
    func restoreTerminal()
    /// Of the run, for the job's page in GitHub Actions; after `finish`.
    var gitHubSummary: String? { get }
}
