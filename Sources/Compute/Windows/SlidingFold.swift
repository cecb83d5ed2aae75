/// What can be put together in any grouping, but not taken apart.
protocol Foldable: BitwiseCopyable {
    init(_ value: Double)

    /// `later` comes after `self` in the order.
    func combined(with later: Self) -> Self
}

/// The fold of a queue of elements: the two stacks of a queue, each with the folds of its elements, so that nothing is ever
/// subtracted and no error of rounding stays behind when a value leaves. Constant time an operation, amortised.
struct SlidingFold<Element: Foldable>: ~Copyable {
    /// Folds of what is older, from each element to the end of the older ones; the oldest is last.
    private var older: UnsafeMutablePointer<Element>
    private var olderCount = 0
    private var newer: UnsafeMutablePointer<Element>
    private var newerCount = 0
    /// Of all that is newer; meaningless for none.
    private var newerFold: Element
    /// Of either.
    private var capacity = 16

    /// `element` is any, for memory that has to hold one.
    init(_ element: Element) {
        newerFold = element
        older = .allocate(capacity: capacity)
        newer = .allocate(capacity: capacity)
    }

    deinit {
        older.deallocate()
        newer.deallocate()
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if newerCount == capacity { grow() }
        (newer + newerCount).initialize(to: element)
        newerFold = newerCount > 0 ? newerFold.combined(with: element) : element
        newerCount &+= 1
    }

    /// - Precondition: there is one.
    @inline(__always)
    mutating func removeFirst() {
        if olderCount == 0 { turnOver() }
        olderCount &-= 1
    }

    @inline(__always)
    mutating func removeAll() { (olderCount, newerCount) = (0, 0) }

    /// Nil for none.
    var fold: Element? {
        @inline(__always) get {
            if olderCount == 0 { return newerCount == 0 ? nil : newerFold }
            let last = older[olderCount &- 1]
            return newerCount == 0 ? last : last.combined(with: newerFold)
        }
    }

    /// What is newer becomes older, the newest first.
    private mutating func turnOver() {
        guard newerCount > 0 else { preconditionFailure("nothing is left that could leave") }
        var fold = newer[newerCount - 1]
        older.initialize(to: fold)
        for place in stride(from: 1, to: newerCount, by: 1) {
            fold = newer[newerCount - 1 - place].combined(with: fold)
            (older + place).initialize(to: fold)
        }
        (olderCount, newerCount) = (newerCount, 0)
    }

    private mutating func grow() {
        func larger(_ elements: UnsafeMutablePointer<Element>, _ count: Int) -> UnsafeMutablePointer<Element> {
            let copy = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
            copy.initialize(from: elements, count: count)
            elements.deallocate()
            return copy
        }
        older = larger(older, olderCount)
        newer = larger(newer, newerCount)
        capacity *= 2
    }
}

/// A sum of doubles with the error of its rounding beside it (Knuth's two-sum), so that small values survive large ones.
struct ExactSum: Foldable {
    var sum: Double
    var error = 0.0
    var count = 1

    init(_ value: Double) { sum = value }

    func combined(with later: ExactSum) -> ExactSum {
        var result = self
        result.sum = sum + later.sum
        result.count += later.count
        guard result.sum.isFinite else { return result }
        let part = result.sum - sum
        result.error = (sum - (result.sum - part)) + (later.sum - part) + error + later.error
        return result
    }

    var value: Double { sum.isFinite ? sum + error : sum }
}

/// Count, mean and sum of squared deviations; combined as Chan, Golub and LeVeque do (1979).
struct Moments: Foldable {
    var count = 1.0
    var mean: Double
    var squares = 0.0

    init(_ value: Double) {
        mean = value
        // Of a NaN or an infinity there is no deviation.
        if !value.isFinite { squares = .nan }
    }

    func combined(with later: Moments) -> Moments {
        var result = self
        let difference = later.mean - mean
        result.count = count + later.count
        result.mean = mean + difference * later.count / result.count
        result.squares = squares + later.squares + difference * difference * count * later.count / result.count
        return result
    }

    /// Of the sample; nil for one value.
    var variance: Double? { count > 1 ? squares / (count - 1) : nil }
}
