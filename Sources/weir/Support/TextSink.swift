import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Text that could not be written.
struct SinkFailure: Error {
    /// The system's error number.
    var code: Int32
    /// Whether a terminal was to take it.
    var isOfTerminal: Bool

    /// Whether there was just nobody left to read it, which is no fault: `weir plan … | head`.
    var isClosedPipe: Bool { code == EPIPE }
    /// Whether the terminal has gone. The signal that tells so as well may come a moment later.
    var isHangUp: Bool { code == EIO && isOfTerminal }
    var reason: String { String(cString: strerror(code)) }
}

/// A file descriptor that takes text. What is written in one call reaches the kernel in one call where it can, before the
/// call returns. Any thread; blocks, so never on Swift's cooperative pool.
final class TextSink: Sendable {
    static let output = TextSink(descriptor: STDOUT_FILENO)
    static let errors = TextSink(descriptor: STDERR_FILENO)

    let descriptor: Int32
    private let isTerminal: Bool
    /// Held while writing, so that texts of two threads do not mix. Set once a write has failed.
    private let failure = Mutex<SinkFailure?>(nil)

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// Writes all of it, or throws; once it has thrown, it always does.
    func write(_ text: String) throws(SinkFailure) {
        guard !text.isEmpty else { return }
        var text = text
        let failure = failure.withLock { failure in
            failure = failure ?? text.withUTF8 { writeAll($0) }.map { SinkFailure(code: $0, isOfTerminal: isTerminal) }
            return failure
        }
        if let failure { throw failure }
    }

    /// Like `write`, for those who cannot do anything about it.
    func tryWrite(_ text: String) { try? write(text) }

    /// The error number of the write that failed, if one did.
    private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let slice = UnsafeBufferPointer(rebasing: rest)
            #if canImport(Darwin)
            let count = Darwin.write(descriptor, slice.baseAddress, slice.count)
            #else
            let count = Glibc.write(descriptor, slice.baseAddress, slice.count)
            #endif
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Someone who shares the descriptor made it non-blocking.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
