import Plan

/// The characters of the monitor: with line drawing and symbols of one cell each, or in ASCII for terminals and locales that have
/// nothing else. State is told by them, never by colour alone.
package struct Glyphs: Sendable {
    package let isUnicode: Bool

    package static let unicode = Glyphs(isUnicode: true)
    package static let ascii = Glyphs(isUnicode: false)

    package var ellipsis: Unicode.Scalar { isUnicode ? "…" : "~" }
    package var horizontal: Unicode.Scalar { isUnicode ? "─" : "-" }
    package var vertical: Unicode.Scalar { isUnicode ? "│" : "|" }
    package var cornerTopLeft: Unicode.Scalar { isUnicode ? "╭" : "+" }
    package var cornerTopRight: Unicode.Scalar { isUnicode ? "╮" : "+" }
    package var cornerBottomLeft: Unicode.Scalar { isUnicode ? "╰" : "+" }
    package var cornerBottomRight: Unicode.Scalar { isUnicode ? "╯" : "+" }
    package var full: Unicode.Scalar { isUnicode ? "█" : "#" }
    package var rest: Unicode.Scalar { isUnicode ? "░" : "." }
    package var critical: Unicode.Scalar { isUnicode ? "◆" : "!" }
    package var arrowRight: Unicode.Scalar { isUnicode ? "→" : ">" }
    package var arrowDown: Unicode.Scalar { isUnicode ? "↓" : "v" }
    package var arrowUp: Unicode.Scalar { isUnicode ? "↑" : "^" }
    package var pointer: Unicode.Scalar { isUnicode ? "▶" : ">" }
    package var paused: String { isUnicode ? "⏸" : "||" }
    package var breakpoint: Unicode.Scalar { isUnicode ? "●" : "*" }
    package var branch: String { isUnicode ? "├─" : "|-" }
    package var lastBranch: String { isUnicode ? "└─" : "`-" }
    package var trunk: String { isUnicode ? "│ " : "| " }
    package var between: String { isUnicode ? " · " : " - " }

    /// Eight heights from an eighth to full; in ASCII fewer that can be told apart.
    package var bars: [Unicode.Scalar] {
        isUnicode ? ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : ["_", "_", ".", "-", "-", "=", "#", "#"]
    }

    /// The text in what the terminal can show: in ASCII, characters that it lacks become `?`, but for a few that have a likeness.
    package func reduced(_ text: String) -> String {
        guard !isUnicode, text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x80 else {
                result.unicodeScalars.append(scalar)
                continue
            }
            switch scalar {
            case "…": result += "~"
            case "→", "⟶": result += ">"
            case "←": result += "<"
            case "′": result += "'"
            case "·", "•": result += "."
            case "–", "—": result += "-"
            case "×": result += "x"
            case "µ": result += "u"
            case "“", "”": result += "\""
            case "‘", "’": result += "'"
            default:
                result +=
                    LinkDeclaration.Join.likeness(of: scalar)
                    ?? String(repeating: "?", count: DisplayWidth.of(scalar))
            }
        }
        return result
    }
}
