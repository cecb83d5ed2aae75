package import Plan

/// One theme file, decoded: what it says itself, without what it inherits. Names of the palette are not looked up yet, as a theme
/// that inherits this one may give them other colours.
package struct ThemeDefinition: Sendable {
    /// What the theme is called: its file's name without `.toml`.
    package var name: String
    /// As the user knows it.
    package var path: String
    package var meta: ThemeMeta
    package var inherits: Located<String>?
    /// Nil for a colour that is wrong, which is among the problems.
    var palette: [String: ThemeColor?]
    var styles: [ThemeKey: StyleRule]
    /// What is wrong with it, in the order of the file.
    package var problems: [Diagnostic]
}

/// What a theme says of itself.
package struct ThemeMeta: Sendable, Hashable {
    /// Which kind of terminal it is for.
    package enum Appearance: String, Sendable, CaseIterable { case dark, light, any }

    package var author: String?
    package var license: String?
    package var appearance = Appearance.any

    package init() {}
}

/// The value of a key in a theme file.
struct StyleRule: Sendable {
    /// Nil where it says nothing of it, which leaves it to what the key falls back to.
    var foreground: ColorRule?
    var background: ColorRule?
    var modifiers: Style.Modifiers?
}

/// What a style says of one of its colours; one of the two is there.
struct ColorRule: Sendable {
    enum Reference: Sendable {
        case standard
        case exact(RGB)
        case palette(String)
        /// One that is wrong, which is among the problems.
        case broken
    }

    var color: Reference?
    var ansi16: PaletteColor?
    var position: SourcePosition
}
