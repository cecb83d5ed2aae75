import Columnar
import Plan

extension ArrowFramework {
    /// In the order where, distinct, sort, limit; each acts on what the one before left.
    func select(_ work: SelectWork, _ inputs: [FeatureData]) throws -> StepProduct {
        var rows = inputs.first?.rowCount ?? 0
        let references = work.predicate?.references.count ?? 0
        var keys = Array(inputs[references..<(references + work.descending.count)])
        var carried = Array(inputs[(references + work.descending.count)...])

        func keep(_ selection: RowSelection) throws {
            keys = try selection.apply(to: keys)
            carried = try selection.apply(to: carried)
            rows = selection.count
        }

        if let predicate = work.predicate { try keep(RowSelection(where: predicate, inputs, rows: rows)) }
        if work.distinct {
            let grouping = try Grouping(keys: carried.flatMap(\.columns), rows: rows)
            try keep(RowSelection(indices: grouping.firstRows(), of: rows))
        }
        let limit = min(work.limit ?? rows, rows)
        if !work.descending.isEmpty {
            let columns = try keys.map { try $0.singleColumn("sort_by") }
            var order = try SortedRows.indices(by: Array(zip(columns, work.descending)))
            if limit < rows { order = try order.slice(offset: 0, count: limit) }
            try keep(RowSelection(indices: order, of: rows))
        } else if limit < rows {
            // Copied and not sliced: a slice would keep the memory of all rows.
            try keep(RowSelection(indices: Column.rowNumbers(limit), of: rows))
        }
        return StepProduct(outputs: carried, rows: rows)
    }
}
