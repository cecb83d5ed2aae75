import Plan

// Features over the rows of a query.
extension QueryWriter {
    /// Adds a column to rows. False: the engine has no such column.
    mutating func compute(_ call: FeatureCall, _ step: Step, _ rows: inout SQLRelation) -> Bool {
        guard let output = step.outputs.first, let type = plan[output].type else { return false }
        if step.inputs.contains(where: { rows.isPending($0) }) { settle(&rows) }
        let value: SQLExpression?
        if let function = Self.aggregate(call) {
            value = aggregated(function, call, step, &rows)
        } else {
            value = Self.formula(call, step.inputs.map { plan[$0].type }).flatMap { expression($0, step.inputs, rows) }
        }
        guard let value, value.type == type else { return false }
        rows.add(value.text, as: column(output), output)
        return true
    }

    /// What a feature group computes, where that is an expression.
    private static func formula(_ call: FeatureCall, _ types: [DataType?]) -> Expression? {
        if call.group == "expression" {
            return (try? ParsedExpression(call.options["expression"]?.stringValue ?? ""))?.root
        }
        guard let group = FeatureGroups[call.group] as? any ExpressionBackedGroup else { return nil }
        return try? group.expression(call, inputs: types)
    }

    /// The aggregate of all rows of a partition that a feature is; nil: it is none.
    private static func aggregate(_ call: FeatureCall) -> AggregateFunction? {
        switch call.group {
        case "aggregated": AggregateFunction(call.operation(without: "_aggr"))
        // Without an order the whole partition is the frame.
        case "window" where (try? WindowFrame(call)) == .partition:
            AggregateFunction(call.operation(without: "_window"))
        default: nil
        }
    }

    /// One value on all rows of a partition.
    private mutating func aggregated(
        _ function: AggregateFunction, _ call: FeatureCall, _ step: Step, _ source: inout SQLRelation
    ) -> SQLExpression? {
        guard call.inputCount == 1, let value = step.inputs.first.flatMap({ source.columns[$0] })
        else { return nil }
        let partition = step.inputs.dropFirst().compactMap { source.columns[$0] }
        guard partition.count == step.inputs.count - 1, partition.allSatisfy({ $0.type != .float64 }) else {
            return nil
        }
        if function == .first || function == .last {
            settle(&source)
            source = script.numbered(source)
        }
        guard let row = source.order.first?.column else { return nil }
        source.comesInOrder = false
        let by = partition.isEmpty ? "" : "partition by \(partition.map(\.text).joined(separator: ", "))"
        return function.sql(value, row: row, over: "(\(by))", dialect)
    }
}
