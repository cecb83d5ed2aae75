/// One subscriber's unread events, to be read by one reader in one of three ways: as an `AsyncSequence` of batches, by
/// blocking (`nextBatch`), or by taking what is there (`drain`) after a wake.
///
/// State transitions are never lost; of progress and resource samples only the newest unread one of a step is kept; log lines
/// are cut beyond a limit and counted. So what it holds is bounded by the plan.
package final class EventSubscription: @unchecked Sendable {
    // Sendable: every stored `var` is read and written under `lock` only.
    typealias Wake = @Sendable () -> Void
    typealias Wakes = [Wake]

    private let lock = ConditionLock()
    private var buffer: EventBuffer
    private var isFinished = false
    private var blockedReaders = 0
    // Checked, because the thread sanitizer takes the resumption of an unsafe one, which is compiled into this module while the
    // runtime that orders it is not instrumented, for a race.
    private var continuation: CheckedContinuation<[RunEvent]?, Never>?
    private let wake: Wake?
    private let onCancel: @Sendable (EventSubscription) -> Void

    init(logLimit: Int, wake: Wake?, onCancel: @escaping @Sendable (EventSubscription) -> Void) {
        buffer = EventBuffer(logLimit: logLimit)
        self.wake = wake
        self.onCancel = onCancel
    }

    /// What is unread, oldest first; empty if nothing is. Does not block.
    package func drain() -> [RunEvent] { lock.withLock { buffer.take() } }

    /// Whether the run is over and everything has been read.
    package var isAtEnd: Bool { lock.withLock { isFinished && buffer.isEmpty } }

    /// What is unread, oldest first; waits until something is. Nil after the last batch. Blocks the calling thread, so never
    /// on Swift's cooperative pool.
    @available(*, noasync, message: "blocks; iterate over the subscription instead")
    package func nextBatch() -> [RunEvent]? {
        lock.withLock {
            blockedReaders += 1
            while buffer.isEmpty && !isFinished { lock.wait() }
            blockedReaders -= 1
            return buffer.isEmpty ? nil : buffer.take()
        }
    }

    /// Ends the subscription; what is unread is thrown away.
    package func cancel() {
        onCancel(self)
        _ = drain()
        finish()
    }

    /// Takes in one event. Returns what the caller must call once it holds no lock, if the reader is to be woken.
    func append(_ event: RunEvent) -> Wake? {
        lock.lock()
        defer { lock.unlock() }
        guard !isFinished else { return nil }
        let wasEmpty = buffer.isEmpty
        buffer.append(event)
        guard wasEmpty else { return nil }
        return wakeUp()
    }

    func finish() {
        let wakeUp: Wake? = lock.withLock {
            guard !isFinished else { return nil }
            isFinished = true
            return self.wakeUp()
        }
        wakeUp?()
    }

    /// To be called with the lock held.
    private func wakeUp() -> Wake? {
        if blockedReaders > 0 { lock.broadcast() }
        guard let waiting = continuation else { return wake }
        continuation = nil
        let batch = buffer.isEmpty ? nil : buffer.take()
        let wake = wake
        return {
            waiting.resume(returning: batch)
            wake?()
        }
    }
}

extension EventSubscription: AsyncSequence {
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let subscription: EventSubscription

        /// The next batch, never empty; nil after the last, or when the task is cancelled.
        package mutating func next() async -> [RunEvent]? {
            let subscription = subscription
            return await withTaskCancellationHandler {
                await withCheckedContinuation { subscription.resume($0) }
            } onCancel: {
                subscription.cancel()
            }
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: self) }

    private func resume(_ continuation: CheckedContinuation<[RunEvent]?, Never>) {
        lock.lock()
        if !buffer.isEmpty {
            let batch = buffer.take()
            lock.unlock()
            continuation.resume(returning: batch)
        } else if isFinished {
            lock.unlock()
            continuation.resume(returning: nil)
        } else {
            precondition(self.continuation == nil, "a subscription has one reader")
            self.continuation = continuation
            lock.unlock()
        }
    }
}
