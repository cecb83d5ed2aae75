import Columnar
package import Plan

/// An aggregate of the rows of the time before each row.
package struct TimeWindow: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "time_window",
        title: "Time window",
        grammar: "x__{op}_{n}_{unit}_window",
        summary: """
            An aggregate of the rows whose time is in the n seconds, minutes, hours, days or weeks that end at the row's own: times t' \
            with t − n units < t' ≤ t, within the partition.
            """,
        operations: AggregateFunction.documented(suffix: "_{n}_{unit}_window"),
        options: [
            .init("reference_time", .feature, default: "reference_time", "the time of each row, a timestamp or a date"),
            .partitionBy,
        ],
        nulls: """
            Skipped, as by Aggregated: of a window that has only nulls the result is null, and count and nunique are 0. Rows whose \
            time is null look at each other.
            """,
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                reference_time,delay
                2013-01-01T05:00:00Z,10
                2013-01-01T06:00:00Z,20
                2013-01-01T07:00:00Z,
                2013-01-01T08:30:00Z,60

                """,
            feature: "delay__avg_2_hour_window",
            output: """
                delay__avg_2_hour_window
                10
                15
                20
                60

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        guard let (function, span) = parts(operation) else { return .no }
        if AggregateFunction.names.contains(where: { $0 == function }) { return .yes(.exactly(1)) }
        return .unknown(
            segments: AggregateFunction.names.map { "\($0)_\(span.count)_\(span.unit.rawValue)_window" })
    }

    /// The time is needed also where no option names it.
    package func requirements(of call: FeatureCall) throws(OptionProblem) -> [Requirement] {
        try documentation.check(call.options)
        let time = call.options["reference_time"]?.stringValue ?? "reference_time"
        return [Requirement(option: "reference_time", feature: time)]
            + call.features("partition_by").map { Requirement(option: "partition_by", feature: $0) }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        let (function, span) = try read(call)
        try span.check(inputs[call.inputCount], call, option: "reference_time")
        let type = inputs.first ?? nil
        if case .decimal = type, function == .sum {
            throw .cannot(call.operation, .decimal(precision: 38, scale: 0), "cast it to float64 by an expression")
        }
        return .column(try function.result(of: type))
    }

    package func ordering(of call: FeatureCall) -> RowOrdering? {
        let first = call.inputCount + 1
        return RowOrdering(
            partitions: Array(first..<(first + call.features("partition_by").count)), keys: [call.inputCount])
    }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        let (function, span) = try read(call)
        return try Window.evaluate(
            function, over: inputs[0], .range(span.microseconds), order(), time: inputs[call.inputCount], rows: rows)
    }

    private func read(_ call: FeatureCall) throws(OptionProblem) -> (AggregateFunction, TimeSpan) {
        guard let (name, span) = parts(call.operation[...]), let function = AggregateFunction(name) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return (function, span)
    }

    /// `avg` and `3_hour` of `avg_3_hour_window`.
    private func parts(_ operation: Substring) -> (function: Substring, span: TimeSpan)? {
        guard operation.hasSuffix("_window") else { return nil }
        let words = operation.dropLast("_window".count).split(separator: "_", omittingEmptySubsequences: false)
        guard words.count == 3, let span = TimeSpan("\(words[1])_\(words[2])") else { return nil }
        return (words[0], span)
    }
}
