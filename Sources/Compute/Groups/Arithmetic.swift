package import Plan

/// Arithmetic of two columns, or of a column and a constant.
package struct Arithmetic: ExpressionBackedGroup {
    package let documentation = GroupDocumentation(
        name: "arithmetic",
        title: "Arithmetic",
        grammar: "a&b__{op}_point, x__{op}_constant",
        summary: """
            Two columns point by point, or a column and the option `constant`, by the rules of expressions: an integer that does \
            not fit is an error, and so is a zero integer divisor; floats follow IEEE 754.
            """,
        operations: [
            ("add_point", "a + b"),
            ("subtract_point", "a − b"),
            ("multiply_point", "a · b"),
            ("divide_point", "a / b, float64 also for integers"),
            ("modulo_point", "the remainder of a / b, with the sign of a"),
            ("power_point", "a to the power of b, float64"),
            ("add_constant", "x + constant"),
            ("subtract_constant", "x − constant"),
            ("multiply_constant", "x · constant"),
            ("divide_constant", "x / constant"),
            ("modulo_constant", "the remainder of x / constant"),
            ("power_constant", "x to the power of constant"),
        ],
        options: [.init("constant", .number, default: "none", "the right operand of {op}_constant; required there")],
        nulls: "Passed on: null where either operand is.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                distance,air_time
                1400,227
                529,
                762,116

                """,
            feature: "distance&air_time__divide_point",
            output: """
                distance&air_time__divide_point
                6.167400881057269

                6.568965517241379

                """))

    package init() {}

    private enum Operation: String, CaseIterable { case add, subtract, multiply, divide, modulo, power }

    package func match(_ operation: Substring) -> OperationMatch {
        let names = Operation.allCases.map(\.rawValue)
        let point = OperationMatch.suffixed(operation, "_point", operations: names, arity: .exactly(2))
        return point == .no ? .suffixed(operation, "_constant", operations: names) : point
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) {
        let takesConstant = call.operation.hasSuffix("_constant")
        try call.allow("constant", when: takesConstant, users: "{op}_constant")
        if takesConstant && call.options["constant"] == nil {
            throw OptionProblem("'\(call.operation)' needs the option 'constant': the right operand")
        }
    }

    package func validateInputs(_ call: FeatureCall, _ inputs: [DataType?]) throws(OptionProblem) {
        for case .some(let type) in inputs where !type.isNumeric {
            throw .cannot(call.operation, type, "it takes numbers; an expression can cast: cast(x as float64)")
        }
    }

    package func expression(_ call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> Expression {
        let takesConstant = call.operation.hasSuffix("_constant")
        let left = Expression.reference(0)
        let right: Expression = takesConstant ? .literal(try call.literal("constant")) : .reference(1)
        switch Operation(rawValue: String(call.operation(without: takesConstant ? "_constant" : "_point"))) {
        case .add: return .arithmetic(left, .add, right)
        case .subtract: return .arithmetic(left, .subtract, right)
        case .multiply: return .arithmetic(left, .multiply, right)
        case .divide: return .arithmetic(left, .divide, right)
        case .modulo: return .arithmetic(left, .modulo, right)
        case .power: return .call(.power, [left, right])
        case nil: throw OptionProblem("there is no operation '\(call.operation)'")
        }
    }
}
