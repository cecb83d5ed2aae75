import Plan

/// An expression computed one row at a time, by walking its tree: what `Expression` says of each operation, and nothing else. Which
/// types an operation takes is for `Expression.signature` to say.
struct RowExpression: Sendable {
    let expression: Expression
    let operands: [RowExpression]
    let signature: Expression.Signature
    /// Of `like` and `regexp`.
    let pattern: RowPattern?

    /// Of the result; nil: it is null in every row.
    var type: DataType? { signature.result }

    /// Where an expression is computed.
    struct Place {
        /// Reference n is the value of `inputs[n]`.
        let inputs: [RowColumn]
        let row: Int
        /// Of the references, for messages.
        let names: [String]
    }

    /// Throws `ExpressionError` where an operation does not take its operands' types. Linear in the expression.
    init(_ expression: Expression, inputs: [DataType?]) throws {
        self.expression = expression
        operands = try expression.operands.map { try RowExpression($0, inputs: inputs) }
        if case .reference(let index) = expression.operation {
            guard inputs.indices.contains(index) else {
                throw ExpressionError("there is no column for reference \(index)", at: expression.offset)
            }
            signature = Expression.Signature(operands: [], result: inputs[index])
        } else {
            signature = try expression.signature(of: operands.map(\.type), isFinal: true)
        }
        pattern = Self.pattern(of: expression)
    }

    /// Whether the row framework computes the expression: not casts to decimals, nor patterns that `RowPattern` does not read.
    static func canEvaluate(_ expression: Expression) -> Bool {
        switch expression.operation {
        case .cast(.decimal, _): return false
        case .like, .call(.regexp):
            if case .string = expression.operands[1].literalValue, pattern(of: expression) == nil { return false }
        default: break
        }
        return expression.operands.allSatisfy(canEvaluate)
    }

    private static func pattern(of expression: Expression) -> RowPattern? {
        guard expression.operands.count == 2, case .string(let text) = expression.operands[1].literalValue else {
            return nil
        }
        return switch expression.operation {
        case .like: RowPattern(like: text)
        case .call(.regexp): RowPattern(regularExpression: text)
        default: nil
        }
    }

    /// The values in each of `rows` rows. Throws `ComputeError`.
    func column(_ inputs: [RowColumn], rows: Int, names: [String] = []) throws -> RowColumn {
        RowColumn(type, try (0..<rows).map { try value(at: Place(inputs: inputs, row: $0, names: names)) })
    }

    func value(at place: Place) throws -> RowValue {
        do {
            return try evaluate(place)
        } catch let problem as RowProblem {
            var text = expression.text(references: place.names)
            if text.unicodeScalars.count > 80 { text = String(text.unicodeScalars.prefix(79)) + "…" }
            throw ComputeError(
                problem.code, "\(text): \(problem.message) (row \(place.row + 1))", value: problem.value)
        }
    }

    /// Operand `index`, of the type that the operation wants.
    func operand(_ index: Int, _ place: Place) throws -> RowValue {
        try operands[index].value(at: place).converted(to: signature.operands[index])
    }

    /// The same for a comparison, which takes an integer among floats by its value.
    private func comparable(_ index: Int, _ place: Place) throws -> RowValue {
        let value = try operands[index].value(at: place)
        if case .int = value, signature.operands[index] == .float64 { return value }
        return try value.converted(to: signature.operands[index])
    }

    private func evaluate(_ place: Place) throws -> RowValue {
        switch expression.operation {
        case .literal(let literal): return RowValue(literal)
        case .reference(let index): return place.inputs[index][place.row]
        case .isNull: return .bool(try operand(0, place).isNull)
        case .not:
            guard case .bool(let flag) = try operand(0, place) else { return .null }
            return .bool(!flag)
        case .and: return try logic(deciding: false, place)
        case .or: return try logic(deciding: true, place)
        case .compare(let comparison):
            return Self.compare(try comparable(0, place), comparison, try comparable(1, place))
        case .between:
            let value = try comparable(0, place)
            let bounds = [
                Self.compare(value, .greaterOrEqual, try comparable(1, place)),
                Self.compare(value, .lessOrEqual, try comparable(2, place)),
            ]
            return bounds.contains(.bool(false)) ? .bool(false) : bounds.contains(.null) ? .null : .bool(true)
        case .inList: return try membership(place)
        case .choose(let hasOperand, let hasOtherwise):
            return try choice(place, hasOperand: hasOperand, hasOtherwise: hasOtherwise)
        case .call(.if): return try operand(try operand(0, place) == .bool(true) ? 1 : 2, place)
        case .call(.coalesce):
            for index in operands.indices {
                let value = try operand(index, place)
                if !value.isNull { return value }
            }
            return .null
        case .call(.nullif):
            let isEqual = Self.compare(try comparable(0, place), .equal, try comparable(1, place))
            return isEqual == .bool(true) ? .null : try operand(0, place)
        default: break
        }
        // All others are null where an operand is.
        let values = try operands.indices.map { try operand($0, place) }
        if values.contains(where: \.isNull) { return .null }
        switch expression.operation {
        case .negate: return try RowArithmetic.negated(values[0])
        case .arithmetic(let operation):
            let areIntegers = operands.allSatisfy { $0.type?.isInteger == true }
            return try RowArithmetic.apply(operation, values[0], values[1], areIntegers: areIntegers)
        case .like, .call(.regexp): return .bool(try matches(values))
        case .cast(let target, let isTry): return try cast(values[0], to: target, isTry: isTry)
        case .call(let function): return try RowFunctions.apply(function, values)
        default: throw RowProblem(.internal, "'\(expression.name)' is not computed")
        }
    }

    // MARK: What decides whether an operand counts

    /// Kleene's logic: a `deciding` operand decides, else null remains null.
    private func logic(deciding: Bool, _ place: Place) throws -> RowValue {
        var isUnknown = false
        for index in operands.indices {
            switch try operand(index, place) {
            case .bool(deciding): return .bool(deciding)
            case .null: isUnknown = true
            default: break
            }
        }
        return isUnknown ? .null : .bool(!deciding)
    }

    /// True where an item is equal; else null where the value or an item is.
    private func membership(_ place: Place) throws -> RowValue {
        let value = try comparable(0, place)
        if value.isNull { return .null }
        var isUnknown = false
        for index in operands.indices.dropFirst() {
            switch Self.compare(value, .equal, try comparable(index, place)) {
            case .bool(true): return .bool(true)
            case .null: isUnknown = true
            default: break
            }
        }
        return isUnknown ? .null : .bool(false)
    }

    private func choice(_ place: Place, hasOperand: Bool, hasOtherwise: Bool) throws -> RowValue {
        let subject = hasOperand ? try comparable(0, place) : nil
        let last = operands.count - (hasOtherwise ? 1 : 0)
        for index in stride(from: hasOperand ? 1 : 0, to: last, by: 2) {
            let test =
                if let subject { Self.compare(subject, .equal, try comparable(index, place)) } else {
                    try operand(index, place)
                }
            if test == .bool(true) { return try operand(index + 1, place) }
        }
        return hasOtherwise ? try operand(last, place) : .null
    }

    // MARK: Comparison

    /// Null where either is; a NaN only differs.
    static func compare(_ left: RowValue, _ comparison: Expression.Comparison, _ right: RowValue) -> RowValue {
        if left.isNull || right.isNull { return .null }
        guard let order = left.compared(to: right) else { return .bool(comparison == .notEqual) }
        let holds =
            switch comparison {
            case .equal: order == 0
            case .notEqual: order != 0
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .greater: order > 0
            case .greaterOrEqual: order >= 0
            }
        return .bool(holds)
    }

    private func matches(_ values: [RowValue]) throws -> Bool {
        guard case .string(let text) = values[0], let pattern else {
            throw RowProblem(.unsupported, "this pattern is not read by the framework rows")
        }
        return pattern.matches(text)
    }
}

extension ParsedExpression {
    /// Whether each row satisfies the predicate, whose references are the first inputs; null does not.
    func holds(in inputs: [RowFeature], rows: Int) throws -> [Bool] {
        let columns = try zip(references, inputs).map { name, input throws(ComputeError) in
            try input.singleColumn("the condition '\(text)', with '\(name)',")
        }
        let expression = try RowExpression(root, inputs: columns.map(\.type))
        guard expression.type == nil || expression.type == .bool else {
            throw ComputeError(.mismatch, "'\(text)' is \(expression.type?.description ?? ""), not true or false")
        }
        return try expression.column(columns, rows: rows, names: references).values.map { $0 == .bool(true) }
    }
}
