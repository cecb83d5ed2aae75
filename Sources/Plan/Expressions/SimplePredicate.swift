/// A comparison of one column with constants: what Parquet statistics and SQL sources understand without further
/// analysis.
package struct SimplePredicate: Sendable, Hashable {
    package enum Test: Sendable, Hashable {
        /// The column on the left.
        case compare(Expression.Comparison, Expression.Literal)
        /// At least one; duplicates as written.
        case oneOf([Expression.Literal])
        case isNull, isNotNull
    }

    package let reference: Int
    /// No literal in it is null.
    package let test: Test

    package init(reference: Int, test: Test) {
        self.reference = reference
        self.test = test
    }

    /// Nil where `expression` is not such a comparison; a conjunction is split by `Expression.conjuncts` first. Texts
    /// that are compared with dates or timestamps are literals of that type only in what `Expression.typed` returns.
    package init?(_ expression: Expression) {
        let operands = expression.operands
        switch expression.operation {
        case .compare(let comparison):
            if let reference = operands[0].referenceIndex, let value = operands[1].literalValue, !value.isNull {
                self.init(reference: reference, test: .compare(comparison, value))
            } else if let reference = operands[1].referenceIndex, let value = operands[0].literalValue, !value.isNull {
                self.init(reference: reference, test: .compare(comparison.flipped, value))
            } else {
                return nil
            }
        case .inList:
            let values = operands.dropFirst().compactMap(\.literalValue).filter { !$0.isNull }
            guard let reference = operands[0].referenceIndex, values.count == operands.count - 1 else { return nil }
            self.init(reference: reference, test: .oneOf(values))
        case .isNull:
            guard let reference = operands[0].referenceIndex else { return nil }
            self.init(reference: reference, test: .isNull)
        case .not:
            guard case .isNull = operands[0].operation, let reference = operands[0].operands[0].referenceIndex else {
                return nil
            }
            self.init(reference: reference, test: .isNotNull)
        default: return nil
        }
    }
}
