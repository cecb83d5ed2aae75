import ChildProcesses
import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension WorkerProcess {
    /// What a call came to.
    enum Reply {
        case answer(WorkerFrame)
        /// The process has ended, and owes the answer.
        case ended(WorkerEnd)
        /// It was interrupted, and the process has ended for it.
        case cancelled
    }

    /// An order that was sent, at least in part, and has no answer yet. It may change hands between threads, along with its process.
    struct Call {
        fileprivate var delivery: FrameDelivery
        /// What `attend` came upon and left to `finish`.
        fileprivate var trouble: Trouble?
        fileprivate var question: WorkerFrame?
    }

    fileprivate enum Trouble {
        /// The process has ended, or does not listen.
        case lost
        case misunderstood(RunFault)
    }

    /// What ends a wait for an answer before there is one.
    struct Interruption {
        let pipe: WakePipe
        /// Nanoseconds of the monotonic clock; nil: never.
        let deadline: UInt64?
    }

    /// Sends an order, as far as there is room for it at once; for most there is.
    ///
    /// - Returns: nil where the process does not listen any more.
    func begin(_ order: WorkerFrame) -> Call? {
        output.forget()
        var delivery = FrameDelivery(order)
        guard delivery.send(into: channel, waits: false) else { return nil }
        return Call(delivery: delivery)
    }

    /// Waits for the answer to an order. Whatever the process says meanwhile is passed on.
    ///
    /// - Parameters:
    ///   - wake: tells that `isCancelled` may have changed.
    ///   - logged: called for lines that the process prints.
    ///   - heard: called for frames of other kinds than an answer.
    ///   - asked: makes what is to be said to a process that waits for it before it can answer. May block.
    func finish(
        _ call: Call, wake: WakePipe, isCancelled: () -> Bool, logged: (String) -> Void,
        heard: (WorkerFrame) -> Void, asked: (WorkerFrame) -> WorkerFrame
    ) -> Reply {
        var call = call
        while true {
            if isCancelled() {
                end(isWanted: false)
                return .cancelled
            }
            switch call.trouble {
            case .lost: return lost(logged)
            case .misunderstood(let fault):
                end(isWanted: false)
                output.finish(logged)
                return .ended(.misunderstood(fault.message))
            case nil: break
            }
            if let question = call.question {
                call.question = nil
                call.delivery = FrameDelivery(asked(question))
                guard call.delivery.send(into: channel, waits: false) else { return lost(logged) }
            }
            let ready = wait(wake, sends: !call.delivery.isDone)
            if let answer = take(ready, &call, logged, heard) { return .answer(answer) }
        }
    }

    /// Waits for the answer to an order on a thread that must not be held up: all that takes time is left to `finish`.
    ///
    /// - Returns: nil where it was interrupted, or something else is to be done than to wait.
    func attend(
        _ call: inout Call, unless interruption: Interruption, logged: (String) -> Void, heard: (WorkerFrame) -> Void
    ) -> WorkerFrame? {
        while call.trouble == nil, call.question == nil {
            let ready = wait(
                interruption.pipe, sends: !call.delivery.isDone, milliseconds: interruption.millisecondsLeft)
            if let answer = take(ready, &call, logged, heard) { return answer }
            if ready.isInterrupted { return nil }
        }
        return nil
    }

    /// Does what there is to do of a call, without waiting.
    private func take(
        _ ready: Ready, _ call: inout Call, _ logged: (String) -> Void, _ heard: (WorkerFrame) -> Void
    ) -> WorkerFrame? {
        if ready.hasPrinted { output.read(logged) }
        do throws(RunFault) {
            if ready.isReadable || ready.hasEnded {
                let isClosed = try receive(all: ready.hasEnded)
                while let frame = try assembly.next() {
                    guard frame.kind == .answer else {
                        if frame.kind == .carrierWanted { call.question = frame } else { heard(frame) }
                        continue
                    }
                    // What a step prints is there before its answer.
                    output.finish(logged, isDrained: !ready.hasPrinted)
                    return frame
                }
                if isClosed || ready.hasEnded { call.trouble = .lost }
            }
        } catch {
            call.trouble = .misunderstood(error)
        }
        if call.trouble == nil, ready.isWritable, !call.delivery.send(into: channel, waits: false) {
            call.trouble = .lost
        }
        return nil
    }

    /// The process has ended, or does not listen: sees to it, in bounded time.
    func lost(_ logged: (String) -> Void) -> Reply {
        let reason = death()
        output.finish(logged)
        return .ended(reason)
    }

    // MARK: Waiting

    /// Sleeps, without an order, until a wake or the process's end, or until it prints.
    ///
    /// - Returns: what woke, for `endOfIdleness`. Nothing of the process has been touched.
    func sleep(wake: WakePipe) -> Ready { wait(wake, sends: false, receives: false) }

    /// Sees to what woke a thread from `sleep`. What the process printed meanwhile is of no step.
    ///
    /// - Returns: how it ended; nil: it lives.
    func endOfIdleness(_ ready: Ready) -> WorkerEnd? {
        if ready.hasPrinted { output.read { _ in } }
        return ready.hasEnded || ready.isReadable ? death() : nil
    }

    struct Ready {
        fileprivate var isReadable = false
        fileprivate var isWritable = false
        fileprivate var hasPrinted = false
        fileprivate var hasEnded = false
        /// It was woken, or it is time.
        fileprivate var isInterrupted = false
    }

    private func wait(_ wake: WakePipe, sends: Bool, receives: Bool = true, milliseconds: Int32 = -1) -> Ready {
        let events = Int16((receives ? POLLIN : 0) | (sends ? POLLOUT : 0))
        var polled = [
            pollfd(fd: channel, events: events, revents: 0),
            pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&polled, nfds_t(polled.count), milliseconds)
        guard count > 0 else { return Ready(isInterrupted: count == 0) }
        if polled[3].revents != 0 { wake.drain() }
        return Ready(
            isReadable: polled[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0,
            isWritable: polled[0].revents & Int16(POLLOUT) != 0, hasPrinted: polled[1].revents != 0,
            hasEnded: polled[2].revents != 0, isInterrupted: polled[3].revents != 0)
    }

    /// Takes in a piece, so that who speaks without end holds up nothing; or all that a process left that has ended.
    ///
    /// - Returns: whether the channel is closed.
    private func receive(all: Bool) throws(RunFault) -> Bool {
        // What is left lies in the socket's buffer, which is smaller.
        for _ in 0..<(all ? 4096 : 1) {
            switch try assembly.receive(from: channel, waits: false) {
            case .some: continue
            case .nothing: return false
            case .closed: return true
            }
        }
        return false
    }
}

extension WorkerProcess.Interruption {
    /// For `poll`: rounded up, so that time that is left is not waited for in a circle.
    fileprivate var millisecondsLeft: Int32 {
        guard let deadline else { return -1 }
        let now = MonotonicTime.now
        return now < deadline ? Int32(clamping: (deadline - now - 1) / 1_000_000 + 1) : 0
    }
}
