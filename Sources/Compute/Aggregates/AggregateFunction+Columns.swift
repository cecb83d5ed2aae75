package import Columnar

extension AggregateFunction {
    /// One value for each group, in the order of the groups. Throws `ColumnarError`, of code `overflow` where an integer sum
    /// does not fit.
    package func evaluate(_ column: Column, over grouping: Grouping) throws(ColumnarError) -> Column {
        try grouping.aggregate(column, operation)
    }

    private var operation: AggregateOperation {
        switch self {
        case .sum: .sum
        case .min: .min
        case .max: .max
        case .mean: .mean
        case .count: .count
        case .std: .std(ddof: 1)
        case .var: .variance(ddof: 1)
        case .median: .median
        case .first: .first
        case .last: .last
        case .mode: .mode
        case .nunique: .distinctCount
        case .percentile(let percent): .quantile(Double(percent) / 100)
        }
    }
}

extension Grouping {
    /// Each row's value, from one value for each group.
    func spread(_ values: Column) throws(ColumnarError) -> Column { try values.take(ids()) }
}
