import Plan

extension RowFeatures {
    /// The number of the bin that each value lies in, from 0; NaN lies in none.
    static func binned(_ call: RowCall) throws -> [RowValue] {
        let parts = call.call.operation.split(separator: "_")
        guard parts.count == 2, let count = Int(parts[1]) else { throw call.unknownOperation }
        let numbers = call.values.values.map { value in value.number.flatMap { $0.isNaN ? nil : $0 } }
        let sorted = numbers.compactMap { $0 }.sorted()
        let bin: (Double) -> Int
        switch parts[0] {
        case "bin": bin = { equalWidth($0, sorted.filter(\.isFinite), count) }
        case "qbin":
            let edges = edges(sorted, count)
            bin = { equalCount($0, edges) }
        default: throw call.unknownOperation
        }
        return numbers.map { number in number.map { .int(Int64(bin($0))) } ?? .null }
    }

    /// Bins from the least to the greatest of `finite`; all values beyond belong to the first and the last.
    private static func equalWidth(_ value: Double, _ finite: [Double], _ count: Int) -> Int {
        guard let least = finite.first, let greatest = finite.last, least < greatest else {
            return value > finite.last ?? -.infinity ? count - 1 : 0
        }
        if value <= least { return 0 }
        if value >= greatest { return count - 1 }
        let extent = greatest - least
        // Multiplied first: exact for whole numbers. An extent that is no number any more is halved.
        let place =
            extent.isFinite
            ? (value - least) * Double(count) / extent
            : (value / 2 - least / 2) / (greatest / 2 - least / 2) * Double(count)
        return min(Int(place), count - 1)
    }

    /// Between the bins of about as many values each: edge e of n at the place e · (count − 1) / n of the sorted values.
    private static func edges(_ sorted: [Double], _ count: Int) -> [Double] {
        if sorted.isEmpty { return [] }
        return (1..<max(count, 1)).map { edge in
            let (low, rest) = (edge * (sorted.count - 1)).quotientAndRemainder(dividingBy: count)
            if rest == 0 { return sorted[low] }
            return sorted[low] + (sorted[low + 1] - sorted[low]) * (Double(rest) / Double(count))
        }
    }

    /// How many edges are not greater.
    private static func equalCount(_ value: Double, _ edges: [Double]) -> Int {
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
