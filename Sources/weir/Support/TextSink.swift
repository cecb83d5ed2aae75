import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Nobody reads what is written any more.
struct SinkClosed: Error {}

/// A file descriptor that takes text. What is written in one call reaches the kernel in one call where it can, before the
/// call returns. Any thread; blocks, so never on Swift's cooperative pool.
final class TextSink: Sendable {
    static let output = TextSink(descriptor: STDOUT_FILENO)
    static let errors = TextSink(descriptor: STDERR_FILENO)

    let descriptor: Int32
    /// Held while writing, so that texts of two threads do not mix. True once a write has failed.
    private let isClosed = Mutex(false)

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Writes all of it, or throws; once it has thrown, it always does.
    func write(_ text: String) throws(SinkClosed) {
        guard tryWrite(text) else { throw SinkClosed() }
    }

    /// Like `write`, for those who cannot do anything about it. False where the text did not arrive.
    @discardableResult
    func tryWrite(_ text: String) -> Bool {
        guard !text.isEmpty else { return true }
        var text = text
        return isClosed.withLock { isClosed in
            if isClosed { return false }
            isClosed = !text.withUTF8 { writeAll($0) }
            return !isClosed
        }
    }

    private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
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
                return false
            }
        }
        return true
    }
}
