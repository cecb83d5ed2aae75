internal import CSystem
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
    private let channel: Int32
    private let log: Int32
    private let exit: Int32
    private let assembly = FrameAssembly()
    private var lines = LineAssembly()
    private var isEnded = false
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Milliseconds that it gets to end after its channel is closed, and after SIGTERM.
    private static let patience: Int32 = 1_000
    private static let grace: Int32 = 200

    /// Starts the running program once more, as a worker.
    init() throws(RunFault) {
        var ends: [Int32] = [-1, -1]
        var pipe: [Int32] = [-1, -1]
        guard weir_channel_make(&ends) == 0, weir_pipe_make(&pipe, true) == 0 else {
            for descriptor in ends + pipe where descriptor >= 0 { close(descriptor) }
            throw RunFault(.workerFailed, "there is no descriptor left for a worker process")
        }
        let started = Self.spawn(channel: ends[1], log: pipe[1])
        close(ends[1])
        close(pipe[1])
        let watch = started > 0 ? weir_process_watch(started) : -1
        guard started > 0, watch >= 0 else {
            if started > 0 {
                kill(-started, SIGKILL)
                waitpid(started, nil, 0)
            }
            close(ends[0])
            close(pipe[0])
            let code = started > 0 ? watch : started
            throw RunFault(
                .workerFailed, "a worker process could not be started: \(String(cString: strerror(-code)))")
        }
        id = started
        channel = ends[0]
        log = pipe[0]
        exit = watch
        _ = weir_stops_add(id)
    }

    private static func spawn(channel: Int32, log: Int32) -> pid_t {
        let name = CommandLine.arguments.first ?? "weir"
        let variables = ["SWIFT_BACKTRACE=enable=no", "\(WorkerServer.variable)=\(WorkerFrame.version)"]
        return name.withCString { name in
            WorkerServer.argument.withCString { argument in
                let texts = variables.map { strdup($0) }
                defer { for text in texts { free(text) } }
                return weir_process_start(
                    name, argument, texts.compactMap { UnsafePointer($0) }, variables.count, channel, log)
            }
        }
    }

    deinit {
        if !isEnded { _ = end(isWanted: false) }
        for descriptor in [channel, log, exit] { close(descriptor) }
    }

    /// What a call came to.
    enum Reply {
        case answer(WorkerFrame)
        case ended(WorkerEnd)
        /// It was interrupted, and the process has ended for it.
        case cancelled
    }

    /// Sends an order and waits for the answer. Whatever the process says meanwhile is passed on.
    ///
    /// - Parameters:
    ///   - wake: tells that `isCancelled` may have changed.
    ///   - heard: called for frames of other kinds than an answer.
    func call(
        _ order: WorkerFrame, wake: WakePipe, isCancelled: () -> Bool, logged: (String) -> Void,
        heard: (WorkerFrame) -> Void
    ) -> Reply {
        lines.forget()
        var pieces = order.pieces[...]
        var sent = 0
        while true {
            if isCancelled() {
                _ = end(isWanted: false)
                return .cancelled
            }
            var polled = [
                pollfd(fd: channel, events: Int16(pieces.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0),
                pollfd(fd: log, events: Int16(POLLIN), revents: 0),
                pollfd(fd: exit, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, nfds_t(polled.count), -1) >= 0 else { continue }
            if polled[3].revents != 0 { wake.drain() }
            if polled[1].revents != 0 { readLog(logged) }
            var isClosed = false
            if polled[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 || polled[2].revents != 0 {
                do throws(RunFault) {
                    isClosed = try receive()
                    while let frame = try assembly.next() {
                        guard frame.kind == .answer else {
                            heard(frame)
                            continue
                        }
                        readLog(logged)
                        lines.flush(logged)
                        return .answer(frame)
                    }
                } catch {
                    isClosed = true
                }
            }
            if isClosed || polled[2].revents != 0 {
                let reason = death()
                readLog(logged)
                lines.flush(logged)
                return .ended(reason)
            }
            while let piece = pieces.first {
                let count = piece.bytes.withUnsafeBytes { bytes in
                    let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                    let descriptors = sent == 0 ? Array(piece.descriptors) : []
                    guard let base = rest.baseAddress else { return 0 }
                    return weir_channel_send(channel, base, rest.count, descriptors, descriptors.count, false)
                }
                // Where it cannot be sent for good, the end of the channel tells.
                if count < 0 { break }
                sent += count
                guard sent == piece.bytes.count else { break }
                pieces = pieces.dropFirst()
                sent = 0
            }
        }
    }

    var lastLines: [String] { lines.last }

    /// Waits, without an order, for a wake or the process's end.
    ///
    /// - Returns: how it ended; nil: it lives.
    func idle(wake: WakePipe) -> WorkerEnd? {
        var polled = [
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0),
            pollfd(fd: channel, events: 0, revents: 0),
            pollfd(fd: log, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), -1) >= 0 else { return nil }
        if polled[3].revents != 0 { wake.drain() }
        if polled[2].revents != 0 { readLog { _ in } }
        return polled[0].revents != 0 || polled[1].revents != 0 ? death() : nil
    }

    /// How it ended, if it has.
    func endIfDead() -> WorkerEnd? {
        var polled = [
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0), pollfd(fd: channel, events: 0, revents: 0),
        ]
        return poll(&polled, 2, 0) > 0 ? death() : nil
    }

    /// The channel is closed or the process has ended: sees to the latter.
    private func death() -> WorkerEnd {
        // The one comes a moment before the other.
        if waitForExit(Self.patience) { return reap() }
        _ = end(isWanted: false)
        return .channelClosed
    }

    /// Ends the process with its whole group, in bounded time: by closing its channel where its end is wanted by both, by SIGTERM
    /// and then SIGKILL.
    @discardableResult
    func end(isWanted: Bool) -> WorkerEnd {
        guard !isEnded else { return .unknown }
        if isWanted {
            shutdown(channel, Int32(2))
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

    /// Whether the channel is closed.
    private func receive() throws(RunFault) -> Bool {
        var descriptors = [Int32](repeating: -1, count: WorkerFrame.perMessage)
        while true {
            var found = 0
            let count = buffer.withUnsafeMutableBytes {
                weir_channel_receive(channel, $0.baseAddress!, $0.count, &descriptors, &found, false)
            }
            if count == 0 { return true }
            if count == -Int(EAGAIN) || count == -Int(EWOULDBLOCK) { return false }
            if count == -Int(EMFILE) { throw RunFault(.workerDied, "this process has too many open files") }
            if count < 0 { return true }
            buffer.withUnsafeBytes {
                assembly.append(UnsafeRawBufferPointer(rebasing: $0[..<count]), descriptors: descriptors.prefix(found))
            }
        }
    }

    private func readLog(_ logged: (String) -> Void) {
        while true {
            let count = read(log, &buffer, buffer.count)
            guard count > 0 else { return }
            lines.append(buffer[..<count], logged)
        }
    }
}

/// Wakes a thread that polls. Any thread may wake it.
final class WakePipe: Sendable {
    let reading: Int32
    private let writing: Int32

    /// Nil where there is no descriptor left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard weir_pipe_make(&ends, false) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Full: it will wake anyhow.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    func drain() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(reading, &bytes, 16) == 16 {}
    }

    func wait() {
        var polled = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        if poll(&polled, 1, -1) > 0 { drain() }
    }
}
