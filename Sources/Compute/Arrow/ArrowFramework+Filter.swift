package import Columnar
import Plan

extension ArrowFramework {
    /// A row is kept where the predicate is true. Where all rows are, the data is shared and not copied.
    func filter(_ predicate: ParsedExpression, _ inputs: [FeatureData]) throws -> StepProduct {
        let rows = inputs.first?.rowCount ?? 0
        let carried = inputs.dropFirst(predicate.references.count)
        let selection = try RowSelection(where: predicate, inputs, rows: rows)
        let outputs = try selection.apply(to: carried)
        return StepProduct(outputs: outputs, rows: selection.count, removedRows: rows - selection.count)
    }
}

/// Some of the rows of a dataset.
struct RowSelection {
    private enum Rows {
        case all
        /// bool, without nulls.
        case mask(Column)
        /// Integers; null gives a row of nulls.
        case indices(Column)
    }

    private let rows: Rows
    let count: Int

    /// The first inputs are the predicate's references.
    init(where predicate: ParsedExpression, _ inputs: [FeatureData], rows: Int) throws {
        let mask = try predicate.mask(inputs, rows: rows)
        count = try mask.trueCount()
        self.rows = count == rows ? .all : .mask(mask)
    }

    /// The rows at `indices`, of a dataset of `rows` rows; nil: all. Looks whether they are just all the rows in their order.
    init(indices: Column?, of rows: Int) throws {
        guard let indices else {
            count = rows
            self.rows = .all
            return
        }
        count = indices.count
        self.rows = try count == rows && indices.isRowNumbers() ? .all : .indices(indices)
    }

    func apply(to data: some Sequence<FeatureData>) throws -> [FeatureData] {
        try data.map { data in try data.map(rows: count) { try apply(to: $0) } }
    }

    func apply(to column: Column) throws -> Column {
        switch rows {
        case .all: column
        case .mask(let mask): try column.filter(mask)
        case .indices(let indices): try column.take(indices)
        }
    }
}

extension ParsedExpression {
    /// Whether each row satisfies the predicate, whose references are the first inputs.
    func mask(_ inputs: [FeatureData], rows: Int) throws -> Column {
        let columns = try zip(references, inputs).map { name, input throws(ComputeError) in
            try input.singleColumn("the condition '\(text)', with '\(name)',")
        }
        return try ExpressionEvaluator.mask(root, inputs: columns, rows: rows, names: references)
    }
}

extension Column {
    /// How many values of a bool column are true.
    func trueCount() throws -> Int {
        if isEmpty { return 0 }
        guard case .int64(let count) = try Kernel.scalar("sum", self, options: .scalarAggregate(minCount: 0)) else {
            return 0
        }
        return Int(count)
    }

    /// 0, 1, … as int64.
    package static func rowNumbers(_ count: Int) throws(ColumnarError) -> Column {
        let numbers = try ColumnWriter<Int64>(count: count)
        for row in 0..<count { numbers[row] = Int64(row) }
        return try numbers.finish()
    }

    /// Whether the values are 0, 1, …
    package func isRowNumbers() throws -> Bool {
        if nullCount > 0 { return false }
        return try withInt64s { values in
            for (row, value) in values.buffer.enumerated() where value != Int64(row) { return false }
            return true
        }
    }
}
