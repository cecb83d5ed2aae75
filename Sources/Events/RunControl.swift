package import Plan

/// What a front end may ask of a running engine. Calls return at once, from any thread; the answer is the events that follow.
package protocol RunControl: Sendable {
    /// Starts no more steps until `resume`; running ones finish.
    func pause()
    /// Ends a pause. Of a run that is held (see `RunEvent.Kind.runHeld`): takes the failures as they are and ends it.
    func resume()
    func cancel(_ step: StepID)
    /// Runs a failed or cancelled step again, and what was skipped because of it. A held run goes on with it.
    func retry(_ step: StepID)
    /// Ends the run: gracefully lets running steps finish; otherwise their results are not waited for.
    func stop(gracefully: Bool)
    /// Pauses the run by itself from now on where one of these is hit; they take the place of those set before. One for memory
    /// that is exceeded already is hit at once, unless it was set before too.
    func setBreakpoints(_ breakpoints: [Breakpoint])
}
