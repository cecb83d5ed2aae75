import Columnar
import Plan

extension ArrowFramework {
    /// Reads a source: the columns that the step gives, and the rows that fulfil its predicate.
    func read(_ work: ReadWork, _ step: Step, _ context: StepContext) throws -> StepProduct {
        guard case .file(_, let path, let written) = work.source.origin.value else {
            return try readDatabase(work, step, context)
        }
        return try readFiles(work, path: path, written: written, step, context)
    }

    /// What Parquet can decide on its own it filters while reading; the rest of the predicate acts on what was read.
    private func readFiles(
        _ work: ReadWork, path: String, written: String, _ step: Step, _ context: StepContext
    ) throws -> StepProduct {
        let reader = try FileReader(work.source)
        var pushed: [PushedFilter] = []
        let predicate = try ReadPredicate(work) { name in
            reader.schema[name].flatMap { DataType($0) }
        } take: { term, name, type in
            // Only comparisons with a literal of just the column's type, so that the reader's idea of them cannot differ.
            guard reader.format == .parquet, reader.types[name] == nil,
                let condition = PushedFilter.Condition(term.test, type)
            else { return false }
            pushed.append(PushedFilter(name, condition))
            return true
        }
        let made = work.columns.prefix(step.outputs.count)
        let sorted = work.source.orderBy.map(\.feature.value)
        let wanted = work.columns.filter { made.contains($0) || predicate.columns.contains($0) }
        var table: Table
        do {
            table = try reader.read(columns: wanted + sorted.filter { !wanted.contains($0) }, filters: pushed)
        } catch {
            throw ComputeError(error).naming(path, as: written)
        }
        try context.checkCancellation()
        let read = table.rowCount
        let kept = Array(made) + sorted.filter { !made.contains($0) }
        if let mask = try predicate.mask(table) { table = try table.selecting(kept).filter(mask) }
        if !sorted.isEmpty {
            let keys = try work.source.orderBy.map { (try table.column($0.feature.value), $0.descending) }
            table = try table.selecting(Array(made)).take(SortedRows.indices(by: keys))
        }
        // How many rows Parquet's reader left out is not known.
        let removed = pushed.isEmpty || table.rowCount < read ? read - table.rowCount : nil
        context.log(
            "read \(table.rowCount.counted("row")) of \(made.count.counted("column")) from \(Self.described(reader.paths, written))"
        )
        return StepProduct(
            outputs: try made.map { FeatureData.column(try table.column($0)) }, rows: table.rowCount,
            removedRows: work.predicate == nil ? nil : removed)
    }

    private static func described(_ paths: [String], _ written: String) -> String {
        paths.count == 1 ? written : "\(paths.count) files of \(written)"
    }
}
