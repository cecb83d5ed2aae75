import Events

/// Requests to stop on their way to the monitor. Any thread.
package final class StopRequests: Sendable {
    private let waiting = Locked<[StopRequest]>([])

    package init() {}

    /// The terminal is to be woken after it.
    package func append(_ request: StopRequest) { waiting.withLock { $0.append(request) } }

    func take() -> [StopRequest] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
