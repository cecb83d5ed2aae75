package import Columnar
package import Plan

/// Operations on texts.
package struct StringGroup: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "string",
        title: "String",
        grammar: "x__{op}",
        summary: "A text in another form. Lengths and positions count Unicode code points.",
        operations: [
            ("upper", "in upper case, code point by code point; that of ß is ẞ"),
            ("lower", "in lower case, code point by code point"),
            ("trim", "without white space at either end"),
            ("length", "number of code points, int64"),
            ("reverse", "the code points in reverse order"),
        ],
        options: [],
        nulls: "Passed on. The empty text has the length 0.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                id,note
                1,  Tarte à l'oignon
                2,
                3,naïve

                """,
            feature: "note__trim__upper",
            output: """
                note__trim__upper
                TARTE À L'OIGNON

                NAÏVE

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        documentation.operations.contains { $0.name == operation } ? .yes(.exactly(1)) : .no
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let type = inputs.first ?? nil, type != .string {
            throw .cannot(call.operation, type, "it takes a text; an expression can cast: cast(x as string)")
        }
        return .column(call.operation == "length" ? .int64 : .string)
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        if call.operation == "reverse" { return try Kernel.column("utf8_reverse", inputs[0]) }
        guard let function = Expression.Function(rawValue: call.operation) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        return try ExpressionEvaluator.evaluate(.call(function, [.reference(0)]), inputs: inputs, rows: rows)
    }
}
