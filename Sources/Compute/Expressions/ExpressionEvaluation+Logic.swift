import Columnar
import Plan

// `and`, `or` and the choices: what decides whether an operand counts.
extension ExpressionEvaluation {
    /// Kleene's logic. A later operand counts only where the earlier ones have not decided.
    func logic(_ node: ExpressionProgram.Node) throws -> ExpressionValue {
        let isAnd = node.expression.operation == .and
        var result = try operand(node, 0)
        for index in node.operands.indices.dropFirst() {
            if result.scalar == .bool(!isAnd) { return result }
            let undecided = isSelective ? try RowMask(where: result, is: isAnd, orNull: true) : .all
            result = try combined(result, operand(node, index, in: undecided), isAnd: isAnd)
        }
        return result.isNull ? .null(.bool) : result
    }

    private func combined(_ left: ExpressionValue, _ right: ExpressionValue, isAnd: Bool) throws -> ExpressionValue {
        for (constant, other) in [(left, right), (right, left)] {
            switch constant.scalar {
            case .bool(isAnd): return other
            case .bool: return constant
            case .null:
                // Null decides nothing: what the other decides stays, the rest is null.
                if other.isNull { return .null(.bool) }
                return try RowMask(where: other, is: !isAnd).choose(other, .null(.bool))
            default: continue
            }
        }
        return try call(isAnd ? "and_kleene" : "or_kleene", [left, right], .bool)
    }

    /// `if(condition, then, else)`; null is not true.
    func condition(_ node: ExpressionProgram.Node) throws -> ExpressionValue {
        let hit = try RowMask(where: operand(node, 0), is: true)
        let chosen = try operand(node, 1, in: isSelective ? hit : .all)
        let other = try operand(node, 2, in: isSelective ? hit.inverted() : .all)
        return try hit.choose(chosen.converted(to: node.type), other.converted(to: node.type))
    }

    /// `case`; the operands are those of `Expression.Operation.choose`.
    func choice(_ node: ExpressionProgram.Node, hasOperand: Bool, hasOtherwise: Bool) throws -> ExpressionValue {
        let subject = hasOperand ? try comparable(operand(node, 0), node, 0) : nil
        let first = hasOperand ? 1 : 0
        let last = node.operands.count - (hasOtherwise ? 1 : 0)
        var branches: [(hit: RowMask, value: ExpressionValue)] = []
        var remaining = RowMask.all
        for index in stride(from: first, to: last, by: 2) {
            var test = try operand(node, index, in: remaining)
            if let subject { test = try compare(subject, .equal, comparable(test, node, index)) }
            var hit = try RowMask(where: test, is: true)
            if isSelective {
                hit = try hit.intersection(remaining)
                remaining = try remaining.intersection(hit.inverted())
            }
            let value = try operand(node, index + 1, in: isSelective ? hit : .all)
            branches.append((hit, try value.converted(to: node.type)))
        }
        var result = ExpressionValue.null(node.type)
        if hasOtherwise { result = try operand(node, last, in: remaining).converted(to: node.type) }
        for branch in branches.reversed() { result = try branch.hit.choose(branch.value, result) }
        return result
    }

    /// The first operand that is not null.
    func coalesce(_ node: ExpressionProgram.Node) throws -> ExpressionValue {
        var result = try operand(node, 0).converted(to: node.type)
        for index in node.operands.indices.dropFirst() {
            if let scalar = result.scalar, scalar != .null { return result }
            let missing = try RowMask(whereNull: result)
            let next = try operand(node, index, in: isSelective ? missing : .all).converted(to: node.type)
            result = try missing.choose(next, result)
        }
        return result
    }

    /// Null where both are equal, else the first.
    func nullIf(_ node: ExpressionProgram.Node, _ operands: [ExpressionValue]) throws -> ExpressionValue {
        let equal = try compare(comparable(operands[0], node, 0), .equal, comparable(operands[1], node, 1))
        return try RowMask(where: equal, is: true).choose(.null(node.type), operands[0].converted(to: node.type))
    }
}
