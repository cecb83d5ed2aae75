import Columnar
package import Plan

/// A formula over features. Found by its option and not by its name, which is free.
package struct ExpressionGroup: FeatureGroup {
    package let documentation = GroupDocumentation(
        name: "expression",
        title: "Expression",
        grammar: "{name: ANY, options: {expression: FORMULA}}",
        summary: """
            A formula over features; the feature's name is free. Features are named as anywhere else, in backticks where a name \
            has characters of its own meaning. `log` is natural; `round` rounds half away from zero; dates and timestamps compare \
            with texts such as '2013-07-01'.
            """,
        operations: [
            ("+ - * / %", "arithmetic; / gives float64"),
            ("= <> < <= > >=, between, in, is null", "comparisons"),
            ("and or not", "Kleene's logic: null and false is false"),
            ("case when … then … else … end, if, coalesce, nullif", "choices"),
            ("abs round floor ceil log log10 log2 exp sqrt power least greatest", "numbers"),
            ("lower upper length trim substr concat replace like regexp starts_with ends_with", "texts"),
            ("cast(x as TYPE), try_cast(x as TYPE)", "a bad cast is an error; try_cast gives null"),
            ("year month day hour minute second dayofweek is_weekend quarter dayofyear week", "parts of times"),
        ],
        options: [.init("expression", .string, default: nil, "the formula")],
        nulls: "Null where an operand is, except in and, or, is null, coalesce, case and if.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                distance,air_time
                1400,200
                529,
                300,60

                """,
            feature: "{name: speed, options: {expression: 'distance / air_time * 60'}}",
            output: """
                speed
                420

                300

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch { .no }

    package func requirements(of call: FeatureCall) throws(OptionProblem) -> [Requirement] {
        try documentation.check(call.options)
        let parsed = try expression(of: call)
        if parsed.references.isEmpty {
            throw OptionProblem(
                option: "expression",
                "the expression names no feature, so it has no rows to stand on; name at least one")
        }
        return parsed.references.map { Requirement(option: "expression", feature: $0) }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        let parsed = try expression(of: call)
        do {
            return .column(try parsed.resultType(inputs))
        } catch {
            throw OptionProblem(option: "expression", error.message, offset: error.offset)
        }
    }

    package func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        let parsed = try expression(of: call)
        let columns = try inputs.enumerated().map { index, input throws(ComputeError) in
            let name = index < parsed.references.count ? " for '\(parsed.references[index])'" : ""
            return try input.singleColumn("an expression\(name)")
        }
        return .column(try ExpressionEvaluator.evaluate(parsed, inputs: columns, rows: rows))
    }

    private func expression(of call: FeatureCall) throws(OptionProblem) -> ParsedExpression {
        do {
            return try ParsedExpression(call.options["expression"]?.stringValue ?? "")
        } catch {
            throw OptionProblem(option: "expression", error.message, offset: error.offset)
        }
    }
}
