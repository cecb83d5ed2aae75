#if canImport(Darwin)
import Darwin

extension ConditionLock {
    static func initialize(mutex: UnsafeMutablePointer<pthread_mutex_t>) { pthread_mutex_init(mutex, nil) }
}

extension ConditionLock.Condition {
    static func initialize(condition: UnsafeMutablePointer<pthread_cond_t>) { pthread_cond_init(condition, nil) }

    /// Darwin's conditions know no clock but the wall's, so the wait is relative.
    func timedWait(_ lock: ConditionLock, _ deadline: UInt64) -> Bool {
        let now = MonotonicTime.now
        guard deadline > now else { return false }
        let left = deadline - now
        var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
        return pthread_cond_timedwait_relative_np(condition, lock.mutex, &time) != ETIMEDOUT
    }
}
#endif
