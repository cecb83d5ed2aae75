/// How many colours a terminal shows, as far as themes tell them apart.
package enum ColorDepth: String, Sendable, CaseIterable {
    /// None: weight, underline and reverse video alone.
    case mono
    /// The sixteen of the user's palette.
    case ansi16
    /// xterm's cube and greys too.
    case indexed256

    /// What a terminal can show.
    ///
    /// - Parameters:
    ///   - colorCount: how many colours it says it has, such as terminfo's `max_colors`. From eight on it counts as one of sixteen:
    ///     the terminal shows the bright ones (8 to 15) as bold ones of the first eight, or as those.
    ///   - noColor: whether the user wants none (`NO_COLOR` is set and not empty, no-color.org).
    package static func of(colorCount: Int, noColor: Bool) -> ColorDepth {
        if noColor || colorCount < 8 { return .mono }
        return colorCount < 256 ? .ansi16 : .indexed256
    }
}
