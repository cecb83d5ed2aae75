package import Plan
package import Themes

/// What a terminal shows: draws screens as values, takes keys, and says what it wants of the terminal. Knows no terminal. All calls
/// come on one thread, that of the terminal.
///
/// Times are nanoseconds of the clock that `MonotonicTime.now` reads.
package protocol TerminalApplication: AnyObject {
    /// Takes in what has happened since the last call. Called after each wake and each tick, before anything is drawn.
    func update(at now: UInt64)
    func handle(_ key: Key, at now: UInt64)
    /// The screen as it is now.
    func draw(on screen: ScreenTraits, at now: UInt64) -> Grid
    /// Whether `draw` could give something else than at its last call.
    var needsDrawing: Bool { get }
    /// When to update again though nothing happens; nil: not at all.
    func nextTick(after now: UInt64) -> UInt64?
    /// What the terminal is to do, once each.
    func takeEffects() -> [TerminalEffect]
    /// The terminal could not do what it was to do: why, and what helps.
    func effectFailed(_ reason: String, at now: UInt64)
    /// The program's own standard output or standard error said something while the screen belonged to the application.
    func receiveStrayOutput(_ line: String)
}

extension TerminalApplication {
    package func effectFailed(_ reason: String, at now: UInt64) {}
}

/// What a screen can show.
package struct ScreenTraits: Sendable, Hashable {
    package var size: Size
    package var colors: ColorDepth
    /// Whether it shows more than ASCII.
    package var isUnicode: Bool
    package init(size: Size, colors: ColorDepth, isUnicode: Bool) {
        self.size = size
        self.colors = colors
        self.isUnicode = isUnicode
    }
}

package enum TerminalEffect: Sendable, Hashable {
    /// To the clipboard.
    case copy(String)
    /// Of the run, for the window's icon: percent done; nil: no progress to show.
    case progress(Progress?)
    /// A notification of the desktop.
    case notify(String)
    /// Takes the mouse from the terminal, or gives it back.
    case mouse(isOn: Bool)
    /// Stops the process until the shell continues it.
    case suspend
    /// Gives the terminal to the user's editor until that ends. The application is updated meanwhile, but not drawn.
    case edit(SourcePosition)
    /// Draws everything anew.
    case redraw
    /// Gives the terminal back for good.
    case end

    package enum Progress: Sendable, Hashable {
        case running(percent: Int)
        case paused(percent: Int)
        case failed(percent: Int)
    }
}
