package import Columnar
package import Plan

/// A group each of whose operations is an expression over its inputs; types and values follow the rules of expressions.
package protocol ExpressionBackedGroup: ColumnFeatureGroup {
    /// The operation as an expression in which reference n is input n.
    func expression(_ call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> Expression

    /// Refuses types with a message that fits the group better than the expression's own.
    func validateInputs(_ call: FeatureCall, _ inputs: [DataType?]) throws(OptionProblem)
}

extension ExpressionBackedGroup {
    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        try validateInputs(call, inputs)
        return .column(try expression(call, inputs: inputs).type(of: inputs))
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        let types = try inputs.map { try $0.dataType }
        return try ExpressionEvaluator.evaluate(expression(call, inputs: types), inputs: inputs, rows: rows)
    }
}

extension Expression {
    /// The type of the result over inputs of these types; `option` is to blame where they do not go together.
    func type(of inputs: [DataType?], option: String? = nil) throws(OptionProblem) -> DataType? {
        do {
            return try typed(inputs).type
        } catch {
            throw OptionProblem(option: option, error.message)
        }
    }
}
