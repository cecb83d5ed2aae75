#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A mutex with a condition, for threads that block (never Swift's cooperative pool).
///
/// Deadlines are nanoseconds of the clock that `MonotonicTime.now` reads.
package final class ConditionLock: @unchecked Sendable {
    // Sendable: the pointer is set once, and POSIX allows its use from every thread.
    let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition = Condition()

    package init() {
        mutex = .allocate(capacity: 1)
        Self.initialize(mutex: mutex)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func lock() { pthread_mutex_lock(mutex) }

    package func unlock() { pthread_mutex_unlock(mutex) }

    package func withLock<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Releases the lock, sleeps until a signal (or for no reason at all), and takes the lock again.
    package func wait() { condition.wait(with: self) }

    /// Like `wait()`, but no longer than until `deadline`. False once that has passed.
    package func wait(until deadline: UInt64) -> Bool { condition.wait(with: self, until: deadline) }

    package func signal() { condition.signal() }

    package func broadcast() { condition.broadcast() }

    /// A further condition, for one kind of waiter among several at one lock. To be used with one lock only.
    package final class Condition: @unchecked Sendable {
        // Sendable: the pointer is set once, and POSIX allows its use from every thread.
        let condition: UnsafeMutablePointer<pthread_cond_t>

        package init() {
            condition = .allocate(capacity: 1)
            Self.initialize(condition: condition)
        }

        deinit {
            pthread_cond_destroy(condition)
            condition.deallocate()
        }

        package func wait(with lock: ConditionLock) { pthread_cond_wait(condition, lock.mutex) }

        package func wait(with lock: ConditionLock, until deadline: UInt64) -> Bool { timedWait(lock, deadline) }

        package func signal() { pthread_cond_signal(condition) }

        package func broadcast() { pthread_cond_broadcast(condition) }
    }
}
