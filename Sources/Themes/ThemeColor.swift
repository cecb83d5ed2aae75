/// A colour as a theme gives it: what it is at full colour, and on terminals of sixteen.
package struct ThemeColor: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        /// The terminal's own.
        case standard
        case exact(RGB)
        /// One of the user's sixteen, however many colours there are.
        case basic(PaletteColor)
    }

    package var value: Value
    /// What stands for it on a terminal of sixteen colours; nil: what is nearest.
    package var ansi16: PaletteColor?

    package init(_ value: Value, ansi16: PaletteColor? = nil) {
        self.value = value
        self.ansi16 = ansi16
    }

    /// Nil where the colour is the user's own.
    package var rgb: RGB? {
        if case .exact(let rgb) = value { rgb } else { nil }
    }

    package func at(_ depth: ColorDepth) -> PaletteColor {
        switch (depth, value) {
        case (.mono, _): .standard
        case (.ansi16, _) where ansi16 != nil: ansi16 ?? .standard
        case (_, .standard): .standard
        case (_, .basic(let color)): color
        case (.ansi16, .exact(let rgb)): XtermPalette.nearestBasic(to: rgb)
        case (.indexed256, .exact(let rgb)): XtermPalette.nearestIndexed(to: rgb)
        }
    }
}
