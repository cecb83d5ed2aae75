import Themes

/// A watched plan, as its list shows it.
package struct PlanEntry: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable { case current, stale, running, failed, invalid }

    /// For people; of one watch each another.
    package var name: String
    package var state: State
    /// What is wrong with its file, as `file:line:column: error: …`.
    package var problem: String?

    package init(name: String, state: State, problem: String? = nil) {
        self.name = name
        self.state = state
        self.problem = problem
    }
}

/// How a plan's state looks: a glyph, and a key of the theme.
struct PlanLook {
    let glyph: Unicode.Scalar
    let key: ThemeKey

    init(_ state: PlanEntry.State, _ glyphs: Glyphs) {
        let unicode = glyphs.isUnicode
        switch state {
        case .current: (glyph, key) = (unicode ? "✔" : "+", .stepDone)
        case .stale: (glyph, key) = (unicode ? "○" : "o", .stepReady)
        case .running: (glyph, key) = (unicode ? "▶" : ">", .stepRunning)
        case .failed: (glyph, key) = (unicode ? "✖" : "X", .stepFailed)
        case .invalid: (glyph, key) = (unicode ? "!" : "!", .error)
        }
    }
}
