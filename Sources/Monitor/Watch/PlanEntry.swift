package import Plan
import Themes

/// A watched plan, as its list shows it.
package struct PlanEntry: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable { case current, stale, running, failed, invalid }

    /// For people; of one watch each another.
    package var name: String
    package var state: State
    /// Its path.
    package var file: String
    /// What is wrong with its file, as it was saved last.
    package var problem: Diagnostic?

    package init(name: String, state: State, file: String, problem: Diagnostic? = nil) {
        self.name = name
        self.state = state
        self.file = file
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
