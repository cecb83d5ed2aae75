/// A pure, element-wise computation over the rows of some columns: a value, without names, types or data of its own.
///
/// Column references are indices; who holds the expression knows what they stand for (`ParsedExpression.references`).
/// Null rules: every operation gives null where an operand is null, except `and`/`or` (Kleene's logic), `is null`,
/// `coalesce`, `case` and `if`. Operands that can fail (a division by zero, a bad cast) count only where they are
/// needed: a branch of `case` where it is chosen, a later operand of `and`, `or`, `in` and `coalesce` where the earlier
/// ones do not decide.
package struct Expression: Sendable, Codable {
    package let operation: Operation
    /// What the operation acts on; how many and which is which: see `Operation`.
    package let operands: [Expression]
    /// Where the expression stands in its text, in Unicode scalars; 0 where it comes from no text. Not part of its
    /// identity.
    package let offset: Int

    /// Makes a node as it is. Callers outside this folder use the static functions, which keep the tree canonical.
    init(_ operation: Operation, _ operands: [Expression] = [], at offset: Int = 0) {
        self.operation = operation
        self.operands = operands
        self.offset = offset
    }

    /// What a node does. In brackets: its operands.
    package enum Operation: Sendable, Hashable, Codable {
        case literal(Literal)
        case reference(Int)
        /// [predicate]
        case not
        /// [number]
        case negate
        /// [value]
        case isNull
        /// [predicate, predicate, …], at least two; flat: no operand is itself an `and`.
        case and
        /// Like `and`.
        case or
        /// [left, right]
        case compare(Comparison)
        /// [left, right]
        case arithmetic(Arithmetic)
        /// [value, low, high]; both bounds belong to the range.
        case between
        /// [value, item, …], at least one item.
        case inList
        /// [text, pattern]; the pattern is a literal: `%` any characters, `_` one, `\` escapes.
        case like
        case call(Function)
        /// [operand]?, then [condition or value, result] for every branch, then [otherwise]?.
        case choose(hasOperand: Bool, hasOtherwise: Bool)
        /// [value]; `isTry` gives null for what does not fit the type, else it is an error.
        case cast(DataType, isTry: Bool)
    }

    package enum Comparison: String, Sendable, Hashable, CaseIterable, Codable {
        case equal = "="
        case notEqual = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        /// The comparison that says the same with its sides exchanged.
        package var flipped: Comparison {
            switch self {
            case .equal, .notEqual: self
            case .less: .greater
            case .lessOrEqual: .greaterOrEqual
            case .greater: .less
            case .greaterOrEqual: .lessOrEqual
            }
        }
    }

    package enum Arithmetic: String, Sendable, Hashable, CaseIterable, Codable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case modulo = "%"
    }

    /// A constant.
    package enum Literal: Sendable, Codable {
        case null
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case string(String)
        /// Microseconds since the epoch, UTC.
        case timestamp(Int64)
        /// Days since the epoch.
        case date(Int32)
    }
}

extension Expression: Hashable {
    package static func == (a: Expression, b: Expression) -> Bool {
        a.operation == b.operation && a.operands == b.operands
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(operation)
        hasher.combine(operands)
    }
}

extension Expression.Literal: Hashable {
    /// Identity and not comparison by value: 0.0 and -0.0 differ, a NaN is itself, and an int is never a double.
    package static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern
        // By scalars: Swift's own `==` holds canonically equivalent strings for equal.
        case (.string(let a), .string(let b)): a.unicodeScalars.elementsEqual(b.unicodeScalars)
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .int(let number): hasher.combine(number)
        case .double(let number): hasher.combine(number.bitPattern)
        case .string(let text): hasher.combine(text)
        case .timestamp(let microseconds): hasher.combine(microseconds)
        case .date(let days): hasher.combine(days)
        }
    }

    /// Nil for null.
    package var type: DataType? {
        switch self {
        case .null: nil
        case .bool: .bool
        case .int: .int64
        case .double: .float64
        case .string: .string
        case .timestamp: .timestamp
        case .date: .date
        }
    }

    package var isNull: Bool { self == .null }
}

extension Expression {
    package static func literal(_ value: Literal) -> Expression { Expression(.literal(value)) }
    package static func reference(_ index: Int) -> Expression { Expression(.reference(index)) }
    package static func not(_ predicate: Expression) -> Expression { Expression(.not, [predicate]) }
    package static func isNull(_ value: Expression) -> Expression { Expression(.isNull, [value]) }
    package static func isNotNull(_ value: Expression) -> Expression { .not(.isNull(value)) }

    /// The conjunction of `terms`: true for none, the term itself for one.
    package static func and(_ terms: [Expression]) -> Expression { joined(.and, terms, whenEmpty: true, at: 0) }
    /// The disjunction of `terms`: false for none, the term itself for one.
    package static func or(_ terms: [Expression]) -> Expression { joined(.or, terms, whenEmpty: false, at: 0) }

    static func joined(_ operation: Operation, _ terms: [Expression], whenEmpty: Bool, at offset: Int) -> Expression {
        let flat = terms.flatMap { $0.operation == operation ? $0.operands : [$0] }
        if flat.count == 1 { return flat[0] }
        return flat.isEmpty ? .literal(.bool(whenEmpty)) : Expression(operation, flat, at: offset)
    }

    package static func compare(_ left: Expression, _ comparison: Comparison, _ right: Expression) -> Expression {
        Expression(.compare(comparison), [left, right])
    }

    package static func arithmetic(_ left: Expression, _ operation: Arithmetic, _ right: Expression) -> Expression {
        Expression(.arithmetic(operation), [left, right])
    }

    /// False for no items.
    package static func inList(_ value: Expression, _ items: [Expression]) -> Expression {
        items.isEmpty ? .literal(.bool(false)) : Expression(.inList, [value] + items)
    }

    package static func between(_ value: Expression, _ low: Expression, _ high: Expression) -> Expression {
        Expression(.between, [value, low, high])
    }

    package static func call(_ function: Function, _ arguments: [Expression]) -> Expression {
        Expression(.call(function), arguments)
    }

    package static func cast(_ value: Expression, to type: DataType, isTry: Bool = false) -> Expression {
        Expression(.cast(type, isTry: isTry), [value])
    }

    /// The constant that the expression is, if it is one.
    package var literalValue: Literal? { if case .literal(let value) = operation { value } else { nil } }
    package var referenceIndex: Int? { if case .reference(let index) = operation { index } else { nil } }

    /// The same expression over other columns: every reference goes through `transform`.
    package func mapReferences(_ transform: (Int) -> Int) -> Expression {
        if case .reference(let index) = operation { return Expression(.reference(transform(index)), at: offset) }
        return Expression(operation, operands.map { $0.mapReferences(transform) }, at: offset)
    }

    /// The indices of the columns it reads.
    package var referencedIndices: Set<Int> {
        var indices = Set<Int>()
        func visit(_ expression: Expression) {
            if case .reference(let index) = expression.operation { indices.insert(index) }
            expression.operands.forEach(visit)
        }
        visit(self)
        return indices
    }

    /// The terms of which all must be true for the expression to be: an `and`'s operands, and a `between` on a bare
    /// column as its two comparisons; else the expression itself. Each may go elsewhere (null is not true in all of
    /// them).
    package var conjuncts: [Expression] {
        switch operation {
        case .and: operands.flatMap(\.conjuncts)
        case .between where operands[0].referenceIndex != nil:
            [.compare(operands[0], .greaterOrEqual, operands[1]), .compare(operands[0], .lessOrEqual, operands[2])]
        default: [self]
        }
    }
}
