/// What can be put together in any grouping, but not taken apart.
protocol Foldable {
    /// `later` comes after `self` in the order.
    func combined(with later: Self) -> Self
}

/// The fold of a queue of elements: the two stacks of a queue, each with the folds of its elements, so that nothing is ever
/// subtracted and no error of rounding stays behind when a value leaves. Constant time an operation, amortised.
struct SlidingFold<Element: Foldable> {
    /// Folds of what is older, from each element to the end of the older ones; the oldest is last.
    private var older: [Element] = []
    private var newer: [Element] = []
    private var newerFold: Element?

    mutating func append(_ element: Element) {
        newer.append(element)
        newerFold = newerFold?.combined(with: element) ?? element
    }

    mutating func removeFirst() {
        if older.isEmpty {
            var fold: Element?
            for element in newer.reversed() {
                let next = fold.map { element.combined(with: $0) } ?? element
                older.append(next)
                fold = next
            }
            newer.removeAll(keepingCapacity: true)
            newerFold = nil
        }
        older.removeLast()
    }

    mutating func removeAll() {
        older.removeAll(keepingCapacity: true)
        newer.removeAll(keepingCapacity: true)
        newerFold = nil
    }

    /// Nil for none.
    var fold: Element? {
        guard let last = older.last else { return newerFold }
        return newerFold.map { last.combined(with: $0) } ?? last
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
