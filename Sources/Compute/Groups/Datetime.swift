package import Plan

/// Parts of dates and timestamps.
package struct Datetime: ExpressionBackedGroup {
    package let documentation = GroupDocumentation(
        name: "datetime",
        title: "Datetime",
        grammar: "t__{op}",
        summary: "A part of a date or timestamp, in UTC. A date is its midnight.",
        operations: [
            ("year", "int64"),
            ("month", "1 to 12"),
            ("day", "day of the month, from 1"),
            ("hour", "0 to 23"),
            ("minute", "0 to 59"),
            ("second", "0 to 59, without the fraction"),
            ("dayofweek", "0 for Monday to 6 for Sunday"),
            ("is_weekend", "true on Saturday and Sunday"),
            ("quarter", "1 to 4"),
            ("dayofyear", "from 1"),
            ("week", "week of the year by ISO 8601: weeks start on Monday, week 1 has the year's first Thursday"),
        ],
        options: [],
        nulls: "Passed on.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                id,at
                1,2013-12-30T23:59:59Z
                2,
                3,2016-02-29T05:17:42Z

                """,
            feature: "at__dayofyear",
            output: """
                at__dayofyear
                364

                60

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        function(operation) == nil ? .no : .yes(.exactly(1))
    }

    package func validateInputs(_ call: FeatureCall, _ inputs: [DataType?]) throws(OptionProblem) {
        guard let type = inputs.first ?? nil, !type.isTemporal else { return }
        let advice =
            type == .string
            ? "declare the column under the source's 'types' as timestamp or date" : "it takes a timestamp or a date"
        throw .cannot(call.operation, type, advice)
    }

    package func expression(_ call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> Expression {
        guard let function = function(call.operation[...]) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return .call(function, [.reference(0)])
    }

    private func function(_ operation: Substring) -> Expression.Function? {
        documentation.operations.contains { $0.name == operation }
            ? Expression.Function(rawValue: String(operation)) : nil
    }
}
