import Events

/// Who may use what one thread looks after and another borrows at times. Any thread.
final class Custody: @unchecked Sendable {
    // Sendable: `isTaken` is read and written under `lock` only.
    private let lock = ConditionLock()
    private var isTaken = false

    /// Waits until nobody else has it.
    func take() {
        lock.withLock {
            while isTaken { lock.wait() }
            isTaken = true
        }
    }

    /// False where somebody has it.
    func takeIfFree() -> Bool {
        lock.withLock {
            defer { isTaken = true }
            return !isTaken
        }
    }

    func giveBack() {
        lock.withLock { isTaken = false }
        lock.signal()
    }

    func hold<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        take()
        defer { giveBack() }
        return try body()
    }
}
