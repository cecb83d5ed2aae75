import Plan
import Themes

/// The theme that all monitors of a terminal show: one to choose, and its files, which may be saved while it is shown. What cannot be
/// read leaves the theme as it was. One thread's own, the terminal's.
package final class ThemeStage {
    let shelf: ThemeShelf
    private(set) var name: String
    /// What is wrong with the theme's files, as they were saved last; nil: nothing.
    private(set) var problem: Diagnostic?
    private(set) var theme = Theme.plain
    private let changes: ThemeChanges
    private var depth: ColorDepth?
    /// When to read the files again: a burst of changes has then ended. Monotonic nanoseconds.
    private var reloadTime: UInt64?
    /// By when, whatever changes until then.
    private var lastReloadTime: UInt64 = 0

    /// A file that is written in pieces is not read before its last: nanoseconds without a change, and at most.
    private static let (quiet, longest): (UInt64, UInt64) = (50_000_000, 1_000_000_000)

    /// - Parameters:
    ///   - name: of the theme to begin with, among the shelf's.
    ///   - changes: where others say that files have changed.
    package init(_ shelf: ThemeShelf, name: String, changes: ThemeChanges = ThemeChanges()) {
        self.shelf = shelf
        self.name = name
        self.changes = changes
    }

    /// The theme on a terminal of this depth.
    func theme(at depth: ColorDepth) -> Theme {
        if self.depth != depth {
            self.depth = depth
            load()
        }
        return theme
    }

    func choose(_ name: String) {
        self.name = name
        load()
    }

    /// Reads the files again if they have changed.
    ///
    /// - Returns: whether the theme, or what is wrong with it, is another now.
    func update(at now: UInt64) -> Bool {
        if changes.take() {
            if reloadTime == nil { lastReloadTime = now + Self.longest }
            reloadTime = min(now + Self.quiet, lastReloadTime)
        }
        guard let time = reloadTime, time <= now else { return false }
        reloadTime = nil
        return load()
    }

    /// When `update` has something to do.
    var nextTick: UInt64? { reloadTime }

    @discardableResult
    private func load() -> Bool {
        guard let depth else { return false }
        let (oldTheme, oldProblem) = (theme, problem)
        do throws(ThemeError) {
            theme = try shelf.load(name, depth)
            problem = nil
        } catch {
            problem = error.diagnostics.first { $0.severity == .error }
        }
        return theme != oldTheme || problem != oldProblem
    }
}
