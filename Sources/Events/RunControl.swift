package import Plan

/// What a front end may ask of a running engine. Calls return at once, from any thread; the answer is the events that follow.
package protocol RunControl: Sendable {
    /// Starts no more steps until `resume`; running ones finish.
    func pause()
    func resume()
    func cancel(_ step: StepID)
    /// Runs a failed step again, and what was skipped because of it.
    func retry(_ step: StepID)
    /// Ends the run: gracefully lets running steps finish; otherwise their results are not waited for.
    func stop(gracefully: Bool)
}
