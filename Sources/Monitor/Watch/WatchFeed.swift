package import Events

/// The runs of one plan, one after another: each takes the place of the one before it. Given new runs by any thread, read by the
/// monitor's.
package final class WatchFeed: RunFeed, @unchecked Sendable {
    // Sendable: `next` is under its lock; all else is used by the monitor's thread only.
    private let next = Locked<LiveFeed?>(nil)
    private var live: LiveFeed?
    private var isOver = false

    package init() {}

    /// A run begins; shown from the next `take` on.
    package func show(_ feed: sending LiveFeed) { next.withLock { $0 = feed } }

    package func take(at now: UInt64) -> FeedUpdate {
        let new = next.withLock { next in
            defer { next = nil }
            return next
        }
        if let new {
            live = new
            isOver = false
        }
        guard case .events(let events) = live?.take(at: now) else { return .events([]) }
        if events.contains(where: \.isEndOfRun) { isOver = true }
        guard new != nil else { return .events(events) }
        // With what has happened already, for nobody need wake the monitor again.
        var model = RunModel()
        for event in events { model.receive(event) }
        return .restart(model)
    }

    package func runTime(at now: UInt64) -> UInt64 { live?.runTime(at: now) ?? 0 }

    /// A new run is there at once.
    package func nextEvent(after now: UInt64) -> UInt64? { nil }

    /// None once the run is over.
    package var control: (any RunControl)? { isOver ? nil : live?.control }
    package var recording: RecordedFeed? { nil }
}

extension RunEvent {
    fileprivate var isEndOfRun: Bool { if case .runFinished = kind { true } else { false } }
}
