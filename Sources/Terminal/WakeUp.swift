internal import CSystem
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Wakes a thread that polls: a pipe, of which only matters whether there is something in it.
final class WakeUp: Sendable {
    /// To be polled for reading.
    let reading: Int32
    private let writing: Int32
    /// Another byte would say no more: one is in the pipe, or the thread will look of its own accord.
    private let isSet = Atomic(false)

    /// Nil: no descriptors left.
    init?() {
        guard let pipe = DescriptorPipe() else { return nil }
        (reading, writing) = (pipe.reading, pipe.writing)
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// From any thread. Does not block.
    ///
    /// - Parameter isUrgent: even where the thread is muted.
    func set(isUrgent: Bool = false) {
        guard !isSet.exchange(true, ordering: .acquiringAndReleasing) || isUrgent else { return }
        var byte: UInt8 = 0
        _ = write(writing, &byte, 1)
    }

    /// For the thread that polls: until `clear` only what is urgent wakes it. It will look by itself.
    func mute() { _ = isSet.exchange(true, ordering: .acquiringAndReleasing) }

    /// For the thread that polls, before it looks at what it was woken for.
    ///
    /// - Parameter isReadable: of `reading`, as polled.
    func clear(isReadable: Bool) {
        if isReadable {
            var bytes: (UInt64, UInt64) = (0, 0)
            _ = withUnsafeMutableBytes(of: &bytes) { read(reading, $0.baseAddress, $0.count) }
        }
        // Acquires what was written before a `set` that found it set.
        _ = isSet.exchange(false, ordering: .acquiringAndReleasing)
    }
}

/// A pipe whose ends do not block and are not handed on to programs that this one starts. Its ends are its maker's to close.
struct DescriptorPipe {
    let reading: Int32
    let writing: Int32

    /// Nil: no descriptors left.
    init?(blockingWriter: Bool = false) {
        var ends: [Int32] = [-1, -1]
        guard weir_pipe_make(&ends, blockingWriter) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }
}
