/// A value that one thread at a time may look at. Over a POSIX mutex and not `Synchronization.Mutex`, whose lock on Linux the
/// thread sanitizer cannot see.
package final class Locked<Value>: @unchecked Sendable {
    // Sendable: `value` is read and written under `lock` only, and no reference to it leaves `withLock`.
    private let lock = ConditionLock()
    private var value: Value

    package init(_ value: sending Value) { self.value = value }

    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
