import Themes

/// The border of a node: that of the focus is double, or of `#` in ASCII, so that it is seen without colour.
struct NodeFrame {
    let isFocus: Bool
    let glyphs: Glyphs

    /// Of one row: its two sides. Of three: all around. Where a line comes in or goes out, the side joins it.
    func draw(_ place: Rectangle, ports: (left: Bool, right: Bool), style: Style, on canvas: inout Canvas) {
        let (left, right) = (place.x, place.x + place.width - 1)
        let middle = place.y + place.height / 2
        if place.height > 1 {
            let bottom = place.y + place.height - 1
            for x in left + 1..<max(left + 1, right) {
                canvas.put(horizontal, x: x, y: place.y, style: style)
                canvas.put(horizontal, x: x, y: bottom, style: style)
            }
            let corners = corners
            canvas.put(corners[0], x: left, y: place.y, style: style)
            canvas.put(corners[1], x: right, y: place.y, style: style)
            canvas.put(corners[2], x: left, y: bottom, style: style)
            canvas.put(corners[3], x: right, y: bottom, style: style)
        }
        canvas.put(side(isPort: ports.left, isLeft: true), x: left, y: middle, style: style)
        canvas.put(side(isPort: ports.right, isLeft: false), x: right, y: middle, style: style)
    }

    private var horizontal: Unicode.Scalar { isFocus ? (glyphs.isUnicode ? "═" : "#") : glyphs.horizontal }

    private var corners: [Unicode.Scalar] {
        guard isFocus else {
            return [
                glyphs.cornerTopLeft, glyphs.cornerTopRight, glyphs.cornerBottomLeft, glyphs.cornerBottomRight,
            ]
        }
        return glyphs.isUnicode ? ["╔", "╗", "╚", "╝"] : ["#", "#", "#", "#"]
    }

    private func side(isPort: Bool, isLeft: Bool) -> Unicode.Scalar {
        guard glyphs.isUnicode else { return isFocus ? "#" : isLeft ? "[" : "]" }
        switch (isFocus, isPort, isLeft) {
        case (false, false, _): return "│"
        case (false, true, true): return "┤"
        case (false, true, false): return "├"
        case (true, false, _): return "║"
        case (true, true, true): return "╢"
        case (true, true, false): return "╟"
        }
    }
}
