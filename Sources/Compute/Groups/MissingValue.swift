import Columnar
package import Plan

/// Fills nulls.
package struct MissingValue: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "missing_value",
        title: "Missing value",
        grammar: "x__{op}_imputed",
        summary: "Nulls are replaced by a value computed from the others; what is not null stays as it is.",
        operations: [
            ("mean_imputed", "by the mean of the others, float64"),
            ("median_imputed", "by the median of the others, float64"),
            ("mode_imputed", "by the most frequent value; the smallest of several"),
            ("constant_imputed", "by `constant_value`"),
            ("ffill_imputed", "by the last value before it, in the order of `order_by`, else of the rows"),
            ("bfill_imputed", "by the next value after it, in the order of `order_by`, else of the rows"),
        ],
        options: [
            .init("constant_value", .value, default: "none", "what constant_imputed fills in; required there"),
            .init(
                "group_by_features", .features, default: "none",
                "each row is filled from the rows that have equal values of these; nulls are equal"),
            .init("order_by", .features, default: "the order of the rows", "the order in which ffill and bfill look"),
        ],
        nulls:
            "Replaced. Where there is no value to take, as in a group that has only nulls, null remains. NaN is a value.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                carrier,delay
                UA,3
                UA,
                B6,8
                UA,5
                B6,

                """,
            feature: "{name: delay__mean_imputed, options: {group_by_features: [carrier]}}",
            output: """
                delay__mean_imputed
                3
                4
                8
                5
                8

                """))

    package init() {}

    private enum Operation: String, CaseIterable { case mean, median, mode, constant, ffill, bfill }

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(operation, "_imputed", operations: Operation.allCases.map(\.rawValue))
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) {
        let operation = try operation(of: call)
        let fillsAlong = operation == .ffill || operation == .bfill
        try call.allow("constant_value", when: operation == .constant, users: "constant_imputed")
        try call.allow("order_by", when: fillsAlong, users: "ffill_imputed and bfill_imputed")
        try call.allow("group_by_features", when: operation != .constant, users: "all but constant_imputed")
        if operation == .constant && call.options["constant_value"] == nil {
            throw OptionProblem("constant_imputed needs the option 'constant_value': what to put in the place of nulls")
        }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        let type = inputs.first ?? nil
        switch try operation(of: call) {
        case .mean, .median:
            if let type, !type.isNumeric {
                throw .cannot(
                    call.operation, type, "use mode_imputed, constant_imputed, ffill_imputed or bfill_imputed")
            }
            return .column(.float64)
        case .mode, .ffill, .bfill: return .column(type)
        case .constant: return .column(try filled(call).type(of: [type], option: "constant_value"))
        }
    }

    package func ordering(of call: FeatureCall) -> RowOrdering? {
        guard call.operation.hasPrefix("ffill") || call.operation.hasPrefix("bfill") else { return nil }
        return rowOrdering(of: call, partitions: "group_by_features")
    }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        let values = inputs[0]
        switch try operation(of: call) {
        case .mean: return try fill(values.resized(to: .float64), from: .mean, call, inputs, rows)
        case .median: return try fill(values.resized(to: .float64), from: .median, call, inputs, rows)
        case .mode: return try fill(values, from: .mode, call, inputs, rows)
        case .constant: return try ExpressionEvaluator.evaluate(filled(call), inputs: [values], rows: rows)
        case .ffill: return try fillAlong(values, forward: true, order, rows)
        case .bfill: return try fillAlong(values, forward: false, order, rows)
        }
    }

    private func operation(of call: FeatureCall) throws(OptionProblem) -> Operation {
        guard let operation = Operation(rawValue: String(call.operation(without: "_imputed"))) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return operation
    }

    private func filled(_ call: FeatureCall) throws(OptionProblem) -> Expression {
        .call(.coalesce, [.reference(0), try .literal(call.literal("constant_value"))])
    }

    private func fill(
        _ values: Column, from aggregate: AggregateFunction, _ call: FeatureCall, _ inputs: [Column], _ rows: Int
    ) throws -> Column {
        if values.nullCount == 0 { return values }
        let grouping = try Grouping(
            keys: Array(inputs[call.requirementRange(of: "group_by_features", in: documentation)]), rows: rows)
        return try Kernel.column("coalesce", values, grouping.spread(aggregate.evaluate(inputs[0], over: grouping)))
    }

    /// For each null the row it takes its value from, then one `take`, whatever the type.
    private func fillAlong(
        _ values: Column, forward: Bool, _ order: () throws -> RowOrder, _ rows: Int
    ) throws -> Column {
        if values.nullCount == 0 { return values }
        return try order().walk { places in
            let sources = try RowSources(rows)
            try values.withValidity { isValid in
                try places.forEachPartitionInParallel { partition in
                    var latest: Int?
                    for step in 0..<partition.count {
                        let row = places.row(forward ? partition.lowerBound + step : partition.upperBound - 1 - step)
                        if isValid(row) { latest = row }
                        sources.set(latest, for: row)
                    }
                }
            }
            return try sources.take(values)
        }
    }
}
