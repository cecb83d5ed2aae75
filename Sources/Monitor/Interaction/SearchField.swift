import Themes

/// A line in which a search is typed.
package struct SearchField: Sendable, Hashable {
    package private(set) var text = ""
    /// Whether keys go into it.
    package private(set) var isTyping = false

    package init() {}

    package var isShown: Bool { isTyping || !text.isEmpty }

    package mutating func begin() { isTyping = true }

    package mutating func clear() {
        text = ""
        isTyping = false
    }

    /// Returns whether the key was one of typing; keys of moving are not.
    package mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): text.append(character)
        case .backspace where text.isEmpty, .escape: clear()
        case .backspace, .delete: text.removeLast(text.isEmpty ? 0 : 1)
        case .control("u"): text = ""
        case .control("w"): text = String(text.reversed().drop { $0 == " " }.drop { $0 != " " }.reversed())
        case .enter:
            isTyping = false
        default: return false
        }
        return true
    }

    /// Draws `/text` with a block where the next character goes.
    package func draw(on canvas: inout Canvas, y: Int, found: String) {
        let style = canvas.theme[.match]
        let end = canvas.write("/" + text, x: 0, y: y, style: style)
        if isTyping, end < canvas.width { canvas.put(canvas.glyphs.full, x: end, y: y, style: style) }
        canvas.write(found, x: min(end + 2, canvas.width), y: y, style: canvas.theme[.textMuted])
    }
}
