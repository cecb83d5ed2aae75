/// The parameters of a plan: `params:` of the file, overridden by the command line.
struct ParameterTable {
    /// The text of a scalar and whether its type follows from it, as a plain scalar's does.
    struct Value {
        var text: String
        var isTyped: Bool
    }

    /// What a scalar's text becomes.
    enum Expansion {
        case value(Value)
        /// One message for each thing wrong.
        case problems([String])
    }

    private(set) var values: [String: Value] = [:]

    mutating func set(_ name: String, to value: Value) { values[name] = value }

    /// Replaces every `${NAME}` in `text`; `$${` stands for the characters `${`. A text that is nothing but one
    /// `${NAME}` takes the parameter's type too, any other is text. What a parameter holds is not expanded again.
    ///
    /// - Parameters:
    ///   - keepsUnknown: whether what names no parameter stays as it is, rather than being an error.
    ///   - hint: the nearest parameter's name, as a clause that ends a message.
    func expand(_ text: String, isTyped: Bool, keepsUnknown: Bool = false, hint: (String) -> String) -> Expansion {
        guard text.utf8.contains(UInt8(ascii: "$")), text.contains("${") else {
            return .value(Value(text: text, isTyped: isTyped))
        }
        var result = ""
        var problems: [String] = []
        var only: Value?
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    problems.append("'${' is not closed with '}'; write '$${' for the characters themselves")
                    break
                }
                let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
                if let value = values[name] {
                    result += value.text
                    only = value
                } else if keepsUnknown, SecretReference.isName(name) {
                    result += "${\(name)}"
                } else {
                    problems.append(unknown(name, hint: hint))
                }
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        guard problems.isEmpty else { return .problems(problems) }
        let isWhole = text.hasPrefix("${") && text.firstIndex(of: "}") == text.index(before: text.endIndex)
        if isWhole, let only { return .value(only) }
        return .value(Value(text: result + rest, isTyped: false))
    }

    private func unknown(_ name: String, hint: (String) -> String) -> String {
        if name.isEmpty { return "'${}' names no parameter; write '$${' for the characters themselves" }
        let suggestion = hint(name)
        return "unknown parameter '\(name)'"
            + (suggestion.isEmpty
                ? "; add it under 'params', or write '$${' for the characters themselves" : suggestion)
    }
}
