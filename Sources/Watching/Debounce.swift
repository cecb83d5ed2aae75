/// When a burst of changes has ended, so that it is answered once: after a time without a change, but not later than a longer time
/// after the first. A value; the clock is the caller's.
///
/// Times are nanoseconds.
package struct Debounce: Sendable {
    private let quiet: UInt64
    private let longest: UInt64
    private var first: UInt64?
    private var last: UInt64 = 0

    package init(quiet: Duration = .milliseconds(200), longest: Duration = .seconds(2)) {
        self.quiet = quiet.inNanoseconds
        self.longest = max(longest.inNanoseconds, self.quiet)
    }

    /// Something has changed.
    package mutating func changed(at now: UInt64) {
        first = first ?? now
        last = now
    }

    /// When to answer; nil: there is nothing to answer.
    package var due: UInt64? { first.map { min(last &+ quiet, $0 &+ longest) } }

    /// Whether it is time; then all changes so far count as answered.
    package mutating func take(at now: UInt64) -> Bool {
        guard let due, now >= due else { return false }
        first = nil
        return true
    }
}

extension Duration {
    fileprivate var inNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds)) &* 1_000_000_000 &+ UInt64(max(0, attoseconds / 1_000_000_000))
    }
}
