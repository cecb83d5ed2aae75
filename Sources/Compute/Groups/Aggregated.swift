package import Columnar
package import Plan

/// One value of a column, or of each partition of it, on every row.
package struct Aggregated: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "aggregated",
        title: "Aggregated",
        grammar: "x__{op}_aggr",
        summary: """
            One value computed from all rows, on every row; with `partition_by`, each row has the value of its own partition.
            """,
        operations: AggregateFunction.documented(suffix: "_aggr"),
        options: [.partitionBy],
        nulls: """
            Skipped. Where all values are null the result is null; count and nunique are 0. Null keys of `partition_by` form \
            one partition. NaN is a value.
            """,
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                origin,delay
                EWR,10
                JFK,4
                EWR,
                EWR,20

                """,
            feature: "{name: delay__avg_aggr, options: {partition_by: [origin]}}",
            output: """
                delay__avg_aggr
                15
                4
                15
                15

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(operation, "_aggr", operations: AggregateFunction.names)
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        .column(try operation(of: call).result(of: inputs.first ?? nil))
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        let grouping = try Grouping(keys: Array(inputs.dropFirst()), rows: rows)
        let values = try operation(of: call).evaluate(inputs[0], over: grouping)
        return try grouping.spread(values)
    }

    private func operation(of call: FeatureCall) throws(OptionProblem) -> AggregateFunction {
        guard let operation = AggregateFunction(call.operation(without: "_aggr")) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return operation
    }
}
