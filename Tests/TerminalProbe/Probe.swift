import Events
import Monitor
import Plan
import Terminal
import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Shows what the terminal target can do, for its tests and for looking at it: the size, the last key, a counter, wide and
/// combining text. The status is 0 after `q`, 3 where there can be no screen, 4 after the terminal has vanished, 143 after SIGTERM.
@main
enum Probe {
    static func main() {
        // Where it is deaf only the terminal itself can tell that it has vanished.
        let isDeaf = CommandLine.arguments.contains("deaf")
        if isDeaf { _ = signal(SIGHUP, SIG_IGN) }
        var ending = sigset_t()
        sigemptyset(&ending)
        for signal in isDeaf ? [SIGTERM] : [SIGTERM, SIGHUP] { sigaddset(&ending, signal) }
        pthread_sigmask(SIG_BLOCK, &ending, nil)
        let terminated = Locked(false)
        let vanished = Locked(false)
        let session: TerminalSession
        do throws(TerminalError) {
            session = try TerminalSession.start(
                onHangUp: { vanished.withLock { $0 = true } },
                application: { ProbeApplication($0, hasVanished: { vanished.withLock { $0 } }) })
        } catch {
            print("no screen: \(error)")
            exit(3)
        }
        // As the program's own thread for signals does it.
        let signals = ending
        PosixThread.start(name: "signals") {
            var signals = signals
            var signal: Int32 = 0
            while sigwait(&signals, &signal) == 0 {
                if signal == SIGTERM { terminated.withLock { $0 = true } }
                session.requestEnd()
            }
        }?.detach()
        session.join()
        print("the end")
        exit(vanished.withLock { $0 } ? 4 : terminated.withLock { $0 } ? 143 : 0)
    }
}

/// Keys: `q` ends it, `c` crashes another thread, `t` traps, `a` aborts, `x` calls `exit`, `X` leaves by `_exit`, `p` prints, `e` prints without a line
/// end to the errors, `E` opens the editor, `+` counts, `y` copies, `n` notifies, `m` and `M` take and give back the mouse, `g` shows progress, `z`
/// suspends, `r` redraws, `w` and `W` have another thread count and wake, once and often, `s` shifts the wide text, `i` draws the same again and says so.
final class ProbeApplication: TerminalApplication {
    private let session: TerminalSession
    private let counted = Locked(0)
    private var count = 0
    private var last = "none"
    private var stray = "none"
    private var effects: [TerminalEffect] = []
    private(set) var needsDrawing = true

    private let hasVanished: () -> Bool
    private var isShifted = false
    private var isToldOfDrawing = false

    init(_ session: TerminalSession, hasVanished: @escaping () -> Bool) {
        self.session = session
        self.hasVanished = hasVanished
    }

    func update(at now: UInt64) {
        if hasVanished() { effects.append(.end) }
        let counted = counted.withLock { $0 }
        if counted != count {
            count = counted
            needsDrawing = true
        }
    }

    func nextTick(after now: UInt64) -> UInt64? { nil }

    func takeEffects() -> [TerminalEffect] {
        defer { effects = [] }
        return effects
    }

    func effectFailed(_ reason: String, at now: UInt64) { receiveStrayOutput(reason) }

    func receiveStrayOutput(_ line: String) {
        stray = line
        needsDrawing = true
    }

    func handle(_ key: Key, at now: UInt64) {
        needsDrawing = true
        guard key != .character("i") else {
            isToldOfDrawing = true
            return
        }
        if case .mouse(let mouse) = key {
            last = "\(mouse.action) \(mouse.point.x),\(mouse.point.y)"
        } else {
            last = "\(key)"
        }
        guard case .character(let character) = key else { return }
        switch character {
        case "q": effects.append(.end)
        case "c": PosixThread.start(name: "crash") { raise(SIGSEGV) }?.join()
        case "t": fatalError("as asked")
        case "a": abort()
        case "x": exit(7)
        case "X":
            PosixThread.start(name: "leaver") { [session] in
                session.restoreNow()
                _exit(9)
            }?.join()
        case "p": print("printed")
        case "e": _ = write(STDERR_FILENO, "half a line", 11)
        case "E": effects.append(.edit(SourcePosition(file: "some.file", line: 7, column: 2)))
        case "+": counted.withLock { $0 += 1 }
        case "y": effects.append(.copy("copied"))
        case "n": effects.append(.notify("done"))
        case "m": effects.append(.mouse(isOn: true))
        case "M": effects.append(.mouse(isOn: false))
        case "g": effects.append(.progress(.running(percent: 40)))
        case "z": effects.append(.suspend)
        case "s": isShifted.toggle()
        case "r": effects.append(.redraw)
        case "w": count(1)
        case "W": count(10_000)
        default: break
        }
    }

    /// On another thread.
    private func count(_ times: Int) {
        PosixThread.start(name: "waker") { [counted, session] in
            for _ in 0..<times {
                counted.withLock { $0 += 1 }
                session.wake()
            }
        }?.detach()
    }

    func draw(on screen: ScreenTraits, at now: UInt64) -> Grid {
        needsDrawing = false
        if isToldOfDrawing {
            isToldOfDrawing = false
            effects.append(.notify("drawn"))
            session.wake()
        }
        let glyphs = screen.isUnicode ? Glyphs.unicode : Glyphs.ascii
        var canvas = Canvas(size: screen.size, theme: .plain, glyphs: glyphs)
        let lines = [
            "size \(screen.size.width)x\(screen.size.height) \(screen.colors.rawValue)",
            "key \(last)", "count \(count)", "stray \(stray)",
            isShifted ? "wide a日本語한국 |" : "wide 日本語 한국 |", "marks e\u{301}n\u{303} Ωμέγα |", "emoji 🙂👩‍👩‍👧 ⏸ |",
            "odd \u{1F6DC}\u{11F1E} |",
        ]
        for (y, line) in lines.enumerated() { canvas.write(line, x: 1, y: y + 1, style: .plain) }
        canvas.rule(y: 0, style: Style(foreground: PaletteColor(2)))
        canvas.rule(y: screen.size.height - 1, style: Style(foreground: PaletteColor(203), modifiers: .bold))
        for color in 0..<UInt8(16) {
            canvas.put(glyphs.full, x: 1 + Int(color), y: 9, style: Style(foreground: PaletteColor(color)))
            canvas.put(" ", x: 20 + Int(color), y: 9, style: Style(background: PaletteColor(color * 8 + 100)))
        }
        canvas.write("styles", x: 1, y: 10, style: Style(modifiers: [.italic, .underline]))
        canvas.write("styles", x: 9, y: 10, style: Style(modifiers: [.reverse, .dim]))
        return canvas.grid
    }
}
