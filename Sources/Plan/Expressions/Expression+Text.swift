extension Expression: CustomStringConvertible {
    /// The text with columns as `$0`, `$1`, …; for messages of callers that know no names.
    package var description: String { text { "$\($0)" } }

    /// The canonical text, with `references` as the columns' names: lower case, single spaces, no needless parentheses.
    package func text(references: [String]) -> String {
        text { references.indices.contains($0) ? references[$0] : "$\($0)" }
    }

    private func text(_ name: (Int) -> String) -> String {
        var text = ""
        write(into: &text, name)
        return text
    }

    /// How tightly an operation binds; an operand that binds no tighter than its place asks for stands in parentheses.
    private enum Precedence: Int, Comparable {
        case or = 1
        case and, not, predicate, concatenation, sum, product, sign, primary

        static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
    }

    private var precedence: Precedence {
        switch operation {
        case .or: .or
        case .and: .and
        case .not: operands[0].isNegatable ? .predicate : .not
        case .compare, .between, .inList, .like, .isNull: .predicate
        case .arithmetic(let operation): operation == .add || operation == .subtract ? .sum : .product
        case .negate: .sign
        case .literal, .reference, .call, .choose, .cast: .primary
        }
    }

    /// Whether its negation has a form of its own, such as `is not null`.
    private var isNegatable: Bool {
        switch operation {
        case .between, .inList, .like, .isNull: true
        default: false
        }
    }

    private func write(into text: inout String, _ name: (Int) -> String, above limit: Precedence) {
        guard precedence <= limit else { return write(into: &text, name) }
        text += "("
        write(into: &text, name)
        text += ")"
    }

    private func write(into text: inout String, _ name: (Int) -> String) {
        switch operation {
        case .literal(let value): text += value.description
        case .reference(let index): text += name(index)
        case .not:
            if operands[0].isNegatable { return operands[0].writePredicate(into: &text, name, negated: true) }
            text += "not "
            // `not not a` reads well enough without parentheses.
            operands[0].write(into: &text, name, above: .and)
        case .negate:
            text += "-"
            // A number right behind the minus would be read as a negative number, two minuses as a comment in SQL.
            let isNumber = operands[0].literalValue?.isNumber == true
            operands[0].write(into: &text, name, above: isNumber ? .primary : .sign)
        case .and, .or:
            for (index, operand) in operands.enumerated() {
                if index > 0 { text += operation == .and ? " and " : " or " }
                operand.write(into: &text, name, above: operation == .and ? .and : .or)
            }
        case .compare(let comparison):
            operands[0].write(into: &text, name, above: .predicate)
            text += " \(comparison.rawValue) "
            operands[1].write(into: &text, name, above: .predicate)
        case .arithmetic(let operation):
            let isSum = operation == .add || operation == .subtract
            operands[0].write(into: &text, name, above: isSum ? .concatenation : .sum)
            text += " \(operation.rawValue) "
            operands[1].write(into: &text, name, above: isSum ? .sum : .product)
        case .between, .inList, .like, .isNull: writePredicate(into: &text, name, negated: false)
        case .call(let function):
            text += function.rawValue
            writeList(operands, into: &text, name)
        case .choose(let hasOperand, let hasOtherwise):
            writeChoice(hasOperand, hasOtherwise, into: &text, name)
        case .cast(let type, let isTry):
            text += isTry ? "try_cast(" : "cast("
            operands[0].write(into: &text, name)
            text += " as \(type))"
        }
    }

    private func writePredicate(into text: inout String, _ name: (Int) -> String, negated: Bool) {
        operands[0].write(into: &text, name, above: .predicate)
        let not = negated ? "not " : ""
        switch operation {
        case .isNull: text += " is \(not)null"
        case .between:
            text += " \(not)between "
            operands[1].write(into: &text, name, above: .predicate)
            text += " and "
            operands[2].write(into: &text, name, above: .predicate)
        case .like:
            text += " \(not)like "
            operands[1].write(into: &text, name, above: .predicate)
        default:
            text += " \(not)in "
            writeList(operands.dropFirst(), into: &text, name)
        }
    }

    private func writeList(_ items: some Sequence<Expression>, into text: inout String, _ name: (Int) -> String) {
        text += "("
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            item.write(into: &text, name)
        }
        text += ")"
    }

    private func writeChoice(
        _ hasOperand: Bool, _ hasOtherwise: Bool, into text: inout String, _ name: (Int) -> String
    ) {
        text += "case"
        var rest = operands[...]
        if hasOperand {
            text += " "
            rest.removeFirst().write(into: &text, name)
        }
        while rest.count >= 2 {
            text += " when "
            rest.removeFirst().write(into: &text, name)
            text += " then "
            rest.removeFirst().write(into: &text, name)
        }
        if hasOtherwise, let otherwise = rest.first {
            text += " else "
            otherwise.write(into: &text, name)
        }
        text += " end"
    }
}

extension Expression.Literal: CustomStringConvertible {
    /// As an expression writes it. NaN and the infinities, for which there is no literal, are casts of their names.
    package var description: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): number.isFinite ? String(number) : "cast('\(number)' as float64)"
        case .string(let text): quoted(text)
        case .timestamp(let microseconds): "timestamp '\(TemporalText.text(microseconds: microseconds))'"
        case .date(let days): "date '\(TemporalText.text(days: Int64(days)))'"
        }
    }

    /// By scalars, since a quote with a combining mark is one Character.
    private func quoted(_ text: String) -> String {
        var quoted = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" { quoted += "'" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "'"
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .int, .double: true
        default: false
        }
    }
}
