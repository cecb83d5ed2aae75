import Events
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The signals that ask the process to end, received by a thread of our own, so that answering them may do anything.
///
/// The first asks the run to stop gracefully, the second to stop at once, the third ends the process as it stands. Before a
/// run is attached, the first ends the process.
final class SignalWatch: Sendable {
    /// What a signal leads to.
    enum Answer: Equatable {
        case stop(gracefully: Bool)
        case leave
    }

    /// The rule of the answers, without threads or signals.
    struct Rules {
        private(set) var first: Int32?
        private var count = 0
        var isRunning = false

        init() {}

        mutating func receive(_ signal: Int32) -> Answer {
            first = first ?? signal
            count += 1
            guard isRunning, count <= 2 else { return .leave }
            return .stop(gracefully: count == 1)
        }
    }

    private struct State {
        var rules = Rules()
        var stop: (@Sendable (Int32, _ gracefully: Bool) -> Void)?
        var leaving: (@Sendable () -> Void)?
        var cleanUp: (@Sendable () -> Void)?
        var isForOthers: (@Sendable (Int32) -> Bool)?
    }

    private let state = Mutex(State())

    private init() {}

    /// Takes over SIGINT, SIGTERM and SIGHUP, but for those that the parent has the process ignore (as `nohup` does). To be
    /// called once, on the main thread before there is another: threads inherit that these signals wait.
    static func install() -> SignalWatch {
        let watch = SignalWatch()
        var taken = sigset_t()
        sigemptyset(&taken)
        var count = 0
        for signal in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(signal) {
            sigaddset(&taken, signal)
            count += 1
        }
        guard count > 0 else { return watch }
        pthread_sigmask(SIG_BLOCK, &taken, nil)
        let signals = taken
        let thread = PosixThread.start(name: "signals") {
            var signals = signals
            while true {
                var signal: Int32 = 0
                if sigwait(&signals, &signal) == 0 { watch.receive(signal) }
            }
        }
        // Without the thread nobody would take the signals: let them end the process as they would have.
        if let thread { thread.detach() } else { pthread_sigmask(SIG_UNBLOCK, &taken, nil) }
        return watch
    }

    /// The first signal that came; nil: none.
    var received: Int32? { state.withLock { $0.rules.first } }

    /// From now on `stop` answers the first signal and the second; it is called on the watch's thread and must not block.
    ///
    /// - Parameters:
    ///   - leaving: called there before the third ends the process.
    ///   - isForOthers: whether a signal, which the system sends to every program at the terminal, is another one's at the moment.
    func attach(
        leaving: (@Sendable () -> Void)? = nil, isForOthers: (@Sendable (Int32) -> Bool)? = nil,
        _ stop: @escaping @Sendable (Int32, _ gracefully: Bool) -> Void
    ) {
        state.withLock { state in
            state.stop = stop
            state.leaving = leaving
            state.isForOthers = isForOthers
            state.rules.isRunning = true
        }
    }

    /// The run is over: a signal ends the process again.
    func detach() {
        state.withLock { state in
            state.stop = nil
            state.leaving = nil
            state.isForOthers = nil
            state.rules.isRunning = false
        }
    }

    /// What to do before a signal ends the process, on the watch's thread.
    func beforeLeaving(_ cleanUp: (@Sendable () -> Void)?) {
        state.withLock { $0.cleanUp = cleanUp }
    }

    /// The terminal has vanished: as if SIGHUP had come. Any thread.
    func hangUp() { receive(SIGHUP) }

    private func receive(_ signal: Int32) {
        if state.withLock({ $0.isForOthers })?(signal) == true { return }
        let (answer, stop, leaving, cleanUp) = state.withLock {
            ($0.rules.receive(signal), $0.stop, $0.leaving, $0.cleanUp)
        }
        switch answer {
        case .stop(let gracefully):
            stop?(signal, gracefully)
        case .leave:
            leaving?()
            cleanUp?()
            _exit(ExitStatus.signal(signal).code)
        }
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        sigaction(signal, nil, &action)
        #if canImport(Darwin)
        let handler = action.__sigaction_u.__sa_handler
        #else
        let handler = action.__sigaction_handler.sa_handler
        #endif
        // Handlers are functions and the special ones are numbers in their place, so they compare as numbers only. Both types are
        // optional function pointers of one word.
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
