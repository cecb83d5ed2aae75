import CNCurses
import Monitor
import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The screen and what is on it. All calls on one thread.
final class TerminalScreen {
    /// Ours to draw on; given back for a while; or vanished, so that it is not touched any more.
    enum State { case shown, away, gone }

    private(set) var state = State.shown
    private(set) var stray: StrayOutput
    private(set) var size = Size(width: 80, height: 24)
    private let traits: TerminalTraits
    /// What it shows; nil: it is to be drawn from nothing.
    private var shown: Grid?
    private var isMouseOn = false
    private var progress: TerminalEffect.Progress?
    private var cells: [weir_cell] = []

    /// Opens it.
    init(_ traits: TerminalTraits) throws(TerminalError) {
        self.traits = traits
        guard let stray = StrayOutput() else { throw .noResources }
        self.stray = stray
        weir_guard_install(weir_redirection(output: stray.output, errors: stray.errors, pipe: stray.reading))
        let status = weir_screen_open(traits.name, input, stray.output, traits.colors != .mono)
        if let error = TerminalError(status, name: traits.name) {
            weir_guard_remove()
            self.stray.end { print($0) }
            throw error
        }
        measure()
    }

    var input: Int32 { STDIN_FILENO }

    /// Whether it must be drawn though nothing in the application changed.
    var isBlank: Bool { state == .shown && shown == nil }

    var screenTraits: ScreenTraits {
        ScreenTraits(size: size, colors: traits.colors, isUnicode: traits.isUnicode)
    }

    /// Shows a grid: writes what changed, and nothing if nothing did. False: the terminal has vanished.
    func show(_ grid: Grid) -> Bool {
        let difference = GridDifference(from: shown, to: grid)
        shown = grid
        guard !difference.runs.isEmpty else { return true }
        for run in difference.runs {
            cells.removeAll(keepingCapacity: true)
            for x in run.columns { cells.append(weir_cell(grid[x, run.y])) }
            weir_screen_put(Int32(run.y), Int32(run.columns.lowerBound), cells, Int32(cells.count))
        }
        return weir_screen_present()
    }

    /// The next key or what else came; of kind none: nothing is waiting.
    func read() -> weir_input { weir_screen_read() }

    /// Reads the size anew and has everything drawn.
    func measure() {
        var (columns, rows): (Int32, Int32) = (0, 0)
        if weir_terminal_size(stray.output, &columns, &rows) { size = Size(width: Int(columns), height: Int(rows)) }
        weir_screen_resize(Int32(size.width), Int32(size.height))
        shown = nil
    }

    func redraw() {
        weir_screen_redraw()
        shown = nil
    }

    /// Gives the terminal back for a while.
    func leave() {
        guard state == .shown else { return }
        if progress != nil { send(TerminalSequence.progress(nil)) }
        weir_screen_leave()
        state = .away
    }

    /// Takes the terminal again after the process was stopped, if it is in the foreground; else leaves it to whoever is. Also where
    /// others have used it and the process was not told before.
    func takeAgain() {
        guard state != .gone else { return }
        guard weir_terminal_is_foreground(input) else {
            state = .away
            return
        }
        weir_screen_leave()
        weir_screen_enter()
        state = .shown
        weir_screen_mouse(isMouseOn)
        if let progress { send(TerminalSequence.progress(progress)) }
        measure()
    }

    /// The terminal has vanished.
    func lose() {
        state = .gone
        shown = nil
    }

    /// Gives the terminal back for good, and what was printed and not read yet to `receive`.
    func close(_ receive: (String) -> Void) {
        if state == .shown, progress != nil { send(TerminalSequence.progress(nil)) }
        weir_screen_close()
        stray.end(receive)
        weir_guard_remove()
    }

    func readStray(_ receive: (String) -> Void) { stray.read(receive) }

    func setMouse(_ isOn: Bool) {
        isMouseOn = isOn
        if state == .shown { weir_screen_mouse(isOn) }
    }

    func setProgress(_ progress: TerminalEffect.Progress?) {
        guard progress != self.progress else { return }
        self.progress = progress
        weir_screen_shows_progress(progress != nil && traits.takesSequences)
        send(TerminalSequence.progress(progress))
    }

    /// Says something beside the screen, to a terminal that would not show it.
    func send(_ bytes: [UInt8]) {
        guard state == .shown, traits.takesSequences else { return }
        bytes.withUnsafeBytes { bytes in
            _ = weir_screen_write(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
    }
}

extension weir_cell {
    init(_ cell: Cell) {
        self.init(
            scalar: cell.scalar, mark: cell.mark, foreground: cell.style.foreground.index,
            background: cell.style.background.index, modifiers: cell.style.modifiers.rawValue)
    }
}
