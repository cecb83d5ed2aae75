import Columnar
import Plan

// No operand here is the constant null.
extension ExpressionEvaluation {
    func arithmetic(
        _ node: ExpressionProgram.Node, _ operation: Expression.Arithmetic, _ operands: [ExpressionValue]
    ) throws -> ExpressionValue {
        if operation == .divide, operands.allSatisfy({ $0.type?.isInteger == true }) { try refuseZeroDivisor(operands) }
        let values = try operands.enumerated().map { try $1.converted(to: node.signature.operands[$0]) }
        switch (operation, node.type) {
        case (.modulo, .int64): return try integerModulo(values)
        case (.modulo, _):
            // Exact, of the dividend's sign, as IEEE 754 has fmod.
            return try doubles(values) { $0.truncatingRemainder(dividingBy: $1) }
        case (_, .int64): return try checked(operation, values)
        default: return try call(operation.kernel, values, node.type)
        }
    }

    /// Integer `+ - *` in Arrow's kernel; only where that overflows is the row looked for.
    private func checked(
        _ operation: Expression.Arithmetic, _ values: [ExpressionValue]
    ) throws -> ExpressionValue {
        do {
            return try call("\(operation.kernel)_checked", values, .int64)
        } catch let error as ColumnarError where error.code != .memory {
            return try integers(values) { left, right, row in
                let (result, overflow) =
                    switch operation {
                    case .add: left.addingReportingOverflow(right)
                    case .subtract: left.subtractingReportingOverflow(right)
                    default: left.multipliedReportingOverflow(by: right)
                    }
                if overflow { throw Self.overflow("\(left) \(operation.rawValue) \(right)", row) }
                return result
            }
        }
    }

    private func integerModulo(_ values: [ExpressionValue]) throws -> ExpressionValue {
        try integers(values) { left, right, row in
            if right == 0 { throw Self.zeroDivisor("\(left) % 0", row) }
            // The smallest int64 has no quotient by -1, but its remainder is 0 like any other's.
            return right == -1 ? 0 : left % right
        }
    }

    private func refuseZeroDivisor(_ operands: [ExpressionValue]) throws {
        if case .int64(let divisor) = operands[1].scalar, divisor != 0 { return }
        _ = try integers(operands) { left, right, row in
            if right == 0 { throw Self.zeroDivisor("\(left) / 0", row) }
            return 0
        }
    }

    static func overflow(_ value: String, _ row: Int?) -> ValueError {
        ValueError(
            code: .arithmetic, message: "\(value) does not fit int64; cast to float64 first", value: value, row: row)
    }

    private static func zeroDivisor(_ value: String, _ row: Int?) -> ValueError {
        ValueError(
            code: .arithmetic,
            message: "\(value) divides by the integer zero; write nullif(x, 0) as the divisor, or cast it to float64",
            value: value, row: row)
    }
}

extension Expression.Arithmetic {
    fileprivate var kernel: String {
        switch self {
        case .add: "add"
        case .subtract: "subtract"
        case .multiply: "multiply"
        case .divide: "divide"
        case .modulo: "modulo"
        }
    }
}
