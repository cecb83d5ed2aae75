import Plan

// Features over the rows of a query.
extension QueryWriter {
    /// Adds a column to rows.
    mutating func compute(_ call: FeatureCall, _ step: Step, _ source: SQLRelation) -> SQLRelation? {
        guard let output = step.outputs.first, let type = plan[output].type else { return nil }
        var result = source
        if step.inputs.contains(where: { slot in
            result.pending.contains { $0.column == source.columns[slot]?.text }
        }) {
            settle(&result)
        }
        let value: SQLExpression?
        if call.group == "aggregated" {
            settle(&result)
            value = aggregated(call, step, &result)
        } else {
            value = Self.formula(call, step.inputs.map { plan[$0].type }).flatMap {
                expression($0, step.inputs, result)
            }
        }
        guard let value, value.type == type else { return nil }
        result.pending.append((SQLScript.column(output), value.text))
        result.columns[output] = column(output)
        return result
    }

    /// What a feature group computes, where that is an expression.
    private static func formula(_ call: FeatureCall, _ types: [DataType?]) -> Expression? {
        if call.group == "expression" {
            return (try? ParsedExpression(call.options["expression"]?.stringValue ?? ""))?.root
        }
        guard let group = FeatureGroups[call.group] as? any ExpressionBackedGroup else { return nil }
        return try? group.expression(call, inputs: types)
    }

    /// One value on all rows of a partition.
    private mutating func aggregated(
        _ call: FeatureCall, _ step: Step, _ source: inout SQLRelation
    ) -> SQLExpression? {
        guard let function = AggregateFunction(call.operation(without: "_aggr")), call.inputCount == 1,
            let value = step.inputs.first.flatMap({ source.columns[$0] })
        else { return nil }
        let partition = step.inputs.dropFirst().compactMap { source.columns[$0] }
        guard partition.count == step.inputs.count - 1, partition.allSatisfy({ $0.type != .float64 }) else {
            return nil
        }
        if function == .first || function == .last { source = script.numbered(source) }
        guard let row = source.order.first?.column, let aggregate = function.sql(value, row: row) else { return nil }
        source.comesInOrder = false
        let by = partition.isEmpty ? "" : "partition by \(partition.map(\.text).joined(separator: ", "))"
        return SQLExpression(text: "\(Self.windowed(aggregate.text, over: by))", type: aggregate.type)
    }

    /// The window stands behind the aggregate, before a cast of it.
    private static func windowed(_ aggregate: String, over window: String) -> String {
        guard aggregate.hasSuffix("::bigint") else { return "\(aggregate) over (\(window))" }
        return "(\(aggregate.dropLast("::bigint".count)) over (\(window)))::bigint"
    }
}
