package import Themes

/// How the residency of data looks everywhere: a glyph of one cell, a word and a key of the theme.
package struct ResidencyLook: Sendable {
    package let glyph: Unicode.Scalar
    package let word: String
    package let key: ThemeKey

    package init(_ residency: DataModel.Residency, _ glyphs: Glyphs) {
        let unicode = glyphs.isUnicode
        switch residency {
        case .absent: (glyph, word, key) = (unicode ? "·" : ".", "absent", .dataAbsent)
        case .live: (glyph, word, key) = (unicode ? "■" : "#", "live", .dataLive)
        case .shared: (glyph, word, key) = (unicode ? "▣" : "&", "shared", .dataShared)
        case .spilled: (glyph, word, key) = (unicode ? "▤" : "@", "spilled", .dataSpilled)
        case .dropped: (glyph, word, key) = (unicode ? "□" : "x", "dropped", .dataDropped)
        }
    }
}
