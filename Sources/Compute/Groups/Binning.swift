package import Columnar
package import Plan

/// Sorts numbers into bins.
package struct Binning: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "binning",
        title: "Binning",
        grammar: "x__bin_{n}, x__qbin_{n}",
        summary: "The number of the bin that a value lies in, from 0.",
        operations: [
            ("bin_{n}", "n bins of equal width from the least to the greatest value"),
            ("qbin_{n}", "n bins of about as many values each; their edges are linearly interpolated quantiles"),
        ],
        options: [],
        nulls: """
            Passed on; NaN, which lies in no bin, gives null. Bins are closed on the left, the last one on both sides. Infinite \
            values do not widen the bins of bin_{n}: they are in the first or the last.
            """,
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                price
                0
                24
                25

                100

                """,
            feature: "price__bin_4",
            output: """
                price__bin_4
                0
                0
                1

                3

                """))

    package init() {}

    private enum Kind { case width, count }

    package func match(_ operation: Substring) -> OperationMatch {
        if read(operation) != nil { return .yes(.exactly(1)) }
        for prefix in ["bin_", "qbin_"] where operation.hasPrefix(prefix) {
            return .unknown(segments: ["bin_10", "qbin_4"])
        }
        return .no
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let type = inputs.first ?? nil, !type.isNumeric {
            throw .cannot(call.operation, type, "it takes numbers; encode the column first, or give it a number type")
        }
        return .column(.int64)
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        guard let (kind, count) = read(call.operation[...]) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let numbers = try inputs[0].cast(to: .float64, safe: false)
        return try numbers.withDoubles { values in
            let place = kind == .width ? equalWidth(values, count) : try equalCount(values, of: numbers, count)
            let result = try ColumnWriter<Int64>(count: rows)
            try ParallelLoop.rows(rows) { rows in
                for row in rows {
                    if values.isValid(row) && !values[row].isNaN {
                        result[row] = Int64(place(values[row]))
                    } else {
                        result.setNull(row)
                    }
                }
            }
            return try result.finish()
        }
    }

    private func read(_ operation: Substring) -> (kind: Kind, count: Int)? {
        let parts = operation.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "bin" || parts[0] == "qbin", let count = Int(parts[1]),
            (1...1_000_000).contains(count), parts[1] == String(count)
        else { return nil }
        return (parts[0] == "bin" ? .width : .count, count)
    }

    private func equalWidth(_ values: FixedValues<Double>, _ count: Int) -> (Double) -> Int {
        var low = Double.infinity
        var high = -Double.infinity
        for row in 0..<values.count where values.isValid(row) && values[row].isFinite {
            low = min(low, values[row])
            high = max(high, values[row])
        }
        let extent = high - low
        guard extent > 0 else { return { $0 > high ? count - 1 : 0 } }
        return { value in
            if value <= low { return 0 }
            if value >= high { return count - 1 }
            // Multiplied first: exact for whole numbers. Huge extents are halved.
            let place =
                extent.isFinite
                ? (value - low) * Double(count) / extent
                : (value / 2 - low / 2) / (high / 2 - low / 2) * Double(count)
            return min(Int(place), count - 1)
        }
    }

    private func equalCount(
        _ values: FixedValues<Double>, of column: Column, _ count: Int
    ) throws -> (Double) -> Int {
        var known = 0
        for row in 0..<values.count where values.isValid(row) && !values[row].isNaN { known += 1 }
        guard known > 0 else { return { _ in 0 } }
        // In whole numbers: an edge that is a value is exactly that.
        let places = (1..<max(count, 1)).map { ($0 * (known - 1)).quotientAndRemainder(dividingBy: count) }
        let ranks = Set(places.flatMap { $1 == 0 ? [$0] : [$0, $0 + 1] }).sorted()
        let values = Dictionary(uniqueKeysWithValues: zip(ranks, try Sorting.values(of: column, at: ranks)))
        let edges = places.map { low, rest in
            let (lower, upper) = (values[low] ?? .nan, values[low + 1] ?? .nan)
            return rest == 0 ? lower : lower + (upper - lower) * (Double(rest) / Double(count))
        }
        return { value in
            // How many edges are not greater.
            var low = 0
            var high = edges.count
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] <= value { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
