import ADBC
import Columnar
import Plan

/// A comparison of a column with constants as a condition of SQL.
struct SQLFilter {
    let column: DatabaseColumn
    let sql: String
    /// Whether it holds for just the rows for which the comparison is true, rather than for those and others.
    let isExact: Bool

    /// Nil where the database may see a row in another way and leave it out.
    init?(_ test: SimplePredicate.Test, of column: DatabaseColumn, _ type: DataType, _ dialect: SQLDialect) throws {
        guard Self.isComparable(type, dialect) || test == .isNull || test == .isNotNull else { return nil }
        self.column = column
        var name = try dialect.identifier(column.name)
        // By code point, whatever collation the column has.
        switch (dialect, type) {
        case (.sqlite, .string): name += " collate binary"
        case (.postgresql, .string): name += " collate \"C\""
        default: break
        }
        switch test {
        case .isNull:
            sql = "\(name) is null"
            isExact = true
        case .isNotNull:
            sql = "\(name) is not null"
            isExact = true
        case .oneOf(let literals):
            var values: [String] = []
            for literal in literals {
                guard let value = Self.literal(literal, type, dialect) else { return nil }
                values.append(value)
            }
            sql = "\(name) in (\(values.joined(separator: ", ")))"
            isExact = true
        case .compare(let comparison, let literal):
            guard let symbol = Self.symbol(comparison), let value = Self.literal(literal, type, dialect) else {
                return nil
            }
            sql = "\(name) \(symbol) \(value)"
            // To databases a NaN is greater than every number, here it is not.
            isExact = !type.isFloat || dialect == .sqlite || ![.greater, .greaterOrEqual].contains(comparison)
        }
    }

    /// Types that mean the same in the database. Of timestamps only PostgreSQL's are known to be microseconds.
    private static func isComparable(_ type: DataType, _ dialect: SQLDialect) -> Bool {
        switch (dialect, type) {
        case (.spark, _), (.standard, _): false
        case (_, .int32), (_, .int64), (_, .float64), (_, .string): true
        case (.duckdb, .bool), (.postgresql, .bool), (.duckdb, .date), (.postgresql, .date): true
        case (.postgresql, .timestamp): true
        default: false
        }
    }

    private static func literal(_ literal: Expression.Literal, _ type: DataType, _ dialect: SQLDialect) -> String? {
        Scalar(literal, of: type).flatMap { try? dialect.literal($0) }
    }

    /// Nil for `<>`, which is not worth its cases.
    private static func symbol(_ comparison: Expression.Comparison) -> String? {
        switch comparison {
        case .equal: "="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .notEqual: nil
        }
    }
}
