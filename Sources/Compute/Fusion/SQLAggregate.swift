import ADBC
import Plan

extension AggregateFunction {
    /// The aggregate as an engine writes it, with its type; nil where it would differ, or has no meaning.
    ///
    /// - Parameters:
    ///   - value: of which; nil: of rows.
    ///   - row: the number of the row, by which the first and the last value are found.
    ///   - window: what stands behind `over`, in parentheses, for a value on every row; nil: one row a group.
    func sql(
        _ value: SQLExpression?, row: String, over window: String? = nil, _ dialect: SQLDialect
    ) -> SQLExpression? {
        let over = window.map { " over \($0)" } ?? ""
        guard let value else {
            return self == .count ? SQLExpression(text: "count(*)\(over)", type: .int64) : nil
        }
        guard dialect.name(of: value.type) != nil, let type = try? result(of: value.type) else { return nil }
        let text =
            switch dialect {
            case .duckdb: inDuckDB(value, row, over)
            case .sqlite: inSQLite(value, over)
            case .postgresql: inPostgreSQL(value, row, over)
            case .spark, .standard: String?.none
            }
        return text.map { SQLExpression(text: $0, type: type) }
    }

    /// The value as a number; bools count as 0 and 1.
    private func number(_ value: SQLExpression, _ dialect: SQLDialect) -> String {
        guard value.type == .bool else { return value.text }
        // PostgreSQL has no other way from a bool to a number.
        let number = dialect == .postgresql ? dialect.cast(value.text, to: .int32) : value.text
        return dialect.cast(number, to: .int64)
    }

    private func inDuckDB(_ value: SQLExpression, _ row: String, _ over: String) -> String? {
        let isWhole = value.type == .int64 || value.type == .int32 || value.type == .bool
        let number = number(value, .duckdb)
        switch self {
        // Of whole numbers the sum is wider, so that only the end can overflow.
        case .sum: return isWhole ? "(sum(\(number))\(over))::bigint" : "sum(\(number))\(over)"
        case .min: return "min(\(value.text))\(over)"
        case .max: return "max(\(value.text))\(over)"
        case .mean: return "avg(\(number))\(over)"
        case .count: return "count(\(value.text))\(over)"
        // Of infinite numbers DuckDB makes an error; whole numbers have none.
        case .std: return value.type == .int64 ? "stddev_samp(\(value.text))\(over)" : nil
        case .var: return value.type == .int64 ? "var_samp(\(value.text))\(over)" : nil
        case .median: return value.type == .int64 ? "quantile_cont(\(value.text), 0.5)\(over)" : nil
        case .percentile(let percent):
            return value.type == .int64 ? "quantile_cont(\(value.text), \(Double(percent) / 100))\(over)" : nil
        case .first: return "arg_min(\(value.text), \(row)) filter (where \(value.text) is not null)\(over)"
        case .last: return "arg_max(\(value.text), \(row)) filter (where \(value.text) is not null)\(over)"
        // Zeros of either sign and NaNs are counted in their own way.
        case .nunique: return value.type == .float64 ? nil : "count(distinct \(value.text))\(over)"
        // Of several most frequent values it gives any.
        case .mode: return nil
        }
    }

    private func inSQLite(_ value: SQLExpression, _ over: String) -> String? {
        let isFloat = value.type == .float64
        switch self {
        // Infinities of both signs have no sum that SQLite could hold; it would say null.
        case .sum: return isFloat ? nil : "sum(\(value.text))\(over)"
        case .mean: return isFloat ? nil : "avg(\(value.text))\(over)"
        case .min: return "min(\(value.text))\(over)"
        case .max: return "max(\(value.text))\(over)"
        case .count: return "count(\(value.text))\(over)"
        case .nunique: return isFloat || !over.isEmpty ? nil : "count(distinct \(value.text))"
        case .std, .var, .median, .percentile, .first, .last, .mode: return nil
        }
    }

    private func inPostgreSQL(_ value: SQLExpression, _ row: String, _ over: String) -> String? {
        let isFloat = value.type == .float64
        let number = number(value, .postgresql)
        /// Of whole numbers it is a decimal.
        func plain(_ aggregate: String, _ type: DataType) -> String {
            SQLDialect.postgresql.cast("(\(aggregate)\(over))", to: type)
        }
        switch self {
        case .sum: return isFloat ? "sum(\(number))\(over)" : plain("sum(\(number))", .int64)
        case .mean: return plain("avg(\(number))", .float64)
        case .min: return value.type == .bool ? "bool_and(\(value.text))\(over)" : "min(\(value.text))\(over)"
        case .max: return value.type == .bool ? "bool_or(\(value.text))\(over)" : "max(\(value.text))\(over)"
        case .count: return "count(\(value.text))\(over)"
        case .std: return value.type == .int64 ? plain("stddev_samp(\(number))", .float64) : nil
        case .var: return value.type == .int64 ? plain("var_samp(\(number))", .float64) : nil
        case .median where over.isEmpty && value.type == .int64:
            return "percentile_cont(0.5) within group (order by \(value.text))"
        case .percentile(let percent) where over.isEmpty && value.type == .int64:
            return "percentile_cont(\(Double(percent) / 100)) within group (order by \(value.text))"
        case .first where over.isEmpty: return first(of: value.text, by: row)
        case .last where over.isEmpty: return first(of: value.text, by: "\(row) desc")
        case .nunique: return isFloat || !over.isEmpty ? nil : "count(distinct \(value.text))"
        case .median, .percentile, .first, .last, .mode: return nil
        }
    }

    private func first(of value: String, by order: String) -> String {
        "(array_agg(\(value) order by \(order)) filter (where \(value) is not null))[1]"
    }
}
