import Themes

extension Grid {
    /// The rows as text with the colours of ECMA-48 (SGR) and xterm's 256; what is blank and unstyled at a row's end is left out.
    package var ansiLines: [String] {
        (0..<size.height).map { y in
            var end = size.width
            while end > 0, self[end - 1, y] == Cell() { end -= 1 }
            var line = ""
            var style = Style.plain
            for x in 0..<end {
                let cell = self[x, y]
                guard cell.scalar != 0, let scalar = Unicode.Scalar(cell.scalar) else { continue }
                if cell.style != style {
                    style = cell.style
                    line += "\u{1B}[\(style.sgr)m"
                }
                line.unicodeScalars.append(scalar)
                if cell.mark != 0, let mark = Unicode.Scalar(cell.mark) { line.unicodeScalars.append(mark) }
            }
            return style == .plain ? line : line + "\u{1B}[0m"
        }
    }
}

extension Style {
    /// The parameters of SGR that give this style, whatever held before.
    fileprivate var sgr: String {
        var parameters = ["0"]
        for (modifier, number) in [
            (Modifiers.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
        ] where modifiers.contains(modifier) { parameters.append(number) }
        if let color = Self.color(foreground, base: 30) { parameters.append(color) }
        if let color = Self.color(background, base: 40) { parameters.append(color) }
        return parameters.joined(separator: ";")
    }

    private static func color(_ color: PaletteColor, base: Int) -> String? {
        switch color.index {
        case 0..<8: "\(base + Int(color.index))"
        case 8..<16: "\(base + 60 + Int(color.index) - 8)"
        case 16...: "\(base + 8);5;\(color.index)"
        default: nil
        }
    }
}
