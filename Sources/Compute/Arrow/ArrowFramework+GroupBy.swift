import Columnar
import Plan

extension ArrowFramework {
    /// All aggregates over one grouping of the rows.
    func groupBy(
        keys count: Int, _ aggregates: [AggregateCall], _ inputs: [FeatureData], _ context: StepContext
    ) throws -> StepProduct {
        let keys = try inputs.prefix(count).map { try $0.singleColumn("a key of a group-by") }
        let grouping = try Grouping(keys: keys, rows: inputs.first?.rowCount ?? 0)
        let firstRows = try grouping.firstRows()
        var outputs = try keys.map { FeatureData.column(try $0.take(firstRows)) }
        for aggregate in aggregates {
            try context.checkCancellation()
            outputs.append(try evaluate(aggregate, inputs, over: grouping))
        }
        return StepProduct(outputs: outputs, rows: grouping.groupCount)
    }

    private func evaluate(
        _ aggregate: AggregateCall, _ inputs: [FeatureData], over grouping: Grouping
    ) throws -> FeatureData {
        guard let function = AggregateFunction(aggregate.operation) else {
            throw ComputeError(.unsupported, "there is no aggregate '\(aggregate.operation)' in this version")
        }
        guard let input = aggregate.input else {
            guard function == .count else {
                throw ComputeError(.mismatch, "the aggregate '\(aggregate.operation)' needs a column")
            }
            return .column(try grouping.counts())
        }
        return try inputs[input].map(rows: grouping.groupCount) { try function.evaluate($0, over: grouping) }
    }
}
