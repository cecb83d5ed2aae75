import Plan

/// An aggregate in the making: values come one after another, and it can be asked at any time. Nulls are skipped.
protocol RowFold {
    /// Never null.
    mutating func add(_ value: RowValue)
    /// Throws where the result does not fit its type.
    mutating func result() throws(RowProblem) -> RowValue
}

extension AggregateFunction {
    /// Over no values yet, which are to be of `type`.
    func fold(over type: DataType?) -> any RowFold {
        switch self {
        case .count: RowCount()
        case .nunique: RowDifferent()
        case .first: RowFirst()
        case .last: RowLast()
        case .min: RowExtreme(isGreatest: false)
        case .max: RowExtreme(isGreatest: true)
        case .mode: RowMode()
        case .sum:
            if let type, type.isFloat { RowFloatSum() } else { RowWholeSum() }
        case .mean: RowMean()
        case .var: RowVariance(isDeviation: false)
        case .std: RowVariance(isDeviation: true)
        case .median: RowQuantile(fraction: 0.5)
        case .percentile(let percent): RowQuantile(fraction: Double(percent) / 100)
        }
    }

    /// Of `values`, which are of `type`.
    func value(of values: some Sequence<RowValue>, _ type: DataType?) throws(RowProblem) -> RowValue {
        var fold = fold(over: type)
        for value in values where !value.isNull { fold.add(value) }
        return try fold.result()
    }

    /// Of the values of each of the `partitions`.
    func values(of column: RowColumn, over partitions: [[Int]]) throws(RowProblem) -> [RowValue] {
        var results: [RowValue] = []
        for rows in partitions { results.append(try value(of: rows.lazy.map { column[$0] }, column.type)) }
        return results
    }
}

private struct RowCount: RowFold {
    private var count: Int64 = 0

    mutating func add(_ value: RowValue) { count += 1 }
    func result() -> RowValue { .int(count) }
}

private struct RowDifferent: RowFold {
    private var seen: Set<RowValue> = []

    mutating func add(_ value: RowValue) { seen.insert(value) }
    func result() -> RowValue { .int(Int64(seen.count)) }
}

private struct RowFirst: RowFold {
    private var first = RowValue.null

    mutating func add(_ value: RowValue) { if first.isNull { first = value } }
    func result() -> RowValue { first }
}

private struct RowLast: RowFold {
    private var last = RowValue.null

    mutating func add(_ value: RowValue) { last = value }
    func result() -> RowValue { last }
}

/// The first of the least or greatest values.
private struct RowExtreme: RowFold {
    let isGreatest: Bool
    private var best = RowValue.null

    init(isGreatest: Bool) { self.isGreatest = isGreatest }

    mutating func add(_ value: RowValue) {
        let order = value.order(best)
        if best.isNull || (isGreatest ? order > 0 : order < 0) { best = value }
    }

    func result() -> RowValue { best }
}

/// The most frequent value, of several the least.
private struct RowMode: RowFold {
    private var counts: [RowValue: Int] = [:]
    private var mode = RowValue.null
    private var most = 0

    mutating func add(_ value: RowValue) {
        let count = counts[value, default: 0] + 1
        counts[value] = count
        guard count > most || (count == most && value.order(mode) < 0) else { return }
        mode = value
        most = count
    }

    func result() -> RowValue { mode }
}

/// Of integers, truth values and decimals: exact, and only the total has to fit.
private struct RowWholeSum: RowFold {
    private var sum: Int128 = 0
    /// Of decimals.
    private var scale: Int?
    private var isEmpty = true
    private var overflow = false

    mutating func add(_ value: RowValue) {
        isEmpty = false
        switch value {
        case .bool(let flag): sum += flag ? 1 : 0
        case .int(let number): sum += Int128(number)
        case .decimal(let unscaled, let scale):
            self.scale = scale
            let (next, overflow) = sum.addingReportingOverflow(unscaled)
            sum = next
            self.overflow = self.overflow || overflow
        default: break
        }
    }

    func result() throws(RowProblem) -> RowValue {
        if isEmpty { return .null }
        if let scale {
            guard !overflow, sum.magnitude < DecimalDigits.power(38).magnitude else {
                throw RowProblem(.arithmetic, "decimal overflow: a sum has more than 38 digits")
            }
            return .decimal(sum, scale: scale)
        }
        guard let fitting = Int64(exactly: sum) else {
            throw RowProblem(.arithmetic, "integer overflow: a sum does not fit into int64")
        }
        return .int(fitting)
    }
}

/// A sum of doubles that keeps what rounding cuts off (Neumaier, 1974).
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    mutating func add(_ value: Double) {
        let next = sum + value
        lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
        sum = next
    }

    var value: Double { sum.isFinite ? sum + lost : sum }
}

private struct RowFloatSum: RowFold {
    private var sum = CompensatedSum()
    private var isEmpty = true

    mutating func add(_ value: RowValue) {
        isEmpty = false
        sum.add(value.number ?? 0)
    }

    func result() -> RowValue { isEmpty ? .null : .double(sum.value) }
}

private struct RowMean: RowFold {
    private var sum = CompensatedSum()
    private var count = 0.0

    mutating func add(_ value: RowValue) {
        count += 1
        sum.add(value.number ?? 0)
    }

    func result() -> RowValue { count == 0 ? .null : .double(sum.value / count) }
}

/// Of the sample: squared deviations from the mean over n − 1, brought up to date with each value (Welford, 1962).
private struct RowVariance: RowFold {
    let isDeviation: Bool
    private var count = 0.0
    private var mean = 0.0
    private var squares = 0.0

    init(isDeviation: Bool) { self.isDeviation = isDeviation }

    mutating func add(_ value: RowValue) {
        let number = value.number ?? 0
        count += 1
        let deviation = number - mean
        mean += deviation / count
        squares += deviation * (number - mean)
    }

    func result() -> RowValue {
        guard count > 1 else { return .null }
        let variance = squares / (count - 1)
        return .double(isDeviation ? variance.squareRoot() : variance)
    }
}

/// Linearly interpolated between the two nearest values (Hyndman and Fan's type 7); NaN is the greatest.
private struct RowQuantile: RowFold {
    let fraction: Double
    private var sorted: [Double] = []
    private var pending: [Double] = []

    init(fraction: Double) { self.fraction = fraction }

    mutating func add(_ value: RowValue) { pending.append(value.number ?? 0) }

    mutating func result() -> RowValue {
        settle()
        guard let quantile = Quantile.of(sorted, at: fraction) else { return .null }
        return .double(quantile)
    }

    /// A few values are put where they belong; of many all are sorted anew.
    private mutating func settle() {
        if pending.count < 8 {
            for value in pending { sorted.insert(value, at: place(of: value)) }
        } else {
            sorted = (sorted + pending).sorted { Self.precedes($0, $1) }
        }
        pending = []
    }

    private func place(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(value, sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func precedes(_ a: Double, _ b: Double) -> Bool { a < b || (b.isNaN && !a.isNaN) }
}

enum Quantile {
    /// Of `sorted`, at `fraction` from 0 to 1; nil for no values.
    static func of(_ sorted: [Double], at fraction: Double) -> Double? {
        if sorted.isEmpty { return nil }
        let position = fraction * Double(sorted.count - 1)
        let low = Int(position)
        let part = position - Double(low)
        return part == 0 ? sorted[low] : sorted[low] + (sorted[low + 1] - sorted[low]) * part
    }
}
