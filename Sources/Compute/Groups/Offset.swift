import Columnar
package import Plan

/// Looks at the row some places before or after.
package struct Offset: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "offset",
        title: "Offset",
        grammar: "x__lag_{n}, x__lead_{n}, x__diff_{n}, x__pct_change_{n}",
        summary:
            "The value n rows before or after, within the partition and in the order of `order_by`, or the change since.",
        operations: [
            ("lag_{n}", "the value n rows before"),
            ("lead_{n}", "the value n rows after"),
            ("diff_{n}", "the value less the one n rows before; int64 or float64"),
            ("pct_change_{n}", "diff over the value n rows before, as a fraction; float64, by IEEE 754"),
        ],
        options: [
            .partitionBy, .init("order_by", .features, default: "the order of the rows", "what orders the rows"),
        ],
        nulls: "Null where there is no such row, and where a value that is needed is null.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                day,seats
                3,15
                1,10
                2,20

                """,
            feature: "{name: seats__pct_change_1, options: {order_by: day}}",
            output: """
                seats__pct_change_1
                -0.25

                1

                """))

    package init() {}

    private enum Operation: String, CaseIterable {
        case lag, lead, diff
        case pctChange = "pct_change"
    }

    package func match(_ operation: Substring) -> OperationMatch {
        if read(operation) != nil { return .yes(.exactly(1)) }
        for known in Operation.allCases where operation.hasPrefix(known.rawValue + "_") {
            return .unknown(segments: Operation.allCases.map { $0.rawValue + "_1" })
        }
        return .no
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        let type = inputs.first ?? nil
        switch read(call.operation[...])?.operation {
        case .lag, .lead, nil: return .column(type)
        case .diff:
            if let type, !type.isNumeric { throw .cannot(call.operation, type, "it takes numbers; lag takes any") }
            return .column(try difference.type(of: [type, type]))
        case .pctChange:
            if let type, !type.isNumeric { throw .cannot(call.operation, type, "it takes numbers; lag takes any") }
            return .column(.float64)
        }
    }

    package func ordering(of call: FeatureCall) -> RowOrdering? { rowOrdering(of: call) }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        guard let (operation, distance) = read(call.operation[...]) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let step = operation == .lead ? distance : -distance
        let others = try order().walk { places in
            let sources = try RowSources(rows)
            try places.forEachPartitionInParallel { partition in
                for place in partition {
                    let other = place + step
                    sources.set(partition.contains(other) ? places.row(other) : nil, for: places.row(place))
                }
            }
            return try sources.take(inputs[0])
        }
        switch operation {
        case .lag, .lead: return others
        case .diff: return try ExpressionEvaluator.evaluate(difference, inputs: [inputs[0], others], rows: rows)
        case .pctChange:
            let earlier = try others.resized(to: .float64)
            return try ExpressionEvaluator.evaluate(
                .arithmetic(difference, .divide, .reference(1)), inputs: [inputs[0].resized(to: .float64), earlier],
                rows: rows)
        }
    }

    private var difference: Expression { .arithmetic(.reference(0), .subtract, .reference(1)) }

    private func read(_ text: Substring) -> (operation: Operation, distance: Int)? {
        guard let underscore = text.lastIndex(of: "_"), let operation = Operation(rawValue: String(text[..<underscore]))
        else {
            return nil
        }
        let digits = text[text.index(after: underscore)...]
        guard let distance = Int(digits), (1...1_000_000_000).contains(distance), digits == String(distance) else {
            return nil
        }
        return (operation, distance)
    }
}
