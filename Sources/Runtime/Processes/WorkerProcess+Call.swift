import ChildProcesses

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

    /// Sends an order and waits for the answer. Whatever the process says meanwhile is passed on.
    ///
    /// - Parameters:
    ///   - wake: tells that `isCancelled` may have changed.
    ///   - logged: called for lines that the process prints.
    ///   - heard: called for frames of other kinds than an answer.
    func call(
        _ order: WorkerFrame, wake: WakePipe, isCancelled: () -> Bool, logged: (String) -> Void,
        heard: (WorkerFrame) -> Void
    ) -> Reply {
        output.forget()
        var delivery = FrameDelivery(order)
        // Most orders have room at once.
        guard delivery.send(into: channel, waits: false) else { return lost(logged) }
        while true {
            if isCancelled() {
                end(isWanted: false)
                return .cancelled
            }
            let ready = wait(wake, sends: !delivery.isDone)
            if ready.hasPrinted { output.read(logged) }
            do throws(RunFault) {
                if ready.isReadable || ready.hasEnded {
                    let isClosed = try receive(all: ready.hasEnded)
                    while let frame = try assembly.next() {
                        guard frame.kind == .answer else {
                            heard(frame)
                            continue
                        }
                        // What a step prints is there before its answer.
                        output.finish(logged, isDrained: !ready.hasPrinted)
                        return .answer(frame)
                    }
                    if isClosed || ready.hasEnded { return lost(logged) }
                }
            } catch {
                end(isWanted: false)
                output.finish(logged)
                return .ended(.misunderstood(error.message))
            }
            if ready.isWritable, !delivery.send(into: channel, waits: false) { return lost(logged) }
        }
    }

    /// The process has ended, or does not listen.
    private func lost(_ logged: (String) -> Void) -> Reply {
        let reason = death()
        output.finish(logged)
        return .ended(reason)
    }

    /// Waits, without an order, for a wake or the process's end. What it prints meanwhile is of no step.
    ///
    /// - Returns: how it ended; nil: it lives.
    func idle(wake: WakePipe) -> WorkerEnd? {
        let ready = wait(wake, sends: false, receives: false)
        if ready.hasPrinted { output.read { _ in } }
        return ready.hasEnded || ready.isReadable ? death() : nil
    }

    private struct Ready {
        var isReadable = false
        var isWritable = false
        var hasPrinted = false
        var hasEnded = false
    }

    private func wait(_ wake: WakePipe, sends: Bool, receives: Bool = true) -> Ready {
        let events = Int16((receives ? POLLIN : 0) | (sends ? POLLOUT : 0))
        var polled = [
            pollfd(fd: channel, events: events, revents: 0),
            pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return Ready() }
        if polled[3].revents != 0 { wake.drain() }
        return Ready(
            isReadable: polled[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0,
            isWritable: polled[0].revents & Int16(POLLOUT) != 0, hasPrinted: polled[1].revents != 0,
            hasEnded: polled[2].revents != 0)
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
