package import Columnar
package import Plan

/// A percentile of a column, or of each partition of it, on every row.
package struct Percentile: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "percentile",
        title: "Percentile",
        grammar: "x__p{N}_percentile",
        summary: "The Nth percentile of all rows, or of the row's partition, on every row; float64.",
        operations: [("p{N}_percentile", "N from 0 to 100; interpolated linearly between the two nearest values")],
        options: [.partitionBy],
        nulls: "Skipped; of nulls only the result is null. NaN is greater than every number.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                origin,delay
                EWR,10
                EWR,20
                JFK,7
                EWR,

                """,
            feature: "{name: delay__p75_percentile, options: {partition_by: [origin]}}",
            output: """
                delay__p75_percentile
                17.5
                17.5
                7
                17.5

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasSuffix("_percentile") else { return .no }
        let percent = AggregateFunction.percent(operation.dropLast("_percentile".count))
        return percent == nil
            ? .unknown(segments: [
                "p25_percentile", "p50_percentile", "p75_percentile", "p90_percentile", "p95_percentile",
            ])
            : .yes(.exactly(1))
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        .column(try function(of: call).result(of: inputs.first ?? nil))
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        let grouping = try Grouping(keys: Array(inputs.dropFirst()), rows: rows)
        return try grouping.spread(function(of: call).evaluate(inputs[0], over: grouping))
    }

    private func function(of call: FeatureCall) throws(OptionProblem) -> AggregateFunction {
        guard let percent = AggregateFunction.percent(call.operation(without: "_percentile")) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return .percentile(percent)
    }
}
