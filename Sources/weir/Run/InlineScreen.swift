import Events
import Monitor
import Synchronization
import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The live lines at the bottom of the terminal, as text with the few control sequences that it takes: up, erase, write anew. One
/// thread's own, the log printer's.
struct InlineScreen {
    private var view = InlineView()
    private let theme: Theme
    private let glyphs: Glyphs
    /// Lines that stand at the bottom now.
    private var height = 0

    /// Nanoseconds between two drawings, at least.
    static let framePeriod: UInt64 = 100_000_000

    init(_ choice: ThemeChoice) {
        let depth = Console.colorDepth(of: STDOUT_FILENO) ?? .mono
        theme = (try? choice.library.theme(named: choice.name, at: depth)) ?? .plain
        glyphs = Console.isUnicode ? .unicode : .ascii
        Self.watchContinuation()
    }

    mutating func receive(_ event: RunEvent) { view.receive(event) }

    var isShown: Bool { view.isShown }

    /// Text that puts `log` above the live lines and those below it anew, in one synchronized update (DEC mode 2026).
    mutating func update(log: String, at now: UInt64) -> String {
        // After a stop the shell has written below the lines: they stay where they are.
        if Self.wasContinued.exchange(false, ordering: .relaxed) { height = 0 }
        let width = Console.width(of: STDOUT_FILENO) ?? 80
        let lines = view.isShown ? view.draw(at: now, width: width, theme: theme, glyphs: glyphs).ansiLines : []
        guard height > 0 || !lines.isEmpty else { return log }
        let erase = height > 0 ? "\r\u{1B}[\(height)A\u{1B}[J" : ""
        height = lines.count
        return "\u{1B}[?2026h" + erase + log + lines.map { $0 + "\n" }.joined() + "\u{1B}[?2026l"
    }

    private static let wasContinued = Atomic(false)

    /// SIGCONT keeps its effect; that it came is noted.
    private static func watchContinuation() {
        signal(SIGCONT) { _ in InlineScreen.wasContinued.store(true, ordering: .relaxed) }
    }
}
