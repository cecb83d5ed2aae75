import Events
import Monitor

/// Writes a run's log on a thread of its own, so that a slow terminal slows nothing but the log. It sleeps until there are
/// events, a request to stop, or a heartbeat to give, and ends with the run.
final class LogPrinter: RunDisplay, @unchecked Sendable {
    // Sendable: `inbox` is used under `bell` only, everything from `report` on by the printer's thread only, and by others
    // after they joined it.
    private struct Inbox {
        var hasEvents = false
        var requests: [StopRequest] = []
    }

    private static let heartbeat: UInt64 = 10_000_000_000
    private static let second: UInt64 = 1_000_000_000

    private let bell = ConditionLock()
    private var inbox = Inbox()
    private let onClosed: @Sendable () -> Void

    private var report: RunReport
    private var thread: PosixThread?
    /// Live lines below the log; nil: none.
    private var screen: InlineScreen?
    /// Set once the output cannot be written any more.
    private var outputFailure: SinkFailure?
    /// The monotonic time at which the run started, as near as the events tell.
    private var origin = UInt64.max
    private var nextBeat: UInt64

    /// - Parameters:
    ///   - screen: live lines to keep below the log.
    ///   - onClosed: called once, on the printer's thread, when the output cannot be written any more.
    init(report: RunReport, screen: InlineScreen? = nil, onClosed: @escaping @Sendable () -> Void) {
        self.report = report
        self.screen = screen
        self.onClosed = onClosed
        let wait = screen != nil ? Self.second : Self.heartbeat
        nextBeat = report.hasHeartbeat ? MonotonicTime.now + wait : .max
    }

    /// Subscribes to the bus and starts the thread, which ends with the bus.
    func start(on bus: EventBus) throws(CommandFailure) {
        let subscription = bus.subscribe { [weak self] in self?.ring { $0.hasEvents = true } }
        thread = PosixThread.start(name: "log") { [self] in
            while !subscription.isAtEnd {
                let (requests, isBeat) = waitForNews()
                print(subscription.drain(), requests, isBeat)
                if screen != nil, !subscription.isAtEnd { rest() }
            }
        }
        guard thread != nil else {
            throw CommandFailure("the system has no thread for the log", status: .internalFault)
        }
    }

    func finish() -> SinkFailure? {
        thread?.join()
        return outputFailure
    }

    func restoreTerminal() {}

    var gitHubSummary: String? { report.annotations?.summary }

    /// Any thread; does not block.
    func stopRequested(_ request: StopRequest) { ring { $0.requests.append(request) } }

    private func ring(_ change: (inout Inbox) -> Void) {
        bell.withLock {
            change(&inbox)
            bell.signal()
        }
    }

    private func waitForNews() -> (requests: [StopRequest], isBeat: Bool) {
        bell.withLock {
            var isBeat = false
            while !inbox.hasEvents && inbox.requests.isEmpty && !isBeat {
                if nextBeat == .max { bell.wait() } else { isBeat = !bell.wait(until: nextBeat) }
            }
            defer { inbox = Inbox() }
            return (inbox.requests, isBeat)
        }
    }

    private func print(_ events: [RunEvent], _ requests: [StopRequest], _ isBeat: Bool) {
        let now = MonotonicTime.now
        var page = LogPage()
        for event in events {
            origin = min(origin, now - min(now, event.time))
            report.receive(event, into: &page)
            screen?.receive(event)
        }
        let time = now - min(now, origin)
        for request in requests { report.stopRequested(request, at: time, into: &page) }
        if screen != nil {
            page.output = screen?.update(log: page.output, at: time) ?? page.output
            // The next second of the run's clock, which the live lines show.
            nextBeat = now + Self.second - time % Self.second
        } else if isBeat {
            report.tick(at: time, into: &page)
            nextBeat = now + Self.heartbeat
        }
        write(page)
    }

    /// Waits until the next frame of the live lines may come, whatever happens meanwhile.
    private func rest() {
        let end = MonotonicTime.now + InlineScreen.framePeriod
        bell.withLock { while inbox.requests.isEmpty && bell.wait(until: end) {} }
    }

    private func write(_ page: LogPage) {
        guard outputFailure == nil else { return }
        do {
            try TextSink.output.write(page.output)
            TextSink.errors.tryWrite(page.errors)
        } catch {
            outputFailure = error
            onClosed()
        }
    }
}
