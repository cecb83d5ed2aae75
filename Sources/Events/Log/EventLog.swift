#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Records a run's events in a file, as `EventEncoder` writes them, on a thread of its own. The first record says the schema's
/// version, the last the result.
package final class EventLog: @unchecked Sendable {
    // Sendable: `failure` is written by the log's thread and read after it was joined; `thread` is used by `finish` alone.

    package let path: String
    private let subscription: EventSubscription
    private let file: Int32
    private var thread: PosixThread?
    private var failure: EventLogError?

    /// Makes the file anew and records what is published from now on. To be called before the run starts; `finish` after it.
    ///
    /// - Throws: where the file cannot be made, or the system has no thread left.
    package init(path: String, bus: EventBus) throws(EventLogError) {
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw EventLogError(.cannotOpen, path: path, cause: String(cString: strerror(errno)))
        }
        subscription = bus.subscribe()
        thread = PosixThread.start(name: "weir events") { [self] in record() }
        guard thread != nil else {
            subscription.cancel()
            close(file)
            throw EventLogError(.cannotOpen, path: path, cause: "the system has no thread left")
        }
    }

    /// Waits until the bus has finished and all is written. Blocks. Once only.
    ///
    /// - Throws: the first write that failed; the log ends before it.
    package func finish() throws(EventLogError) {
        thread?.join()
        thread = nil
        if let failure { throw failure }
    }

    private func record() {
        var encoder = EventEncoder()
        while let batch = subscription.nextBatch() {
            if failure == nil { put(encoder.lines(batch)) }
        }
        if close(file) != 0 && failure == nil { fail() }
    }

    private func put(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return fail()
                }
            }
        }
    }

    private func fail() {
        failure = EventLogError(.cannotWrite, path: path, cause: String(cString: strerror(errno)))
        subscription.cancel()
    }
}
