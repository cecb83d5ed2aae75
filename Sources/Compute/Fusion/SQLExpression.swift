import ADBC
import Columnar
import Plan

/// An expression as an engine writes it, where that means exactly the same: of the same type, with the same nulls, the same values
/// and the same errors. What the engine takes another way is written out; what cannot be is not translated.
struct SQLExpression: Hashable {
    let text: String
    let type: DataType

    /// - Parameter columns: what the references stand for.
    /// - Returns: nil where there is no such text.
    init?(_ expression: Expression, _ columns: [SQLExpression], _ dialect: SQLDialect) {
        guard let typed = try? expression.typed(columns.map(\.type)).expression,
            let translated = try? Translation(columns: columns, dialect: dialect).translate(typed)
        else { return nil }
        self = translated
    }

    init(text: String, type: DataType) {
        self.text = text
        self.type = type
    }
}

/// That an expression has no translation.
private struct Untranslated: Error {}

private struct Translation {
    let columns: [SQLExpression]
    let dialect: SQLDialect

    func translate(_ expression: Expression) throws -> SQLExpression {
        switch expression.operation {
        case .literal(let literal): return try self.literal(literal)
        case .reference(let index):
            guard columns.indices.contains(index) else { throw Untranslated() }
            // Whole numbers are computed with as int64, whatever their width.
            guard columns[index].type == .int32 else { return columns[index] }
            return cast(columns[index], to: .int64)
        case .not: return try bool("(not \(only(expression, .bool).text))")
        case .isNull: return try bool("(\(translate(expression.operands[0]).text) is null)")
        case .and, .or:
            let terms = try expression.operands.map { try of(.bool, $0).text }
            return bool("(" + terms.joined(separator: expression.operation == .and ? " and " : " or ") + ")")
        case .negate: return try negation(expression)
        case .compare(let comparison):
            return try compare(expression.operands[0], comparison, expression.operands[1])
        case .between:
            let value = expression.operands[0]
            let low = try compare(value, .greaterOrEqual, expression.operands[1])
            let high = try compare(value, .lessOrEqual, expression.operands[2])
            return bool("(\(low.text) and \(high.text))")
        case .inList:
            return try membership(of: expression.operands[0], in: expression.operands.dropFirst())
        case .arithmetic(let operation): return try arithmetic(operation, expression.operands)
        case .choose(let hasOperand, let hasOtherwise):
            return try choice(expression.operands, hasOperand: hasOperand, hasOtherwise: hasOtherwise)
        case .call(let function): return try call(function, expression.operands)
        case .cast(let type, isTry: false): return try cast(expression.operands[0], to: type)
        case .like: return try like(expression.operands)
        case .cast: throw Untranslated()
        }
    }

    private func cast(_ value: SQLExpression, to type: DataType) -> SQLExpression {
        SQLExpression(text: dialect.cast(value.text, to: type), type: type)
    }

    private func bool(_ text: String) -> SQLExpression { SQLExpression(text: text, type: .bool) }

    private func of(_ type: DataType, _ expression: Expression) throws -> SQLExpression {
        let value = try translate(expression)
        guard value.type == type else { throw Untranslated() }
        return value
    }

    private func only(_ expression: Expression, _ type: DataType) throws -> SQLExpression {
        try of(type, expression.operands[0])
    }

    private func literal(_ literal: Expression.Literal) throws -> SQLExpression {
        guard let type = literal.type else { throw Untranslated() }
        let scalar: Scalar =
            switch literal {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .int(let number): .int64(number)
            case .double(let number): .double(number)
            case .string(let text): .string(text)
            case .timestamp(let microseconds): .timestamp(microseconds)
            case .date(let days): .date(days)
            }
        let text = try dialect.literal(scalar)
        // By itself a small whole number is an INTEGER, whose arithmetic overflows sooner.
        return SQLExpression(text: type == .int64 ? dialect.cast(text, to: .int64) : text, type: type)
    }

    // MARK: Comparisons

    /// Of numbers as IEEE 754 has them: nothing is equal to NaN, or less or greater. Databases sort it behind all.
    private func compare(
        _ left: Expression, _ comparison: Expression.Comparison, _ right: Expression
    ) throws -> SQLExpression {
        let (left, right) = try comparable(left, right)
        let plain = "\(left.text) \(comparison.rawValue) \(right.text)"
        guard left.type == .float64 else { return bool("(\(plain))") }
        // Of two NaNs one is enough: where only one side is, `=` is false, and `>` and `<` are by the other side.
        let (suspect, other) =
            switch comparison {
            case .equal, .notEqual, .greater, .greaterOrEqual: (left, right)
            case .less, .lessOrEqual: (right, left)
            }
        guard !suspect.isNumeral, let test = dialect.isNaN(suspect.text) else { return bool("(\(plain))") }
        // Null stays null, also beside a NaN.
        if comparison == .notEqual {
            return bool("(\(plain) or \(other.isNumeral ? test : "(\(test) and \(other.text) is not null)"))")
        }
        return bool("(\(plain) and \(other.isNumeral ? "not \(test)" : "(not \(test) or \(other.text) is null)"))")
    }

    /// As one list: DuckDB takes no thousand of comparisons in a row.
    private func membership(of value: Expression, in items: ArraySlice<Expression>) throws -> SQLExpression {
        let pairs = try items.map { try comparable(value, $0) }
        guard let left = pairs.first?.0, pairs.allSatisfy({ $0.0 == left }) else { throw Untranslated() }
        let text = "\(left.text) in (\(pairs.map(\.1.text).joined(separator: ", ")))"
        guard left.type == .float64, !left.isNumeral, let isNaN = dialect.isNaN(left.text) else {
            return bool("(\(text))")
        }
        // A NaN is in no list, but a null in the list leaves that open.
        let nulls = pairs.filter { !$0.1.isNumeral }.map { "\($0.1.text) is null" }
        if nulls.isEmpty { return bool("(\(text) and not \(isNaN))") }
        return bool(
            "(case when not \(isNaN) then \(text) when \(nulls.joined(separator: " or ")) then null"
                + " when \(left.text) is not null then false end)")
    }

    /// Two values of one type; a whole number beside a float only where the float's literal leaves no doubt.
    private func comparable(_ a: Expression, _ b: Expression) throws -> (SQLExpression, SQLExpression) {
        let (left, right) = (try translate(a), try translate(b))
        switch (left.type, right.type) {
        case (.int64, .float64): return (try float(left, a, beside: b), right)
        case (.float64, .int64): return (left, try float(right, b, beside: a))
        default:
            guard left.type == right.type else { throw Untranslated() }
            return (left, right)
        }
    }

    /// A whole number as a float: exact itself, or compared with a number so small that rounding never crosses it.
    private func float(_ value: SQLExpression, _ own: Expression, beside other: Expression) throws -> SQLExpression {
        if case .int(let number)? = own.literalValue {
            guard let exact = Double(exactly: number) else { throw Untranslated() }
            return try literal(.double(exact))
        }
        guard case .double(let bound)? = other.literalValue, bound.magnitude < 0x1p52 else { throw Untranslated() }
        return cast(value, to: .float64)
    }

    /// With a pattern that has no escapes. SQLite's `like` takes small letters for large ones.
    private func like(_ operands: [Expression]) throws -> SQLExpression {
        guard dialect == .duckdb || dialect == .postgresql, case .string(let pattern)? = operands[1].literalValue,
            !pattern.contains("\\")
        else { throw Untranslated() }
        return bool("(\(try of(.string, operands[0]).text) like \(try dialect.literal(.string(pattern))))")
    }

    // MARK: Numbers

    private func negation(_ expression: Expression) throws -> SQLExpression {
        let value = try translate(expression.operands[0])
        guard value.type == .float64 || value.type == .int64 && dialect != .sqlite else { throw Untranslated() }
        return SQLExpression(text: "(-\(value.text))", type: value.type)
    }

    private func arithmetic(_ operation: Expression.Arithmetic, _ operands: [Expression]) throws -> SQLExpression {
        // What does not fit becomes a float in SQLite, and what is no number null.
        guard dialect != .sqlite else { throw Untranslated() }
        let values = try operands.map { try translate($0) }
        guard values.allSatisfy({ $0.type == .int64 || $0.type == .float64 }) else { throw Untranslated() }
        let isWhole = values.allSatisfy { $0.type == .int64 }
        if isWhole && operation != .divide && operation != .modulo {
            return SQLExpression(text: "(\(values[0].text) \(operation.rawValue) \(values[1].text))", type: .int64)
        }
        let floats = values.map { $0.type == .int64 ? cast($0, to: .float64).text : $0.text }
        switch operation {
        case .add, .subtract, .multiply:
            return SQLExpression(text: "(\(floats[0]) \(operation.rawValue) \(floats[1]))", type: .float64)
        case .divide:
            let quotient = "(\(floats[0]) / \(floats[1]))"
            // To PostgreSQL every zero is one that nothing may be divided by.
            guard dialect == .duckdb || values[1].isNumeral && Double(numeral: values[1].text) != 0 else {
                throw Untranslated()
            }
            // Only whole numbers have a zero that nothing may be divided by.
            guard isWhole, !values[1].isNumeral else {
                if isWhole, values[1].isZero { throw Untranslated() }
                return SQLExpression(text: quotient, type: .float64)
            }
            let refusal =
                "error('division by the integer zero; write nullif(x, 0) as the divisor, or cast it to float64')"
            return SQLExpression(
                text:
                    "(case when \(values[1].text) = 0 and \(values[0].text) is not null then \(refusal)::double else \(quotient) end)",
                type: .float64)
        case .modulo: throw Untranslated()
        }
    }

    private func cast(_ operand: Expression, to type: DataType) throws -> SQLExpression {
        let value = try translate(operand)
        switch (value.type, type) {
        case (let same, type) where same == type: return value
        case (.int64, .float64): return cast(value, to: .float64)
        // A bool is an integer of 32 bits to PostgreSQL first.
        case (.bool, .int64):
            let number = dialect == .postgresql ? cast(value, to: .int32) : value
            return cast(number, to: .int64)
        default: throw Untranslated()
        }
    }

    // MARK: Choices and functions

    private func choice(
        _ operands: [Expression], hasOperand: Bool, hasOtherwise: Bool
    ) throws -> SQLExpression {
        let first = hasOperand ? 1 : 0
        let branches = operands.count - first - (hasOtherwise ? 1 : 0)
        let type = try translate(operands[first + 1]).type
        var text = "(case"
        for branch in stride(from: first, to: first + branches, by: 2) {
            let condition =
                hasOperand
                ? try compare(operands[0], .equal, operands[branch]) : try of(.bool, operands[branch])
            text += " when \(condition.text) then \(try of(type, operands[branch + 1]).text)"
        }
        if hasOtherwise, let otherwise = operands.last, otherwise.literalValue != .null {
            text += " else \(try of(type, otherwise).text)"
        }
        return SQLExpression(text: text + " end)", type: type)
    }

    private func call(_ function: Expression.Function, _ operands: [Expression]) throws -> SQLExpression {
        switch function {
        case .coalesce:
            let type = try translate(operands[0]).type
            let values = try operands.map { try of(type, $0).text }
            return SQLExpression(text: "coalesce(\(values.joined(separator: ", ")))", type: type)
        case .if:
            let condition = try of(.bool, operands[0])
            let then = try translate(operands[1])
            let otherwise = try of(then.type, operands[2])
            return SQLExpression(
                text: "(case when \(condition.text) then \(then.text) else \(otherwise.text) end)", type: then.type)
        case .abs:
            let value = try translate(operands[0])
            guard value.type == .int64 || value.type == .float64 else { throw Untranslated() }
            return SQLExpression(text: "abs(\(value.text))", type: value.type)
        case .startsWith:
            guard dialect != .sqlite else { throw Untranslated() }
            let (text, prefix) = (try of(.string, operands[0]), try of(.string, operands[1]))
            return bool("starts_with(\(text.text), \(prefix.text))")
        case .year, .month, .day, .quarter:
            let value = try translate(operands[0])
            guard value.type == .date || value.type == .timestamp, dialect != .sqlite else { throw Untranslated() }
            guard dialect == .postgresql else {
                return SQLExpression(text: "\(function.rawValue)(\(value.text))", type: .int64)
            }
            let part = SQLExpression(text: "extract(\(function.rawValue) from \(value.text))", type: .float64)
            return cast(part, to: .int64)
        default: throw Untranslated()
        }
    }
}

extension SQLExpression {
    /// Whether it is written out as a number, and so not NaN and known.
    fileprivate var isNumeral: Bool { text.first == "(" ? false : text.first?.isNumber ?? false }
    fileprivate var isZero: Bool { text == "0::bigint" }
}

extension Double {
    /// Of a number as it is written out, with its type or without.
    fileprivate init?(numeral text: String) {
        self.init(text.prefix { $0 != ":" })
    }
}
