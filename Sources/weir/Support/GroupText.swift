import Monitor
import Plan

/// The documentation of feature groups as text.
enum GroupText {
    /// A line a group: name, grammar, the first sentence of what it is for.
    static func list(_ groups: [GroupDocumentation]) -> String {
        TextTable.of(groups.map { [$0.name, $0.grammar, firstSentence($0.summary)] })
            + "\n'weir groups NAME' explains one: operations, options, nulls, an example.\n"
    }

    private static func firstSentence(_ text: String) -> String {
        text.firstRange(of: ". ").map { String(text[..<$0.lowerBound]) + "." } ?? text
    }

    /// All of one group.
    static func page(_ group: GroupDocumentation) -> String {
        var text = "\(group.title) (\(group.name))\n\n\(group.summary)\n\nGrammar:    \(group.grammar)\n"
        text +=
            "Frameworks: \(group.frameworks.map(\.description).joined(separator: ", "))\nNulls:      \(group.nulls)\n"
        if !group.operations.isEmpty {
            text += "\nOperations\n" + indented(TextTable.of(group.operations.map { [$0.name, $0.summary] }))
        }
        if !group.options.isEmpty {
            let rows = group.options.map {
                [$0.name, $0.type, $0.defaultValue.map { "default \($0)" } ?? "required", $0.summary]
            }
            text += "\nOptions\n" + indented(TextTable.of(rows))
        }
        text += "\nExample\n  \(group.example.feature)\n\n"
        text += indented(sideBySide(group.example.input, group.example.output))
        return text
    }

    /// Two texts beside each other with an arrow between their first lines.
    private static func sideBySide(_ left: String, _ right: String) -> String {
        let left = lines(left)
        let right = lines(right)
        return TextTable.of(
            (0..<max(left.count, right.count)).map { index in
                let arrow = index == 0 ? "→" : " "
                let other = index < right.count ? "\(arrow) \(right[index])" : ""
                return other.isEmpty ? [left[index]] : [index < left.count ? left[index] : "", other]
            })
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func indented(_ text: String) -> String {
        lines(text).map { $0.allSatisfy { $0 == " " } ? "\n" : "  \($0)\n" }.joined()
    }
}
