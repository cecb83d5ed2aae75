import Events

/// Runs what blocks on a thread of its own, so that the cooperative pool stays free.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        PosixThread.start(name: "blocking") { continuation.resume(returning: body()) }?.detach()
    }
}

/// Opens once; who waits before it is open blocks.
final class Gate: Sendable {
    private let lock = ConditionLock()
    private let isOpen = Locked(false)

    func open() {
        lock.withLock {
            isOpen.withLock { $0 = true }
            lock.broadcast()
        }
    }

    func wait() {
        lock.withLock { while !isOpen.withLock({ $0 }) { lock.wait() } }
    }
}
