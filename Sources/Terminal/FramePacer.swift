/// When frames may be drawn: ten a second, fewer where they take long, and thirty where keys are to be answered. Times are
/// nanoseconds of `MonotonicTime.now`.
struct FramePacer {
    /// Between two frames that answer no key, at least.
    static let steady: UInt64 = 100_000_000
    /// The same, at most.
    static let slowest: UInt64 = 250_000_000
    /// Frames that answer no key take one part in so many of the time: what runs needs the processor more than who looks on.
    static let share: UInt64 = 100
    /// Between two frames, whatever they answer.
    static let prompt: UInt64 = 33_333_333

    private var last: UInt64?
    /// After the last frame.
    private var pause = FramePacer.steady
    private var isPrompt = false

    /// A key came, or the screen changed its size: the next frame answers it.
    mutating func hurry() { isPrompt = true }

    /// A frame was drawn, and the terminal has taken it.
    mutating func drew(from start: UInt64, to end: UInt64) {
        last = start
        pause = min(max(min(end - min(start, end), Self.slowest) * Self.share, Self.steady), Self.slowest)
        isPrompt = false
    }

    /// When the next frame may be drawn; nil: at once.
    func deadline(at now: UInt64) -> UInt64? {
        guard let last else { return nil }
        let earliest = last + (isPrompt ? Self.prompt : pause)
        return earliest > now ? earliest : nil
    }

    /// How long to wait for something to happen: milliseconds, as `poll` takes them, rounded up so that what is waited for is due
    /// then; -1: for ever.
    ///
    /// - Parameters:
    ///   - frame: when a frame is due; nil: there is nothing to draw.
    ///   - tick: when the application is to be updated; one in the past waits a millisecond, so nothing spins on it.
    static func timeout(at now: UInt64, frame: UInt64?, tick: UInt64?) -> Int32 {
        var due = UInt64.max
        if let frame { due = frame }
        if let tick { due = min(due, max(tick, now + 1_000_000)) }
        guard due != .max else { return -1 }
        guard due > now else { return 0 }
        return Int32(clamping: (due - now - 1) / 1_000_000 + 1)
    }
}
