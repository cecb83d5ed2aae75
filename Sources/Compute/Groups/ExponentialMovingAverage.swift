import Columnar
package import Plan

/// An average that forgets.
package struct ExponentialMovingAverage: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "ema",
        title: "EMA",
        grammar: "x__ema_{span}",
        summary: """
            The exponential moving average along `order_by`, float64: the first value, then α · value + (1 − α) · the average \
            before, with α = 2 / (span + 1).
            """,
        operations: [("ema_{span}", "span from 1, which is the value itself")],
        options: [.init("order_by", .features, default: nil, "the order in which the values came"), .partitionBy],
        nulls: "Passed on; the average after a null goes on from the one before it. NaN stays in it.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                day,delay
                1,8
                2,16
                3,
                4,0

                """,
            feature: "{name: delay__ema_3, options: {order_by: day}}",
            output: """
                delay__ema_3
                8
                12

                6

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasPrefix("ema_") else { return .no }
        return span(operation) == nil ? .unknown(segments: ["ema_7"]) : .yes(.exactly(1))
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let type = inputs.first ?? nil, !type.isNumeric { throw .cannot(call.operation, type, "it takes numbers") }
        return .column(.float64)
    }

    package func ordering(of call: FeatureCall) -> RowOrdering? { rowOrdering(of: call) }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        guard let span = span(call.operation[...]) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let alpha = 2 / (Double(span) + 1)
        return try order().walk { places in
            try inputs[0].withDoubles { values in
                let averages = try ColumnWriter<Double>(count: rows)
                try places.forEachPartitionInParallel { partition in
                    var average: Double?
                    for place in partition {
                        let row = places.row(place)
                        guard values.isValid(row) else {
                            averages.setNull(row)
                            continue
                        }
                        let next = average.map { alpha * values[row] + (1 - alpha) * $0 } ?? values[row]
                        averages[row] = next
                        average = next
                    }
                }
                return try averages.finish()
            }
        }
    }

    private func span(_ text: Substring) -> Int? {
        guard text.hasPrefix("ema_"), let span = Int(text.dropFirst(4)), span > 0, text.dropFirst(4) == String(span)
        else {
            return nil
        }
        return span
    }
}
