import Plan

extension AggregateFunction {
    /// The aggregate as DuckDB writes it, with its type; nil where it would differ, or has no meaning.
    ///
    /// - Parameters:
    ///   - value: of which; nil: of rows.
    ///   - row: the number of the row, by which the first and the last value are found.
    func sql(_ value: SQLExpression?, row: String) -> SQLExpression? {
        guard let value else { return self == .count ? SQLExpression(text: "count(*)", type: .int64) : nil }
        guard SQLExpression.name(of: value.type) != nil, let type = try? result(of: value.type) else { return nil }
        guard let text = text(value, row: row) else { return nil }
        return SQLExpression(text: text, type: type)
    }

    private func text(_ value: SQLExpression, row: String) -> String? {
        let isWhole = value.type == .int64 || value.type == .int32 || value.type == .bool
        let number = value.type == .bool ? "\(value.text)::bigint" : value.text
        switch self {
        // Of whole numbers DuckDB's sum is wider, so that only the end can overflow.
        case .sum: return isWhole ? "sum(\(number))::bigint" : "sum(\(number))"
        case .min: return "min(\(value.text))"
        case .max: return "max(\(value.text))"
        case .mean: return "avg(\(number))"
        case .count: return "count(\(value.text))"
        // Of infinite numbers DuckDB makes an error; whole numbers have none.
        case .std: return value.type == .int64 ? "stddev_samp(\(value.text))" : nil
        case .var: return value.type == .int64 ? "var_samp(\(value.text))" : nil
        case .median: return value.type == .int64 ? "quantile_cont(\(value.text), 0.5)" : nil
        case .percentile(let percent):
            return value.type == .int64 ? "quantile_cont(\(value.text), \(Double(percent) / 100))" : nil
        case .first: return "arg_min(\(value.text), \(row)) filter (where \(value.text) is not null)"
        case .last: return "arg_max(\(value.text), \(row)) filter (where \(value.text) is not null)"
        // Zeros of either sign and NaNs are counted in their own way.
        case .nunique: return value.type == .float64 ? nil : "count(distinct \(value.text))"
        // Of several most frequent values it gives any.
        case .mode: return nil
        }
    }
}
