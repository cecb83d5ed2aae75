internal import CSystem
import ChildProcesses
import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One worker process, from its start to its end, as the thread that hosts it sees it. It is reached by a socket; that it has
/// ended is told by a descriptor of its own. One thread.
final class WorkerProcess {
    let id: pid_t
    let channel: Int32
    /// Can be read once the process has ended.
    let exit: Int32
    let output: ProcessOutput
    let assembly = FrameAssembly()
    /// The process ends when this is closed, as it is when this process ends. -1: closed.
    private var lifeline: Int32
    private var isEnded = false

    /// Milliseconds that it gets to end after its lifeline is cut, and after SIGTERM.
    private static let patience: Int32 = 1_000
    private static let grace: Int32 = 200

    /// Starts the running program once more, as a worker.
    ///
    /// - Parameter memoryLimit: bytes that it may have of its own, the system's libraries and threads included; nil: any.
    /// - Throws: where the system has no descriptor or no process left.
    init(memoryLimit: Int? = nil) throws(RunFault) {
        var ends: [Int32] = [-1, -1]
        var pipe: [Int32] = [-1, -1]
        var life: [Int32] = [-1, -1]
        guard weir_channel_make(&ends) == 0, weir_pipe_make(&pipe, true) == 0, weir_pipe_make(&life, false) == 0 else {
            for descriptor in ends + pipe + life where descriptor >= 0 { close(descriptor) }
            throw RunFault(
                .workerFailed,
                "there is no descriptor left for a worker process; raise the limit of open files (ulimit -n)")
        }
        let started = Self.spawn(channel: ends[1], lifeline: life[0], log: pipe[1], memoryLimit)
        for descriptor in [ends[1], pipe[1], life[0]] { close(descriptor) }
        let watch = started > 0 ? weir_process_watch(started) : -1
        guard started > 0, watch >= 0 else {
            if started > 0 {
                kill(-started, SIGKILL)
                waitpid(started, nil, 0)
            }
            for descriptor in [ends[0], pipe[0], life[1]] { close(descriptor) }
            let code = started > 0 ? watch : started
            throw RunFault(
                .workerFailed, "a worker process could not be started: \(String(cString: strerror(-code)))")
        }
        id = started
        channel = ends[0]
        output = ProcessOutput(taking: pipe[0])
        exit = watch
        lifeline = life[1]
        _ = weir_stops_add(id)
    }

    private static func spawn(channel: Int32, lifeline: Int32, log: Int32, _ memoryLimit: Int?) -> pid_t {
        let name = CommandLine.arguments.first ?? "weir"
        var variables = ["SWIFT_BACKTRACE=enable=no", "\(WorkerServer.variable)=\(WorkerFrame.version)"]
        if let memoryLimit { variables.append("\(WorkerServer.memoryVariable)=\(memoryLimit)") }
        return name.withCString { name in
            WorkerServer.argument.withCString { argument in
                let texts = variables.map { strdup($0) }
                defer { for text in texts { free(text) } }
                return weir_process_start(
                    name, argument, texts.compactMap { UnsafePointer($0) }, variables.count, channel, lifeline,
                    log)
            }
        }
    }

    deinit {
        if !isEnded { end(isWanted: false) }
        close(channel)
        close(exit)
        cutLifeline()
    }

    private func cutLifeline() {
        if lifeline >= 0 { close(lifeline) }
        lifeline = -1
    }

    /// How it ended, if it has.
    func endIfDead() -> WorkerEnd? {
        var polled = [
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0), pollfd(fd: channel, events: 0, revents: 0),
        ]
        return poll(&polled, 2, 0) > 0 ? death() : nil
    }

    /// The channel is closed or the process has ended: sees to the latter. Bounded in time.
    func death() -> WorkerEnd {
        // The one comes a moment before the other.
        if waitForExit(Self.patience) { return reap() }
        switch end(isWanted: false) {
        // It was about to end all the same, of a machine that had no time for it.
        case .signal(let number) where number != SIGTERM && number != SIGKILL: return .signal(number)
        case .exit(let status): return .exit(status)
        default: return .channelClosed
        }
    }

    /// Ends the process with its whole group, in bounded time: by cutting its lifeline where its end is wanted by both, by SIGTERM
    /// and then SIGKILL.
    @discardableResult
    func end(isWanted: Bool) -> WorkerEnd {
        guard !isEnded else { return .unknown }
        if isWanted {
            cutLifeline()
            if waitForExit(Self.patience) { return reap() }
        }
        kill(-id, SIGTERM)
        if !waitForExit(Self.grace) {
            kill(-id, SIGKILL)
            _ = waitForExit(5 * Self.patience)
        }
        return reap()
    }

    private func waitForExit(_ milliseconds: Int32) -> Bool {
        let end = MonotonicTime.now + UInt64(milliseconds) * 1_000_000
        var polled = pollfd(fd: exit, events: Int16(POLLIN), revents: 0)
        while true {
            let now = MonotonicTime.now
            let left = now < end ? Int32((end - now + 999_999) / 1_000_000) : 0
            if poll(&polled, 1, left) > 0 { return true }
            if left == 0 { return false }
        }
    }

    /// Takes the status of a process that has ended, and ends what is left of its group.
    private func reap() -> WorkerEnd {
        isEnded = true
        // Before its number is free for another.
        kill(-id, SIGKILL)
        weir_stops_remove(id)
        var status: Int32 = 0
        let found = waitpid(id, &status, WNOHANG)
        return found == id ? WorkerEnd(waitStatus: status) : .unknown
    }
}
