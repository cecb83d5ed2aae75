package import Columnar
package import Plan

/// Evaluates expressions on columns, by Arrow's kernels where there is one. Blocks until done; any thread.
///
/// Constants stay single values, and equal subexpressions are computed once. Every operand is first computed for all
/// rows; only when that fails (a zero divisor, say) is it done again with each operand on just the rows that need it.
package enum ExpressionEvaluator {
    /// The value of `expression` in each of `rows` rows; its reference n is `inputs[n]`, of `rows` values each.
    ///
    /// The result has the type that `Expression.typed` gives for the inputs' types, and the type null where that is
    /// nil. Throws `ComputeError`: `.mismatch` where an operation does not take its operands' types, `.data` for a
    /// value that a cast or operation does not take, `.arithmetic` for integer overflow and zero divisors. `names` are
    /// the references' names for messages.
    package static func evaluate(
        _ expression: Expression, inputs: [Column], rows: Int, names: [String] = []
    ) throws(ComputeError) -> Column {
        do {
            for (index, input) in inputs.enumerated() where input.count != rows {
                throw ComputeError(.internal, "column \(index) has \(input.count) values for \(rows) rows")
            }
            let program = try ExpressionProgram(expression, inputs: inputs.map { column in try column.dataType })
            return try value(of: program, inputs, rows, names).column(rows: rows)
        } catch let error as ComputeError {
            throw error
        } catch let error as ColumnarError {
            throw ComputeError(error)
        } catch let error as ExpressionError {
            throw ComputeError(.mismatch, error.message, cause: error)
        } catch {
            throw ComputeError(.internal, "an expression failed: \(error)", cause: error)
        }
    }

    package static func evaluate(
        _ expression: ParsedExpression, inputs: [Column], rows: Int
    ) throws(ComputeError) -> Column {
        try evaluate(expression.root, inputs: inputs, rows: rows, names: expression.references)
    }

    /// Whether each row satisfies a predicate: bool, without nulls, which count as false. Throws `.mismatch` where the
    /// expression is no predicate, and what `evaluate` throws.
    package static func mask(
        _ predicate: Expression, inputs: [Column], rows: Int, names: [String] = []
    ) throws(ComputeError) -> Column {
        let values = try evaluate(predicate, inputs: inputs, rows: rows, names: names)
        do {
            if values.type == .null { return try Column(repeating: .bool(false), count: rows) }
            guard values.type == .bool else {
                throw ComputeError(
                    .mismatch, "'\(predicate.text(references: names))' is \(values.type), not true or false")
            }
            if values.nullCount == 0 { return values }
            return try Kernel.column("coalesce", [.column(values), .scalar(.bool(false))])
        } catch let error as ComputeError {
            throw error
        } catch let error as ColumnarError {
            throw ComputeError(error)
        } catch {
            throw ComputeError(.internal, "a predicate failed: \(error)", cause: error)
        }
    }

    private static func value(
        of program: ExpressionProgram, _ inputs: [Column], _ rows: Int, _ names: [String]
    ) throws -> ExpressionValue {
        let source = ExpressionRows(inputs: inputs, count: rows)
        do {
            return try ExpressionEvaluation(program, source, names, isSelective: false).value(of: program.root)
        } catch {
            guard program.hasGuards else { throw error }
            return try ExpressionEvaluation(program, source, names, isSelective: true).value(of: program.root)
        }
    }
}
