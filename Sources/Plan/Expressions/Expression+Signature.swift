extension Expression {
    /// What an operation makes of the types of its operands.
    package struct Signature: Sendable, Hashable {
        /// To what each operand is to be converted before the operation; nil: it is taken as it is. A text literal that
        /// is to become a date or timestamp is one (`Literal.init(temporal:as:)`).
        package let operands: [DataType?]
        /// Nil: unknown.
        package let result: DataType?

        package init(operands: [DataType?], result: DataType?) {
            self.operands = operands
            self.result = result
        }
    }

    /// The signature of this node where its operands have the types `types` (nil: unknown, or a null of no type). The
    /// one place that says which types an operation takes; planning and evaluation both ask it. `isFinal` says that
    /// nothing will be learned later: a nil in `types` is then the type of a null.
    ///
    /// Arithmetic is in int64, float64 or decimal, whatever the width of the operands. Where values of several types
    /// meet (comparisons, `coalesce`, `case`, …) they are taken to the smallest type that holds all.
    package func signature(of types: [DataType?], isFinal: Bool = false) throws(ExpressionError) -> Signature {
        let rules = TypeRules(expression: self, types: types, isFinal: isFinal)
        switch operation {
        case .literal(let value): return Signature(operands: [], result: value.type)
        case .reference: return Signature(operands: [], result: nil)
        case .not, .and, .or:
            for index in types.indices { try rules.requireBool(index, of: name) }
            return rules.asIs(.bool)
        case .isNull: return rules.asIs(.bool)
        case .negate: return try rules.number("-", keepsDecimal: true)
        case .arithmetic(let operation): return try rules.arithmetic(operation)
        case .compare, .between, .inList: return try rules.uniform(name, result: .bool)
        case .like:
            try rules.requireText([0, 1], of: name)
            try rules.requireLiteral(1, what: "the pattern of like")
            return rules.asIs(.bool)
        case .call(let function): return try rules.function(function)
        case .choose(let hasOperand, let hasOtherwise):
            return try rules.choice(hasOperand: hasOperand, hasOtherwise: hasOtherwise)
        case .cast(let target, _):
            if let type = types[0], !type.canCast(to: target) {
                throw ExpressionError("\(type) cannot be cast to \(target)", at: offset)
            }
            return rules.asIs(target)
        }
    }

    /// As a message names the operation.
    package var name: String {
        switch operation {
        case .literal, .reference: "value"
        case .not: "not"
        case .negate: "-"
        case .isNull: "is null"
        case .and: "and"
        case .or: "or"
        case .compare(let comparison): comparison.rawValue
        case .arithmetic(let arithmetic): arithmetic.rawValue
        case .between: "between"
        case .inList: "in"
        case .like: "like"
        case .call(let function): function.rawValue
        case .choose: "case"
        case .cast(_, let isTry): isTry ? "try_cast" : "cast"
        }
    }

    /// The type, given the types of the columns referred to, and the same expression with text literals that stand for
    /// dates and timestamps replaced by such. Throws what `signature` throws.
    package func typed(_ inputs: [DataType?]) throws(ExpressionError) -> (expression: Expression, type: DataType?) {
        if case .reference(let index) = operation {
            return (self, inputs.indices.contains(index) ? inputs[index] : nil)
        }
        var operands: [Expression] = []
        var types: [DataType?] = []
        for operand in self.operands {
            let (expression, type) = try operand.typed(inputs)
            operands.append(expression)
            types.append(type)
        }
        let signature = try signature(of: types)
        for index in operands.indices {
            guard case .string(let text) = operands[index].literalValue, let target = signature.operands[index],
                let value = Literal(temporal: text, as: target)
            else { continue }
            operands[index] = Expression(.literal(value), at: operands[index].offset)
        }
        return (Expression(operation, operands, at: offset), signature.result)
    }
}

extension Expression.Literal {
    /// A date or timestamp from its text (see `TemporalText`); nil where the text is none or `type` is another type.
    package init?(temporal text: String, as type: DataType) {
        switch type {
        case .date:
            guard let days = TemporalText.date(text) else { return nil }
            self = .date(days)
        case .timestamp:
            guard let microseconds = TemporalText.timestamp(text) else { return nil }
            self = .timestamp(microseconds)
        default: return nil
        }
    }

    static func temporalRemedy(_ text: String, _ type: DataType) -> String {
        type == .date
            ? "'\(text)' is not a date; write 'YYYY-MM-DD'"
            : "'\(text)' is not a timestamp; write 'YYYY-MM-DD' or RFC 3339, such as '2013-01-31T05:00:00Z'"
    }
}
