package import Themes

/// How a step's phase looks everywhere: a glyph, a word and a key of the theme.
package struct StepLook: Sendable {
    package let glyph: Unicode.Scalar
    package let word: String
    package let key: ThemeKey

    /// - Parameter warns: it is a check that does not hold and only warns.
    package init(_ phase: StepRecord.Phase, _ glyphs: Glyphs, warns: Bool = false) {
        let unicode = glyphs.isUnicode
        if warns && phase == .finished {
            (glyph, word, key) = ("!", "warns", .warning)
            return
        }
        switch phase {
        case .waiting: (glyph, word, key) = (unicode ? "·" : ".", "waiting", .stepWaiting)
        case .ready: (glyph, word, key) = (unicode ? "○" : "o", "ready", .stepReady)
        case .running: (glyph, word, key) = (unicode ? "▶" : ">", "running", .stepRunning)
        case .retrying: (glyph, word, key) = (unicode ? "↻" : "r", "retrying", .stepReady)
        case .finished: (glyph, word, key) = (unicode ? "✔" : "+", "done", .stepDone)
        case .cached: (glyph, word, key) = (unicode ? "≡" : "=", "cached", .stepCached)
        case .failed: (glyph, word, key) = (unicode ? "✖" : "X", "failed", .stepFailed)
        case .cancelled: (glyph, word, key) = (unicode ? "⊘" : "c", "cancelled", .stepCancelled)
        case .skipped: (glyph, word, key) = (unicode ? "⤼" : "s", "skipped", .stepSkipped)
        }
    }
}
