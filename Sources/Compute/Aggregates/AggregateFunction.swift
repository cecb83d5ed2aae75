package import Plan

/// What turns the values of a group into one. Nulls are skipped; of no values at all the counts are 0 and the rest is null.
package enum AggregateFunction: Sendable, Hashable {
    case sum, min, max, mean, count, std, `var`, median, first, last, mode, nunique
    /// 0…100, linearly interpolated.
    case percentile(Int)

    /// Reads `avg`, `nunique`, `p90`, …
    package init?(_ name: some StringProtocol) {
        if let simple = Self.byName[String(name)] {
            self = simple
        } else if let percent = Self.percent(name) {
            self = .percentile(percent)
        } else {
            return nil
        }
    }

    /// The operations of a group whose segments are `{op}{suffix}`, with what each gives.
    static func documented(suffix: String) -> [(name: String, summary: String)] {
        documented.map { ($0.name + suffix, $0.summary) }
    }

    private static let documented: [(name: String, summary: String)] = [
        ("sum", "int64 for integers, where an overflow is an error; float64 for floats"),
        ("min", "the smallest value"),
        ("max", "the greatest value; NaN is greater than every number"),
        ("avg", "arithmetic mean, float64"),
        ("mean", "the same as avg"),
        ("count", "how many values are not null"),
        ("std", "standard deviation of the sample (n − 1); null for one value"),
        ("var", "variance of the sample (n − 1); null for one value"),
        ("median", "the middle value; between the two middle ones of an even number"),
        ("first", "the first value that is not null, in row order"),
        ("last", "the last value that is not null, in row order"),
        ("mode", "the most frequent value; the smallest of several"),
        ("nunique", "how many different values there are"),
    ]

    package static let names = documented.map(\.name)

    private static let byName: [String: AggregateFunction] = [
        "sum": .sum, "min": .min, "max": .max, "avg": .mean, "mean": .mean, "count": .count, "std": .std, "var": .var,
        "median": .median, "first": .first, "last": .last, "mode": .mode, "nunique": .nunique,
    ]

    /// Reads `p0` … `p100`.
    static func percent(_ name: some StringProtocol) -> Int? {
        guard name.first == "p", let percent = Int(name.dropFirst()), (0...100).contains(percent),
            name.dropFirst() == String(percent)
        else { return nil }
        return percent
    }

    /// The result's type for values of `type`; nil where only the run can tell. Refuses what has no meaning.
    package func result(of type: DataType?) throws(OptionProblem) -> DataType? {
        switch self {
        case .count, .nunique: return .int64
        case .min, .max, .first, .last, .mode: return type
        case .sum:
            guard let type else { return nil }
            switch type {
            case .int32, .int64, .bool: return .int64
            case .float32, .float64: return .float64
            case .decimal(_, let scale): return .decimal(precision: 38, scale: scale)
            default: throw refusal(of: type)
            }
        case .mean:
            if let type, !type.isNumeric, type != .bool { throw refusal(of: type) }
            return .float64
        case .std, .var, .median, .percentile:
            if let type, !type.isNumeric { throw refusal(of: type) }
            return .float64
        }
    }

    /// As plans write it.
    package var name: String {
        switch self {
        case .sum: "sum"
        case .min: "min"
        case .max: "max"
        case .mean: "avg"
        case .count: "count"
        case .std: "std"
        case .var: "var"
        case .median: "median"
        case .first: "first"
        case .last: "last"
        case .mode: "mode"
        case .nunique: "nunique"
        case .percentile(let percent): "p\(percent)"
        }
    }

    private func refusal(of type: DataType) -> OptionProblem {
        let advice =
            switch type {
            case .string:
                "give the column a number type under 'types', or use min, max, first, last, mode, nunique or count"
            case .bool: "sum counts the true ones and avg gives their share"
            default: "use min, max, first, last, mode, nunique or count"
            }
        return .cannot(name, type, advice)
    }
}
