/// How a cell of the terminal looks: colours of the terminal's palette and modifiers. What a theme's value comes to on a terminal
/// of a given colour depth.
package struct Style: Sendable, Hashable {
    package var foreground: PaletteColor
    package var background: PaletteColor
    package var modifiers: Modifiers

    package init(
        foreground: PaletteColor = .standard, background: PaletteColor = .standard, modifiers: Modifiers = []
    ) {
        self.foreground = foreground
        self.background = background
        self.modifiers = modifiers
    }

    /// The terminal's own colours, unmodified.
    package static let plain = Style()

    /// This style on the ground of another: the other's background where this one has none of its own, and the modifiers of both.
    package func on(_ ground: Style) -> Style {
        Style(
            foreground: foreground == .standard ? ground.foreground : foreground,
            background: background == .standard ? ground.background : background,
            modifiers: modifiers.union(ground.modifiers))
    }

    package struct Modifiers: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let bold = Modifiers(rawValue: 1)
        package static let dim = Modifiers(rawValue: 2)
        package static let italic = Modifiers(rawValue: 4)
        package static let underline = Modifiers(rawValue: 8)
        package static let reverse = Modifiers(rawValue: 16)

        /// Each by the name that themes have for it.
        package static let named: [(name: String, modifiers: Modifiers)] = [
            ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
        ]
    }
}

/// A colour of the terminal's palette: an index from 0 to 255, or the terminal's own default. Indices 0 to 15 are the user's, the
/// others are xterm's cube and greys.
package struct PaletteColor: Sendable, Hashable {
    /// -1: the terminal's default.
    package let index: Int16

    package init(_ index: UInt8) { self.index = Int16(index) }
    private init(default: Void) { index = -1 }

    package static let standard = PaletteColor(default: ())
}
