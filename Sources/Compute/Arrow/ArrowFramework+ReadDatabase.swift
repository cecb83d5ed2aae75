import ADBC
import Columnar
import Plan

extension ArrowFramework {
    /// Reads a table or a query of a database: the columns that are needed, and the rows that the database can tell are wanted. The
    /// rest of the predicate acts on what was read.
    func readDatabase(_ work: ReadWork, _ step: Step, _ context: StepContext) throws -> StepProduct {
        guard let source = DatabaseSource(work.source.origin.value) else {
            throw ComputeError(.internal, "'\(work.source.name.value)' is no database")
        }
        do {
            let reader = try DatabaseReader(
                source, types: work.source.types.mapValues(\.value), DriverLocator(paths: context.plan.run.drivers))
            return try read(work, reader, step, context)
        } catch let error as DatabaseError {
            if error.code == .cancelled { throw CancellationError() }
            throw ComputeError(error, source.written)
        } catch var error as ColumnarError {
            error.context.file = source.written
            throw ComputeError(error)
        }
    }

    private func read(
        _ work: ReadWork, _ reader: DatabaseReader, _ step: Step, _ context: StepContext
    ) throws -> StepProduct {
        var conditions: [SQLFilter] = []
        let predicate = try ReadPredicate(work) { name in
            reader[name]?.type
        } take: { term, name, type in
            guard let column = reader[name], column.isNative,
                let filter = try SQLFilter(term.test, of: column, type, reader.dialect)
            else { return false }
            conditions.append(filter)
            return filter.isExact
        }
        let made = work.columns.prefix(step.outputs.count)
        let wanted = work.columns.filter { made.contains($0) || predicate.columns.contains($0) }
        var table = try reader.read(
            columns: wanted, conditions: conditions, orderBy: work.source.orderBy, context)
        let read = table.rowCount
        table =
            try predicate.mask(table).map { try table.selecting(Array(made)).filter($0) }
            ?? table.selecting(Array(made))
        context.log(
            "read \(table.rowCount.counted("row")) of \(made.count.counted("column")) from "
                + work.source.origin.value.description
                + (conditions.isEmpty ? "" : " where \(conditions.map(\.sql).joined(separator: " and "))"))
        return StepProduct(
            outputs: try made.map { FeatureData.column(try table.column($0)) }, rows: table.rowCount,
            // How many rows the database left out is not known.
            removedRows: work.predicate == nil || !conditions.isEmpty ? nil : read - table.rowCount)
    }
}
