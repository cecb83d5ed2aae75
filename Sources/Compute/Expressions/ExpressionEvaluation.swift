import Columnar
import Plan

/// One pass over a program, on one set of rows, by one thread.
final class ExpressionEvaluation {
    let program: ExpressionProgram
    let rows: ExpressionRows
    /// Of the references, for messages.
    let names: [String]
    /// Whether a guarded operand is computed only on the rows that need it.
    let isSelective: Bool
    private var values: [Int: ExpressionValue] = [:]

    init(_ program: ExpressionProgram, _ rows: ExpressionRows, _ names: [String], isSelective: Bool) {
        self.program = program
        self.rows = rows
        self.names = names
        self.isSelective = isSelective
    }

    /// Computes the node and all it needs, operands first, so that the stack does not grow with the expression's
    /// height.
    func value(of node: Int) throws -> ExpressionValue {
        for next in program.order(for: node, guarded: !isSelective) where values[next] == nil {
            do {
                values[next] = try compute(program.nodes[next])
            } catch let error as ColumnarError {
                throw failure(ComputeError(error), of: program.nodes[next])
            } catch let error as ValueError {
                throw failure(try computeError(error), of: program.nodes[next])
            }
        }
        guard let value = values[node] else { throw ComputeError(.internal, "an operand was not computed") }
        return value
    }

    /// Operand `index` of `node`, computed already.
    func operand(_ node: ExpressionProgram.Node, _ index: Int) throws -> ExpressionValue {
        guard let value = values[node.operands[index]] else {
            throw ComputeError(.internal, "an operand was not computed")
        }
        return value
    }

    /// Operand `index` of `node`, right in the rows `selection`; other rows may hold anything.
    func operand(_ node: ExpressionProgram.Node, _ index: Int, in selection: RowMask) throws -> ExpressionValue {
        let number = node.operands[index]
        if let known = values[number] { return known }
        switch selection {
        case .none: return .null(program.nodes[number].type)
        case .all:
            return try value(of: number)
        case .some(let mask):
            let selected = try ExpressionRows(of: rows, where: mask)
            if selected.count == 0 { return .null(program.nodes[number].type) }
            let value = try ExpressionEvaluation(program, selected, names, isSelective: true).value(of: number)
            guard let column = value.column else { return value }
            return ExpressionValue(try selected.spread(column), value.type)
        }
    }

    /// Small of frame: evaluations nest through the operations with guarded operands, and only through those.
    private func compute(_ node: ExpressionProgram.Node) throws -> ExpressionValue {
        switch node.expression.operation {
        case .and, .or: return try logic(node)
        case .inList: return try membership(node)
        case .choose(let hasOperand, let hasOtherwise):
            return try choice(node, hasOperand: hasOperand, hasOtherwise: hasOtherwise)
        case .call(.coalesce): return try coalesce(node)
        case .call(.if): return try condition(node)
        default: return try computeUnguarded(node)
        }
    }

    private func computeUnguarded(_ node: ExpressionProgram.Node) throws -> ExpressionValue {
        let operands = try node.operands.indices.map { try operand(node, $0) }
        switch node.expression.operation {
        case .literal(let literal): return ExpressionValue(Scalar(literal), literal.type)
        case .reference(let index): return ExpressionValue(try rows.input(index), node.type)
        case .not: return operands[0].isNull ? .null(.bool) : try call("invert", operands, .bool)
        case .isNull:
            if let scalar = operands[0].scalar { return .bool(scalar == .null) }
            return try call("is_null", operands, .bool, .null(nanIsNull: false))
        case .compare(let comparison):
            return try compare(comparable(operands[0], node, 0), comparison, comparable(operands[1], node, 1))
        case .between: return try between(node, operands)
        case .call(.nullif): return try nullIf(node, operands)
        default: break
        }
        // All others are null where an operand is.
        if operands.contains(where: \.isNull) { return .null(node.type) }
        switch node.expression.operation {
        case .negate:
            let value = try operands[0].converted(to: node.signature.operands[0])
            return try call(value.type == .int64 ? "negate_checked" : "negate", [value], node.type)
        case .arithmetic(let operation): return try arithmetic(node, operation, operands)
        case .like: return try match("match_like", operands)
        case .call(let function): return try self.function(function, node, operands)
        case .cast(let target, let isTry): return try cast(operands[0], to: target, isTry: isTry)
        default: throw ComputeError(.internal, "'\(node.expression.name)' is not evaluated")
        }
    }

    /// Calls a kernel whose result, where its types are narrower or wider, is brought to `type`.
    func call(
        _ kernel: String, _ operands: [ExpressionValue], _ type: DataType?, _ options: KernelOptions = .none
    ) throws -> ExpressionValue {
        try ExpressionValue(Kernel.call(kernel, operands.map(\.datum), options), as: type)
    }

    // MARK: Errors

    /// Something is wrong with the values of one row.
    struct ValueError: Error {
        let code: ComputeError.Code
        /// With the offending values in it.
        let message: String
        /// The values alone.
        let value: String
        /// Of this evaluation's rows; nil where the operands are constants.
        let row: Int?
    }

    private func computeError(_ error: ValueError) throws -> ComputeError {
        let place = try error.row.map { " (row \(try rows.originalRow($0) + 1))" } ?? ""
        return ComputeError(error.code, error.message + place, value: error.value)
    }

    /// The error with the operation that failed in its message.
    private func failure(_ error: ComputeError, of node: ExpressionProgram.Node) -> ComputeError {
        var text = node.expression.text(references: names)
        if text.unicodeScalars.count > 80 { text = String(text.unicodeScalars.prefix(79)) + "…" }
        var error = error
        error.message = "\(text): \(error.message)"
        return error
    }
}
