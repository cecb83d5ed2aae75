package import Events

/// A fold over the events of one run that yields text. Pure: the caller feeds events in order, says what time it is, and
/// writes the text.
package protocol RunLog: Sendable {
    mutating func receive(_ event: RunEvent, into page: inout LogPage)
    /// - Parameter time: nanoseconds since the run started, as in `RunEvent.time`.
    mutating func tick(at time: UInt64, into page: inout LogPage)
    mutating func stopRequested(_ request: StopRequest, at time: UInt64, into page: inout LogPage)
}

extension RunLog {
    package mutating func tick(at time: UInt64, into page: inout LogPage) {}
    package mutating func stopRequested(_ request: StopRequest, at time: UInt64, into page: inout LogPage) {}
}

/// That someone asked the run to end, as the log tells it.
package struct StopRequest: Sendable {
    /// `interrupted`
    package var cause: String
    /// Whether what runs is waited for.
    package var isGraceful: Bool
    /// What else the user can do: `again: stop at once`.
    package var hint: String?

    package init(cause: String, isGraceful: Bool, hint: String? = nil) {
        self.cause = cause
        self.isGraceful = isGraceful
        self.hint = hint
    }
}

/// Text for the two streams of a program; whole lines.
package struct LogPage: Sendable {
    package var output = ""
    package var errors = ""

    package init() {}

    package var isEmpty: Bool { output.isEmpty && errors.isEmpty }
}
