package import Columnar
package import Plan

/// An aggregate of the rows around each row.
package struct Window: ColumnFeatureGroup {
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

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        let partitions = Array(inputs[call.requirementRange(of: "partition_by", in: documentation)])
        let keys = Array(inputs[call.requirementRange(of: "order_by", in: documentation)])
        let function = try function(of: call)
        return try Self.evaluate(
            function, over: inputs[0], WindowFrame(call), partitionBy: partitions, orderBy: keys, rows: rows)
    }

    /// An aggregate of the rows of each row's frame.
    static func evaluate(
        _ function: AggregateFunction, over column: Column, _ frame: WindowFrame, partitionBy partitions: [Column],
        orderBy keys: [Column], rows: Int
    ) throws -> Column {
        if frame == .partition {
            let grouping = try Grouping(keys: partitions, rows: rows)
            return try grouping.spread(function.evaluate(column, over: grouping))
        }
        let order = try RowOrder(partitionBy: partitions, orderBy: keys, rows: rows)
        let peers = try Grouping(keys: partitions + keys, rows: rows).ids().integers()
        let times = try frame.needsTimes ? keys[0].microseconds() : []
        let frames = order.partitions.flatMap { partition in
            frame.bounds(
                of: partition, isPeer: { peers[order.rows[$0]] == peers[order.rows[$0 - 1]] },
                time: { times[order.rows[$0]] })
        }
        return try WindowEvaluation(order: order, frames: frames).evaluate(function, over: column)
    }

    private func function(of call: FeatureCall) throws(OptionProblem) -> AggregateFunction {
        guard let function = AggregateFunction(call.operation(without: "_window")) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return function
    }
}

extension WindowFrame {
    fileprivate var needsTimes: Bool { if case .range = self { true } else { false } }
}

extension Column {
    /// The values of a timestamp or date, in microseconds since the epoch.
    fileprivate func microseconds() throws -> [Int64?] {
        let unit = type == .date32 ? TemporalText.microsecondsPerDay : 1
        return try int64s().map { $0.map { $0 * unit } }
    }
}
