package import Themes

/// A line of text in pieces, each with its key of the theme.
package struct StyledLine: Sendable, Hashable {
    package struct Piece: Sendable, Hashable {
        package var text: String
        package var key: ThemeKey
    }

    package var pieces: [Piece] = []
    /// The step that the line speaks of: where Enter leads.
    package var step: Int32?

    package init(_ text: String = "", _ key: ThemeKey = .text) {
        if !text.isEmpty { pieces = [Piece(text: text, key: key)] }
    }

    package func then(_ text: String, _ key: ThemeKey = .text) -> StyledLine {
        var line = self
        line.pieces.append(Piece(text: text, key: key))
        return line
    }

    package func draw(on canvas: inout Canvas, x: Int, y: Int) {
        var x = x
        for piece in pieces { x = canvas.write(piece.text, x: x, y: y, style: canvas.theme[piece.key]) }
    }
}
