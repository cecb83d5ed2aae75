import Synchronization

/// Where a run's events are published, one bus a run. Any thread may publish and subscribe.
///
/// Each subscriber has a buffer of its own and is woken once for a batch, so a slow one slows neither the engine nor another.
package final class EventBus: Sendable {
    private struct State {
        var sequence: UInt64 = 0
        /// `MonotonicTime` at which the run started.
        var origin: UInt64
        var subscriptions: [EventSubscription] = []
        var isFinished = false
    }

    private let state: Locked<State>
    private let observed = Atomic<Bool>(false)
    private let now: @Sendable () -> UInt64

    /// - Parameter now: nanoseconds of a monotonic clock.
    package init(now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now }) {
        self.now = now
        state = Locked(State(origin: now()))
    }

    /// Whether anyone listens. What is costly to say need not be worked out otherwise.
    package var isObserved: Bool { observed.load(ordering: .relaxed) }

    /// Sets the point from which `RunEvent.time` counts.
    package func markStart() {
        let time = now()
        state.withLock { $0.origin = time }
    }

    /// Hands an event to every subscriber. Costs a load and a branch where there is none: `kind` is then not evaluated.
    ///
    /// - Returns: whether there was any.
    @discardableResult
    package func publish(_ kind: @autoclosure () -> RunEvent.Kind) -> Bool {
        guard isObserved else { return false }
        return deliver(kind(), unless: { false })
    }

    /// Hands an event to every subscriber unless `isStale` says that it comes too late. It is asked while nothing else is
    /// published, so whoever makes the event stale before publishing another never sees it follow that.
    ///
    /// - Parameter isStale: must not publish or block.
    package func publish(_ kind: @autoclosure () -> RunEvent.Kind, unless isStale: () -> Bool) {
        guard isObserved else { return }
        _ = deliver(kind(), unless: isStale)
    }

    /// Everything that is published from now on, until `finish`.
    ///
    /// - Parameters:
    ///   - logLimit: log lines kept unread; what comes beyond is cut, and the number cut is told in a log line.
    ///   - wake: called when unread events appear where none were, on the publishing thread: must not block.
    package func subscribe(logLimit: Int = 10_000, wake: (@Sendable () -> Void)? = nil) -> EventSubscription {
        let subscription = EventSubscription(logLimit: logLimit, wake: wake) { [weak self] in self?.remove($0) }
        let isFinished = state.withLock { state in
            if !state.isFinished {
                state.subscriptions.append(subscription)
                observed.store(true, ordering: .relaxed)
            }
            return state.isFinished
        }
        if isFinished { subscription.finish() }
        return subscription
    }

    /// Ends every subscription after what it has not read yet. Nothing can be published any more.
    package func finish() {
        let subscriptions = state.withLock { state in
            state.isFinished = true
            observed.store(false, ordering: .relaxed)
            defer { state.subscriptions = [] }
            return state.subscriptions
        }
        for subscription in subscriptions { subscription.finish() }
    }

    private func deliver(_ kind: RunEvent.Kind, unless isStale: () -> Bool) -> Bool {
        // Wakes come after the lock is released: a subscriber's wake may take locks of its own.
        var toWake: EventSubscription.Wakes = []
        let isDelivered = state.withLock { state in
            guard !state.isFinished, !isStale() else { return false }
            state.sequence += 1
            let time = now()
            let event = RunEvent(
                sequence: state.sequence, time: time > state.origin ? time - state.origin : 0, kind: kind)
            for subscription in state.subscriptions {
                if let wake = subscription.append(event) { toWake.append(wake) }
            }
            return !state.subscriptions.isEmpty
        }
        for wake in toWake { wake() }
        return isDelivered
    }

    private func remove(_ subscription: EventSubscription) {
        state.withLock { state in
            state.subscriptions.removeAll { $0 === subscription }
            if state.subscriptions.isEmpty { observed.store(false, ordering: .relaxed) }
        }
    }
}
