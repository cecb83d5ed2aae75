/// How long a thread that has nothing to do looks for news before it sleeps, as adaptive mutexes do. To sleep and be woken costs
/// two threads some 14 µs where cores are free to idle; news between steps that take no time come within one or two.
///
/// Bounded, and learnt: where looking has not helped a few times in a row (long steps, a loaded machine), it is tried only now
/// and then. A waiting run uses no processor time. One thread's own.
struct Patience {
    /// Nanoseconds; less than it costs to sleep.
    static let longest: UInt64 = 4_000
    /// Fruitless looks in a row after which looking is given up, but for one in `interval`.
    static let tries = 4
    static let interval = 128

    private let now: () -> UInt64
    private var fruitless = 0

    /// - Parameters:
    ///   - cores: with a single one nothing happens while a thread looks, so it never does.
    ///   - now: nanoseconds of a monotonic clock.
    init(cores: Int, now: @escaping () -> UInt64) {
        self.now = now
        fruitless = cores > 1 ? 0 : Int.max
    }

    /// Whether to look this time. To be asked once before each sleep.
    mutating func isWilling() -> Bool {
        guard fruitless >= Self.tries else { return true }
        guard fruitless < Int.max else { return false }
        fruitless += 1
        return (fruitless - Self.tries) % Self.interval == 0
    }

    /// Looks until there are news, but not for long.
    mutating func look(for news: () -> Bool) {
        let end = now() &+ Self.longest
        repeat {
            if news() {
                fruitless = 0
                return
            }
        } while now() < end
        if fruitless < Self.tries { fruitless += 1 }
    }
}
