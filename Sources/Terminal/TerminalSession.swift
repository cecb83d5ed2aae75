import CNCurses
import Events
package import Monitor
import Synchronization

/// The terminal while it shows an application: a screen, and a thread of its own on which the application lives.
///
/// From `start` to `join` standard output (and standard error where it is the terminal) leads to the application, and signals by
/// which the process dies give the terminal back first. There is one at a time.
package final class TerminalSession: Sendable {
    let wakeUp: WakeUp
    private let shouldEnd = Atomic(false)
    private let lent = Atomic(false)
    private let thread = Locked<PosixThread?>(nil)

    private static let isOpen = Atomic(false)

    private init(_ wakeUp: WakeUp) { self.wakeUp = wakeUp }

    /// Opens the terminal, and returns once it is open. What SIGINT, SIGTERM and SIGHUP do stays the caller's to say, and SIGWINCH,
    /// SIGTSTP and SIGCONT are blocked in the calling thread and those that it starts, until `join`.
    ///
    /// - Parameters:
    ///   - onHangUp: the terminal has vanished: nothing is drawn or read any more, though the application is still updated when it
    ///     is woken, until the end. Called once at most, on the terminal's thread; must not block.
    ///   - application: makes what is shown, on the terminal's thread, which it never leaves. The session is for waking it.
    package static func start(
        onHangUp: @escaping @Sendable () -> Void = {},
        application: @escaping @Sendable (TerminalSession) -> any TerminalApplication
    ) throws(TerminalError) -> TerminalSession {
        let traits = try TerminalTraits.detect()
        guard !isOpen.exchange(true, ordering: .acquiringAndReleasing) else {
            throw TerminalError(.noScreen, "a screen is open already")
        }
        guard let wakeUp = WakeUp() else { throw failed(.noResources) }
        let session = TerminalSession(wakeUp)
        let signals = weir_signals_install()
        guard signals >= 0 else { throw failed(.noResources) }
        weir_guard_give_stack()
        let opening = Opening()
        let thread = PosixThread.start(name: "terminal") {
            session.run(traits, signals: signals, opening: opening, onHangUp: onHangUp, application: application)
        }
        guard let thread else {
            weir_signals_remove()
            session.leaveCallingThread()
            throw failed(.noResources)
        }
        if let error = opening.wait() {
            thread.join()
            session.leaveCallingThread()
            throw failed(error)
        }
        session.thread.withLock { $0 = thread }
        return session
    }

    /// Has the application updated, and drawn if it wants: at once, or where a frame is due within a tenth of a second, then. From
    /// any thread; cheap (no system call where one was called for already), does not block, and may be called after the end.
    package func wake() { wakeUp.set() }

    /// Ends the session at once, as the effect `end` does. From any thread.
    package func requestEnd() {
        shouldEnd.store(true, ordering: .releasing)
        wakeUp.set(isUrgent: true)
    }

    /// Waits for the session's end, by when the terminal is as it was. To be called once, on the thread that started it. Blocks.
    package func join() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        thread.join()
        leaveCallingThread()
        Self.isOpen.store(false, ordering: .releasing)
    }

    /// Gives the terminal back at once, for a thread that is about to end the process with `_exit`; nothing is drawn any more. `exit`
    /// does it by itself.
    package func restoreNow() { weir_guard_restore() }

    /// Whether another program has the terminal for a while, so that keys that send signals are meant for that. Any thread.
    package internal(set) var isLent: Bool {
        get { lent.load(ordering: .acquiring) }
        set { lent.store(newValue, ordering: .releasing) }
    }

    var isEnding: Bool { shouldEnd.load(ordering: .acquiring) }

    /// The terminal's thread.
    private func run(
        _ traits: TerminalTraits, signals: Int32, opening: Opening, onHangUp: @escaping @Sendable () -> Void,
        application: (TerminalSession) -> any TerminalApplication
    ) {
        weir_signals_receive()
        weir_guard_give_stack()
        do throws(TerminalError) {
            let screen = try TerminalScreen(traits)
            opening.finish(nil)
            let loop = TerminalLoop(
                self, application(self), screen: screen, signals: signals, onHangUp: onHangUp)
            loop.run()
            loop.close()
            weir_signals_remove()
        } catch {
            weir_signals_remove()
            opening.finish(error)
        }
        weir_guard_drop_stack()
    }

    private func leaveCallingThread() {
        weir_signals_unblock()
        weir_guard_drop_stack()
    }

    private static func failed(_ error: TerminalError) -> TerminalError {
        isOpen.store(false, ordering: .releasing)
        return error
    }

    /// Tells the thread that starts a session how opening the terminal went on the other.
    private final class Opening: @unchecked Sendable {
        // Sendable: what changes is read and written under `lock` only.
        private let lock = ConditionLock()
        private var isDone = false
        private var error: TerminalError?

        func finish(_ error: TerminalError?) {
            lock.withLock {
                self.error = error
                isDone = true
            }
            lock.signal()
        }

        func wait() -> TerminalError? {
            lock.withLock {
                while !isDone { lock.wait() }
                return error
            }
        }
    }
}
