import ChildProcesses
import Events

/// The thread of a watch that sleeps in `poll`, and how others reach it: with the folders to watch, and with its end.
final class WatchThread: Sendable {
    struct Wish {
        /// To be watched in the place of those before; nil: the same.
        var folders: Set<String>?
        var isStopped = false
    }

    private let wish = Locked(Wish())
    private let pipe: WakePipe
    private let thread = Locked<PosixThread?>(nil)

    init() throws(FileWatchProblem) {
        guard let pipe = WakePipe() else {
            throw FileWatchProblem("the system has no descriptor left to watch files with")
        }
        self.pipe = pipe
    }

    /// Once. `body` looks at `taken()` whenever it wakes, and returns when that is stopped.
    func start(_ body: @escaping @Sendable () -> Void) throws(FileWatchProblem) {
        guard let started = PosixThread.start(name: "watch", body) else {
            throw FileWatchProblem("the system has no thread left to watch files with")
        }
        thread.withLock { $0 = started }
    }

    func watch(_ folders: Set<String>) {
        wish.withLock { $0.folders = folders }
        pipe.wake()
    }

    /// Blocks until the thread has ended. False: it had been stopped before.
    @discardableResult
    func stop() -> Bool {
        guard
            let thread = thread.withLock({ thread in
                defer { thread = nil }
                return thread
            })
        else { return false }
        wish.withLock { $0.isStopped = true }
        pipe.wake()
        thread.join()
        return true
    }

    // MARK: For the thread itself

    /// Readable once there is a wish.
    var descriptor: Int32 { pipe.reading }

    func drain() { pipe.drain() }

    /// What was wished for since the last call.
    func taken() -> Wish {
        wish.withLock { wish in
            defer { wish.folders = nil }
            return wish
        }
    }
}
