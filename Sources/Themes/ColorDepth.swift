/// How many colours a terminal shows, as far as themes tell them apart.
package enum ColorDepth: String, Sendable, CaseIterable {
    /// None: weight, underline and reverse video alone.
    case mono
    /// The sixteen of the user's palette.
    case ansi16
    /// xterm's cube and greys too.
    case indexed256
}
