#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The clocks of a run.
package enum MonotonicTime {
    /// Nanoseconds of a clock that never steps back; only differences mean something.
    package static var now: UInt64 { read(CLOCK_MONOTONIC) }

    /// Nanoseconds of processor time that the calling thread has used.
    package static var threadProcessorTime: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Nanoseconds of processor time that this process has used.
    package static var processProcessorTime: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    /// Seconds since 1970-01-01T00:00:00Z.
    package static var wallClock: Double { Double(read(CLOCK_REALTIME)) / 1e9 }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
