import Events

/// Wall and processor time of the steps that one thread runs. Reading a thread's, or a process's, processor time is a system call of about a
/// quarter of a microsecond, so that of short steps is taken to be their wall time.
package struct ProcessorClock {
    /// A step of less wall time counts as having used the processor all along.
    private static let short: UInt64 = 100_000
    /// The processor time at a step's start is read anew if the last reading is older.
    private static let staleness: UInt64 = 20_000

    private let read: @Sendable () -> UInt64
    private var readAt: UInt64 = 0
    private var reading: UInt64 = 0
    /// Of short steps since the reading.
    private var countedSince: UInt64 = 0

    /// - Parameter read: nanoseconds of processor time that are counted; those of the calling thread if nothing is said.
    package init(_ read: @escaping @Sendable () -> UInt64 = { MonotonicTime.threadProcessorTime }) { self.read = read }

    /// The monotonic time, at the start of a step.
    package mutating func begin() -> UInt64 {
        let now = MonotonicTime.now
        if now &- readAt > Self.staleness {
            readAt = now
            reading = read()
            countedSince = 0
        }
        return now
    }

    /// Nanoseconds since the step began.
    package mutating func end(began: UInt64) -> (wall: UInt64, processor: UInt64) {
        let now = MonotonicTime.now
        let wall = now &- began
        guard wall >= Self.short else {
            countedSince += wall
            return (wall, wall)
        }
        let processor = read()
        defer {
            readAt = now
            reading = processor
            countedSince = 0
        }
        let used = processor &- reading
        return (wall, used > countedSince ? used - countedSince : 0)
    }
}
