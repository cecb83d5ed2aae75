internal import CSystem

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Wakes a thread that polls. Any thread may wake it.
package final class WakePipe: Sendable {
    /// To poll.
    package let reading: Int32
    private let writing: Int32

    /// Nil where there is no descriptor left.
    package init?() {
        var ends: [Int32] = [-1, -1]
        guard weir_pipe_make(&ends, false) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    package func wake() {
        var byte: UInt8 = 1
        // Where the pipe is full it wakes anyhow.
        _ = write(writing, &byte, 1)
    }

    /// Takes back all wakes so far.
    package func drain() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(reading, &bytes, 16) == 16 {}
    }

    /// Sleeps until woken.
    package func wait() {
        var polled = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        if poll(&polled, 1, -1) > 0 { drain() }
    }
}
