import Plan

extension RowFeatures {
    /// Two columns point by point, or a column and a constant, by the rules of expressions.
    static func arithmetic(_ call: RowCall) throws -> [RowValue] {
        let isConstant = call.call.operation.hasSuffix("_constant")
        let right: Expression = isConstant ? .literal(try call.call.literal("constant")) : .reference(1)
        let formula: Expression
        switch call.operation(without: isConstant ? "_constant" : "_point") {
        case "add": formula = .arithmetic(.reference(0), .add, right)
        case "subtract": formula = .arithmetic(.reference(0), .subtract, right)
        case "multiply": formula = .arithmetic(.reference(0), .multiply, right)
        case "divide": formula = .arithmetic(.reference(0), .divide, right)
        case "modulo": formula = .arithmetic(.reference(0), .modulo, right)
        case "power": formula = .call(.power, [.reference(0), right])
        default: throw call.unknownOperation
        }
        return try RowExpression(formula, inputs: call.inputs.map(\.type)).column(call.inputs, rows: call.rows).values
    }
}
