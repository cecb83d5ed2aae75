import CNCurses
import CSystem
import Events
import Monitor

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The loop of the terminal's thread: waits in `poll` for keys, wakes, signals, stray output and the clock, and draws when there is
/// something to draw and a frame is due. While nothing happens it does nothing.
final class TerminalLoop {
    /// Keys handled at most before a frame may be drawn, for pasted text.
    private static let mostKeysAtOnce = 512

    let session: TerminalSession
    let application: any TerminalApplication
    let screen: TerminalScreen
    private let onHangUp: @Sendable () -> Void
    var pacer = FramePacer()
    private var decoding = KeyDecoding()
    /// Keys may be left that ncurses has read already, so that polling would not tell.
    private var mayHaveKeys = false
    var polled: [pollfd]
    /// Has the terminal at the moment.
    var editor: EditorProcess?

    /// The places in `polled`.
    enum Source: Int { case input, wake, signals, stray, editor }

    init(
        _ session: TerminalSession, _ application: any TerminalApplication, screen: TerminalScreen, signals: Int32,
        onHangUp: @escaping @Sendable () -> Void
    ) {
        self.session = session
        self.application = application
        self.screen = screen
        self.onHangUp = onHangUp
        polled = [screen.input, session.wakeUp.reading, signals, screen.stray.reading, -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
    }

    /// Until the application or the session ends it.
    func run() {
        while true {
            application.update(at: MonotonicTime.now)
            for effect in application.takeEffects() {
                if effect == .end { return }
                perform(effect)
            }
            if session.isEnding { return }
            drawIfDue()
            wait()
            answer()
        }
    }

    /// Gives the terminal back.
    func close() {
        editor?.abandon()
        session.isLent = false
        screen.close(application.receiveStrayOutput)
    }

    private var wantsDrawing: Bool { screen.state == .shown && (screen.isBlank || application.needsDrawing) }

    private func drawIfDue() {
        let now = MonotonicTime.now
        guard wantsDrawing, pacer.deadline(at: now) == nil else { return }
        let grid = application.draw(on: screen.screenTraits, at: now)
        if !screen.show(grid) { hangUp() }
        pacer.drew(from: now, to: MonotonicTime.now)
    }

    private func wait() {
        let now = MonotonicTime.now
        // What happens is taken in before it comes to much, though the next frame may be later.
        let frame = wantsDrawing ? min(pacer.deadline(at: now) ?? now, now + FramePacer.steady) : nil
        let tick = screen.state == .shown ? application.nextTick(after: now) : nil
        let timeout = mayHaveKeys ? 0 : FramePacer.timeout(at: now, frame: frame, tick: tick)
        switch screen.state {
        case .shown: polled[Source.input.rawValue].events = Int16(POLLIN)
        // A vanished terminal is told nonetheless.
        case .away: polled[Source.input.rawValue].events = 0
        case .gone: polled[Source.input.rawValue].fd = -1
        }
        // What is told now is drawn with the frame that is due, so it need not wake the thread before.
        if timeout > 0, frame != nil { session.wakeUp.mute() }
        if poll(&polled, nfds_t(polled.count), timeout) <= 0 {
            for place in polled.indices { polled[place].revents = 0 }
        }
    }

    private func isReady(_ source: Source) -> Bool { polled[source.rawValue].revents != 0 }

    private func answer() {
        session.wakeUp.clear(isReadable: isReady(.wake))
        if isReady(.signals) { answerSignals() }
        if isReady(.stray) { screen.readStray(application.receiveStrayOutput) }
        if isReady(.editor) { editorEnded() }
        let input = Int32(polled[Source.input.rawValue].revents)
        if input & Int32(POLLHUP | POLLERR | POLLNVAL) != 0 {
            hangUp()
        } else if mayHaveKeys || input & Int32(POLLIN) != 0 {
            answerKeys(isReadable: input & Int32(POLLIN) != 0)
        }
    }

    private func answerKeys(isReadable: Bool) {
        mayHaveKeys = false
        // The signals before may have left the terminal.
        guard screen.state == .shown else { return }
        if isReadable && hasEnded() { return hangUp() }
        for _ in 0..<Self.mostKeysAtOnce {
            let input = screen.read()
            if input.kind == WEIR_INPUT_NONE { return }
            let now = MonotonicTime.now
            guard let key = decoding.key(of: input, at: now) else { continue }
            pacer.hurry()
            application.handle(key, at: now)
        }
        mayHaveKeys = true
    }

    /// Whether the terminal is readable because there will never be anything to read. Asked twice: another program may have taken
    /// what was there.
    private func hasEnded() -> Bool {
        guard weir_terminal_pending(screen.input) <= 0 else { return false }
        var again = pollfd(fd: screen.input, events: Int16(POLLIN), revents: 0)
        return poll(&again, 1, 0) > 0 && weir_terminal_pending(screen.input) <= 0
    }

    private func hangUp() {
        guard screen.state != .gone else { return }
        screen.lose()
        onHangUp()
    }

    private func answerSignals() {
        let signals = takeSignals()
        if signals.contains(UInt8(SIGTSTP)) {
            suspend()
        } else if signals.contains(UInt8(SIGCONT)) {
            takeAgain()
        } else if signals.contains(UInt8(SIGWINCH)), screen.state == .shown {
            screen.measure()
        }
        pacer.hurry()
    }

    /// Those since the last call.
    private func takeSignals() -> Set<UInt8> {
        let descriptor = polled[Source.signals.rawValue].fd
        var signals: Set<UInt8> = []
        var bytes = [UInt8](repeating: 0, count: 64)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { return signals }
            signals.formUnion(bytes[..<count])
        }
    }

    /// Stops the process, and worker processes with it, until it is continued.
    private func suspend() {
        screen.leave()
        weir_stops_suspend()
        weir_signals_stop()
        weir_stops_resume()
        // That it goes on is known.
        _ = takeSignals()
        takeAgain()
    }

    /// Takes the terminal again, unless it is lent.
    private func takeAgain() { if editor == nil { screen.takeAgain() } }

    private func perform(_ effect: TerminalEffect) {
        switch effect {
        case .copy(let text): screen.send(TerminalSequence.copy(text))
        case .progress(let progress): screen.setProgress(progress)
        case .notify(let text): screen.send(TerminalSequence.notify(text))
        case .mouse(let isOn): screen.setMouse(isOn)
        case .suspend:
            suspend()
            pacer.hurry()
        case .edit(let place): edit(place)
        case .redraw: screen.redraw()
        case .end: break
        }
    }
}
