import Columnar
import Plan

extension ArrowFramework {
    /// How many failing rows a violation shows.
    private static let sampleRows = 5

    func check(
        _ work: CheckWork, _ step: Step, _ inputs: [FeatureData], _ context: StepContext
    ) throws -> StepProduct {
        let rows = inputs.first?.rowCount ?? 0
        switch work.rule {
        case .predicate(let predicate): return try check(predicate, inputs, rows: rows)
        case .unique:
            return try checkUnique(
                inputs, name: step.inputs.first.map { context.plan[$0].name } ?? "value", rows: rows)
        case .rowCount(let min, let max):
            let holds = rows >= min ?? 0 && rows <= max ?? .max
            return StepProduct(
                rows: rows, violation: holds ? nil : CheckViolation(failedRows: rows, totalRows: rows, sample: nil))
        }
    }

    /// A row fails where the predicate is not true; null is not.
    private func check(_ predicate: ParsedExpression, _ inputs: [FeatureData], rows: Int) throws -> StepProduct {
        let mask = try predicate.mask(inputs, rows: rows)
        let failed = rows - (try mask.trueCount())
        guard failed > 0 else { return StepProduct(rows: rows) }
        var failing: [Int] = []
        try mask.withBools { values in
            for row in 0..<rows where !values[row] {
                failing.append(row)
                if failing.count == Self.sampleRows { break }
            }
        }
        let columns = try zip(predicate.references, inputs).map { (name: $0, column: try $1.singleColumn("a check")) }
        return try violation(failed, of: rows, failing, columns)
    }

    /// A row fails where an earlier one has the same value. Nulls are not values and never fail.
    private func checkUnique(_ inputs: [FeatureData], name: String, rows: Int) throws -> StepProduct {
        guard let input = inputs.first else { return StepProduct(rows: 0) }
        let column = try input.singleColumn("a check of unique")
        let grouping = try Grouping(keys: [column], rows: rows)
        let hasNull = column.nullCount > 0
        let distinct = grouping.groupCount - (hasNull ? 1 : 0)
        let failed = rows - column.nullCount - distinct
        guard failed > 0 else { return StepProduct(rows: rows) }
        let firstRows = try grouping.firstRows().integers()
        let failing = try column.withValidity { isValid in
            try grouping.ids().withUInt32s { ids in
                var failing: [(row: Int, first: Int)] = []
                for row in 0..<rows where firstRows[Int(ids[row])] != row && isValid(row) {
                    failing.append((row, firstRows[Int(ids[row])]))
                    if failing.count == Self.sampleRows { break }
                }
                return failing
            }
        }
        return try violation(
            failed, of: rows, failing.map(\.row), [(name: name, column: column)],
            beside: [(name: "as row", column: Self.numbers(of: failing.map(\.first)))])
    }

    /// - Parameter beside: further columns of the sample, a value for each failing row.
    private func violation(
        _ failed: Int, of rows: Int, _ failing: [Int], _ columns: [(name: String, column: Column)],
        beside: [(name: String, column: Column)] = []
    ) throws -> StepProduct {
        let values = try columns.map { (name: $0.name, column: try $0.column.take(rows: failing)) }
        let sample = try TablePreview(
            [(name: "row", column: Self.numbers(of: failing))] + values + beside, rowCount: failing.count,
            limit: Self.sampleRows)
        return StepProduct(rows: rows, violation: CheckViolation(failedRows: failed, totalRows: rows, sample: sample))
    }

    /// As people count rows, from 1.
    private static func numbers(of rows: [Int]) throws -> Column { try Column(int64s: rows.map { Int64($0 + 1) }) }
}
