import Columnar
import Plan

/// A read's predicate, without what the source decides on its own.
struct ReadPredicate {
    private var rest: [Expression] = []
    /// The predicate's columns, which its references are indices of.
    private let names: [String]

    /// - Parameters:
    ///   - type: of a column of the source; nil where it has none of its name.
    ///   - take: whether the source decides a comparison of one column just as this program would, so that it need not be decided
    ///     once more.
    init(
        _ work: ReadWork, type: (String) -> DataType?, take: (SimplePredicate, String, DataType) throws -> Bool
    ) throws {
        names = work.predicate?.references.map(work.column(of:)) ?? []
        guard let predicate = work.predicate else { return }
        let types = names.map(type)
        for term in try predicate.root.typed(types).expression.conjuncts {
            if let simple = SimplePredicate(term), let type = types[simple.reference],
                try take(simple, names[simple.reference], type)
            {
                continue
            }
            rest.append(term)
        }
    }

    /// The columns that `mask` needs.
    var columns: Set<String> { Set(rest.flatMap(\.referencedIndices).map { names[$0] }) }

    /// Whether each row satisfies what the source did not decide; nil where it decided all.
    func mask(_ table: Table) throws -> Column? {
        if rest.isEmpty { return nil }
        let needed = columns
        let inputs = try names.map { name in
            // A column that only the source's part names is not there, and not looked at.
            needed.contains(name) ? try table.column(name) : try Column(nulls: table.rowCount, type: .null)
        }
        return try ExpressionEvaluator.mask(.and(rest), inputs: inputs, rows: table.rowCount, names: names)
    }
}

extension Scalar {
    /// A literal as a value of just this type; nil where it is none.
    init?(_ literal: Expression.Literal, of type: DataType) {
        switch (type, literal) {
        case (.int64, .int(let number)): self = .int64(number)
        case (.int32, .int(let number)) where Int32(exactly: number) != nil: self = .int64(number)
        case (.float64, .double(let number)) where !number.isNaN: self = .double(number)
        case (.float64, .int(let number)):
            guard let number = Double(exactly: number) else { return nil }
            self = .double(number)
        case (.string, .string(let text)): self = .string(text)
        case (.bool, .bool(let flag)): self = .bool(flag)
        case (.timestamp, .timestamp(let microseconds)): self = .timestamp(microseconds)
        case (.date, .date(let days)): self = .date(days)
        default: return nil
        }
    }
}

extension PushedFilter.Condition {
    /// Nil for a comparison that Parquet's reader may see in another way.
    init?(_ test: SimplePredicate.Test, _ type: DataType) {
        switch test {
        case .isNotNull: self = .isNotNull
        case .isNull: return nil
        case .oneOf(let literals):
            let values = literals.compactMap { Scalar($0, of: type) }
            guard values.count == literals.count, let set = Self.column(of: values, type) else { return nil }
            self = .isIn(set)
        case .compare(let comparison, let literal):
            guard let value = Scalar(literal, of: type) else { return nil }
            switch comparison {
            case .equal: self = .equal(value)
            case .less: self = .less(value)
            case .lessOrEqual: self = .lessOrEqual(value)
            case .greater: self = .greater(value)
            case .greaterOrEqual: self = .greaterOrEqual(value)
            case .notEqual: return nil
            }
        }
    }

    /// Texts and integers only: of floats, membership and comparison differ in NaN.
    private static func column(of values: [Scalar], _ type: DataType) -> Column? {
        switch type {
        case .string:
            try? Column(strings: values.map { if case .string(let text) = $0 { text } else { nil } })
        case .int32, .int64:
            try? Column(int64s: values.map { if case .int64(let number) = $0 { number } else { nil } })
        default: nil
        }
    }
}
