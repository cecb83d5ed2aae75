package import Themes

/// Draws on a grid within an area, whose top left corner is (0, 0); what lies outside is left out.
package struct Canvas {
    package private(set) var grid: Grid
    private var area: Rectangle
    package let theme: Theme
    package let glyphs: Glyphs

    package init(size: Size, theme: Theme, glyphs: Glyphs) {
        grid = Grid(size: size, style: theme[.text])
        area = Rectangle(x: 0, y: 0, width: size.width, height: size.height)
        self.theme = theme
        self.glyphs = glyphs
    }

    package var width: Int { area.width }
    package var height: Int { area.height }
    package var size: Size { area.size }

    /// Draws within a part of the area.
    package mutating func inside(_ part: Rectangle, _ draw: (inout Canvas) -> Void) {
        let outer = area
        area = outer.clipping(
            Rectangle(x: outer.x + part.x, y: outer.y + part.y, width: part.width, height: part.height))
        draw(&self)
        area = outer
    }

    /// Writes text from (x, y) rightwards in one line. Control characters are shown escaped; joiners and emoji modifiers are left
    /// out. A style without a background takes that of the cell.
    ///
    /// - Parameter limit: cells it may take, with `…` at the end of what is cut; nil: up to the area's end.
    /// - Returns: the column after the text.
    @discardableResult
    package mutating func write(
        _ text: String, x: Int, y: Int, style: Style, limit: Int? = nil
    ) -> Int {
        let room = min(limit ?? .max, width - x)
        guard room > 0, y >= 0, y < height else { return x }
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            let count = text.utf8.count
            var column = x
            for byte in text.utf8.prefix(count > room ? room - 1 : count) {
                put(Unicode.Scalar(byte), width: 1, x: column, y: y, style: style)
                column += 1
            }
            if count > room {
                put(glyphs.ellipsis, width: 1, x: column, y: y, style: style)
                column += 1
            }
            return column
        }
        let clean = glyphs.reduced(DisplayWidth.displayable(text.singleLine))
        let fitting = DisplayWidth.of(clean) > room ? glyphs.reduced(DisplayWidth.truncate(clean, to: room)) : clean
        var column = x
        for scalar in fitting.unicodeScalars {
            let width = DisplayWidth.of(scalar)
            if width == 0 {
                // What has no look, as marks of direction have none, has no place; nor a mark with nothing before it.
                guard column > x, scalar.properties.generalCategory != .format else { continue }
                grid.mark(scalar, before: area.x + column, y: area.y + y, clip: area)
            } else {
                put(scalar, width: width, x: column, y: y, style: style)
                column += width
            }
        }
        return column
    }

    /// Writes text that ends before column `end`.
    package mutating func write(_ text: String, endingAt end: Int, y: Int, style: Style) {
        let width = DisplayWidth.of(glyphs.reduced(DisplayWidth.displayable(text.singleLine)))
        write(text, x: max(0, end - width), y: y, style: style)
    }

    /// One character of one cell.
    package mutating func put(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) {
        put(scalar, width: 1, x: x, y: y, style: style)
    }

    /// Gives cells a style and blanks them.
    package mutating func fill(_ part: Rectangle, style: Style) {
        for y in part.y..<part.y + part.height {
            for x in part.x..<part.x + part.width { put(" ", x: x, y: y, style: style) }
        }
    }

    /// Lays a style under a row's text: the selection, a search's match.
    package mutating func highlight(_ part: Rectangle, style: Style) {
        let clip = area.clipping(
            Rectangle(x: area.x + part.x, y: area.y + part.y, width: part.width, height: part.height))
        for y in clip.y..<clip.y + clip.height {
            for x in clip.x..<clip.x + clip.width {
                var cell = grid[x, y]
                cell.style = Style(
                    foreground: style.foreground == .standard ? cell.style.foreground : style.foreground,
                    background: style.background == .standard ? cell.style.background : style.background,
                    modifiers: cell.style.modifiers.union(style.modifiers))
                grid[x, y] = cell
            }
        }
    }

    /// A horizontal line.
    package mutating func rule(y: Int, style: Style, from: Int = 0, to: Int? = nil) {
        guard from < (to ?? width) else { return }
        for x in from..<(to ?? width) { put(glyphs.horizontal, x: x, y: y, style: style) }
    }

    private mutating func put(_ scalar: Unicode.Scalar, width: Int, x: Int, y: Int, style: Style) {
        let (column, row) = (area.x + x, area.y + y)
        guard row >= area.y, row < area.y + area.height, column >= area.x, column + width <= area.x + area.width else {
            return
        }
        var style = style
        if style.background == .standard { style.background = grid[column, row].style.background }
        grid.put(scalar, width: width, x: column, y: row, style: style, clip: area)
    }
}
