import Columnar
package import Plan

/// An aggregate of the rows around each row.
package struct Window: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "window",
        title: "Window",
        grammar: "x__{op}_window",
        summary: """
            An aggregate of the rows that each row looks at: of its partition without `order_by`; with it those up to the row \
            itself and its equals in the order, or those of `frame`.
            """,
        operations: AggregateFunction.documented(suffix: "_window"),
        options: [
            .partitionBy,
            .init("order_by", .features, default: "none", "the order in which a frame moves; nulls last"),
            .init(
                "frame", .frame, default: "cumulative",
                "{rows: n}: the row and the n − 1 before it; {range: 3h}: times t' with t − 3h < t' ≤ t"),
        ],
        nulls: """
            Skipped, as by Aggregated: of a frame that has only nulls the result is null, and count and nunique are 0. In a time \
            range, rows whose time is null look at each other.
            """,
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                day,delay
                1,10
                2,20
                3,
                4,60

                """,
            feature: "{name: delay__avg_window, options: {order_by: day, frame: {rows: 2}}}",
            output: """
                delay__avg_window
                10
                15
                20
                60

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(operation, "_window", operations: AggregateFunction.names)
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) { _ = try WindowFrame(call) }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        let type = inputs.first ?? nil
        let function = try function(of: call)
        if case .range = try WindowFrame(call) {
            let time = inputs[call.requirementRange(of: "order_by", in: documentation)].first ?? nil
            if let time, !time.isTemporal {
                throw OptionProblem(
                    option: "order_by", "a frame of a time range needs a timestamp or a date to order by, not \(time)")
            }
        }
        if case .decimal = type, function == .sum {
            throw .cannot("sum_window", .decimal(precision: 38, scale: 0), "cast it to float64 by an expression")
        }
        return .column(try function.result(of: type))
    }

    /// Whole partitions are found without a sort.
    package func ordering(of call: FeatureCall) -> RowOrdering? {
        guard let frame = try? WindowFrame(call), frame != .partition else { return nil }
        return rowOrdering(of: call)
    }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        let function = try function(of: call)
        let frame = try WindowFrame(call)
        if frame == .partition {
            let keys = Array(inputs[call.requirementRange(of: "partition_by", in: documentation)])
            let grouping = try Grouping(keys: keys, rows: rows)
            return try grouping.spread(function.evaluate(inputs[0], over: grouping))
        }
        let time = inputs[call.requirementRange(of: "order_by", in: documentation)].first
        return try Self.evaluate(function, over: inputs[0], frame, order(), time: time, rows: rows)
    }

    /// An aggregate of the rows of each row's frame. `time` is what a range is of.
    static func evaluate(
        _ function: AggregateFunction, over column: Column, _ frame: WindowFrame, _ order: RowOrder, time: Column?,
        rows: Int
    ) throws -> Column {
        try order.walk { places in
            guard case .range = frame, let time else {
                let walk = try WindowWalk(frame, places)
                return try WindowEvaluation(walk: walk, rows: rows).evaluate(function, over: column)
            }
            let unit = time.type == .date32 ? TemporalText.microsecondsPerDay : 1
            return try time.withInt64s { times in
                let walk = try WindowWalk(frame, places, times: times, unit: unit)
                return try WindowEvaluation(walk: walk, rows: rows).evaluate(function, over: column)
            }
        }
    }

    private func function(of call: FeatureCall) throws(OptionProblem) -> AggregateFunction {
        guard let function = AggregateFunction(call.operation(without: "_window")) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return function
    }
}
