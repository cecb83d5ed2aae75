/// Splits feature names as the grammar of names says. Text in backticks is taken as it is and never split.
package enum FeatureName {
    /// A name that ends in an operation: `head` + `__` + `operation`.
    package struct Operation {
        package var head: Substring
        package var operation: Substring
    }

    /// `a.b` as scope and column; the scope nil where there is none. Backticks are taken off both.
    package struct Column {
        package var scope: String?
        package var name: String
        /// Whether the column's name stood in backticks.
        package var isQuoted: Bool
    }

    /// Splits at the last `__`; nil where there is none, or where a side would be empty.
    package static func splitOperation(_ text: Substring) -> Operation? {
        let bytes = text.utf8
        var index = bytes.endIndex
        var quoted = false
        var laterIsUnderscore = false
        while index > bytes.startIndex {
            index = bytes.index(before: index)
            let byte = bytes[index]
            if byte == UInt8(ascii: "`") { quoted.toggle() }
            if !quoted, byte == UInt8(ascii: "_"), laterIsUnderscore {
                let after = bytes.index(index, offsetBy: 2)
                guard index > bytes.startIndex, after < bytes.endIndex else { return nil }
                return Operation(head: text[..<index], operation: text[after...])
            }
            laterIsUnderscore = !quoted && byte == UInt8(ascii: "_")
        }
        return nil
    }

    /// Splits `family~suffix` at the last `~`; backticks around the suffix are taken off.
    package static func splitMember(_ text: Substring) -> (family: Substring, suffix: String)? {
        guard let mark = lastIndex(of: "~", in: text), mark > text.startIndex else { return nil }
        let suffix = text[text.index(after: mark)...]
        return suffix.isEmpty ? nil : (text[..<mark], unquoted(suffix).text)
    }

    /// The pieces of `text` between `separator`s, outside backticks.
    package static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var quoted = false
        for index in text.indices {
            if text[index] == "`" { quoted.toggle() }
            if !quoted, text[index] == separator {
                pieces.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        pieces.append(text[start...])
        return pieces
    }

    /// Reads `column`, `scope.column`, and both with backticks around either part.
    package static func column(_ text: Substring) -> Column {
        var quoted = false
        let bytes = text.utf8
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "`") { quoted.toggle() }
            if !quoted, bytes[index] == UInt8(ascii: "."), index > bytes.startIndex {
                let name = unquoted(text[bytes.index(after: index)...])
                return Column(scope: unquoted(text[..<index]).text, name: name.text, isQuoted: name.isQuoted)
            }
            index = bytes.index(after: index)
        }
        let name = unquoted(text)
        return Column(scope: nil, name: name.text, isQuoted: name.isQuoted)
    }

    /// The columns at the bottom of a name, whatever operations stand over them.
    package static func columns(in name: Substring) -> [Column] {
        let inputs = split(name, at: "&").flatMap { split($0, at: ",") }
        if inputs.count > 1 { return inputs.flatMap(columns) }
        if let operation = splitOperation(name) { return columns(in: operation.head) }
        return [column(splitMember(name)?.family ?? name)]
    }

    /// Whether a column's name must stand in backticks to be asked for.
    package static func needsQuotes(_ column: String) -> Bool {
        column.contains("__") || column.contains { ".&,~`".contains($0) }
    }

    private static func unquoted(_ text: Substring) -> (text: String, isQuoted: Bool) {
        if text.utf8.count >= 2, text.first == "`", text.last == "`" {
            return (String(text.dropFirst().dropLast()), true)
        }
        return (String(text), false)
    }

    private static func lastIndex(of mark: Character, in text: Substring) -> Substring.Index? {
        var quoted = false
        var found: Substring.Index?
        for index in text.indices {
            if text[index] == "`" { quoted.toggle() }
            if !quoted, text[index] == mark { found = index }
        }
        return found
    }
}
