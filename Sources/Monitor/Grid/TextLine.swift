package import Themes

/// One line of text whose parts have looks of their own.
package struct TextLine: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package var text: String
        package var key: ThemeKey
    }

    package private(set) var parts: [Part] = []

    package init() {}
    package init(_ text: String, _ key: ThemeKey = .text) { add(text, key) }

    package mutating func add(_ text: String, _ key: ThemeKey = .text) { parts.append(Part(text: text, key: key)) }

    package func adding(_ text: String, _ key: ThemeKey = .text) -> TextLine {
        var line = self
        line.add(text, key)
        return line
    }

    /// Cells that it takes in these glyphs.
    package func width(_ glyphs: Glyphs) -> Int {
        parts.reduce(0) { $0 + DisplayWidth.of(glyphs.reduced(DisplayWidth.displayable($1.text.singleLine))) }
    }

    /// Returns the column after it.
    @discardableResult
    package func draw(x: Int = 0, y: Int, on canvas: inout Canvas) -> Int {
        parts.reduce(x) { canvas.write($1.text, x: $0, y: y, style: canvas.theme[$1.key]) }
    }
}
