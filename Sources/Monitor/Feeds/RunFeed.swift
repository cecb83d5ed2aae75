package import Events

/// Where a monitor's events come from: a running engine, or a recording of one. Used by one thread, the terminal's.
///
/// Times called `now` are nanoseconds of the clock that `MonotonicTime.now` reads.
package protocol RunFeed: AnyObject {
    /// What has happened since the last call. Does not block.
    func take(at now: UInt64) -> FeedUpdate
    /// Nanoseconds since the run started.
    func runTime(at now: UInt64) -> UInt64
    /// When the next event is due; nil: whenever the engine has something to say.
    func nextEvent(after now: UInt64) -> UInt64?
    /// The way back into the engine; nil: there is none.
    var control: (any RunControl)? { get }
    /// The recording, where it is one.
    var recording: RecordedFeed? { get }
}

package enum FeedUpdate: Sendable {
    case events([RunEvent])
    /// Forget everything and begin with this.
    case restart(RunModel)
}

/// The events of a running engine, as they come.
package final class LiveFeed: RunFeed {
    private let subscription: EventSubscription
    package let control: (any RunControl)?
    /// The monotonic time at which the run started, as near as the events tell.
    private var origin = UInt64.max
    private let onEvents: ([RunEvent]) -> Void

    /// - Parameters:
    ///   - subscription: the feed is its one reader.
    ///   - onEvents: sees every event too, on the feed's thread.
    package init(
        _ subscription: EventSubscription, control: any RunControl, onEvents: @escaping ([RunEvent]) -> Void = { _ in }
    ) {
        self.subscription = subscription
        self.control = control
        self.onEvents = onEvents
    }

    package func take(at now: UInt64) -> FeedUpdate {
        let events = subscription.drain()
        if let last = events.last { origin = min(origin, now - min(now, last.time)) }
        if !events.isEmpty { onEvents(events) }
        return .events(events)
    }

    package func runTime(at now: UInt64) -> UInt64 { now - min(now, origin) }

    package func nextEvent(after now: UInt64) -> UInt64? { nil }

    package var recording: RecordedFeed? { nil }
}
