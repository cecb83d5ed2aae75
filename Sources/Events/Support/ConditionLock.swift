#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A mutex with one condition, for threads that block (never Swift's cooperative pool).
///
/// Deadlines are nanoseconds of the clock that `MonotonicTime.now` reads.
package final class ConditionLock: @unchecked Sendable {
    // Sendable: both pointers are set once, and POSIX allows their use from every thread.
    let mutex: UnsafeMutablePointer<pthread_mutex_t>
    let condition: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        Self.initialize(mutex: mutex, condition: condition)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
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
    package func wait() { pthread_cond_wait(condition, mutex) }

    /// Like `wait()`, but no longer than until `deadline`. False once that has passed.
    package func wait(until deadline: UInt64) -> Bool { timedWait(deadline) }

    package func signal() { pthread_cond_signal(condition) }

    package func broadcast() { pthread_cond_broadcast(condition) }
}
