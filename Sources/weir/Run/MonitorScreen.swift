import Events
import Monitor
import Terminal

/// The monitor on the terminal; when it leaves, the summary and all failures are printed where the shell goes on.
final class MonitorScreen: RunDisplay {
    private let session: TerminalSession
    private let stops: StopRequests
    private let farewell: Locked<(report: RunReport, page: LogPage)>

    /// Opens the terminal.
    ///
    /// - Parameter onHangUp: the terminal has vanished. Called once at most, on its thread; must not block.
    /// - Throws: why there can be no screen.
    init(
        on bus: EventBus, control: any RunControl, report: RunReport, shelf: ThemeShelf, theme: String,
        onHangUp: @escaping @Sendable () -> Void
    ) throws(TerminalError) {
        let (stops, farewell) = (StopRequests(), Locked((report: report, page: LogPage())))
        self.stops = stops
        self.farewell = farewell
        // Before the session, so that no event is missed; events wake it once it is there.
        let waking = Locked<TerminalSession?>(nil)
        let subscription = bus.subscribe { waking.withLock { $0 }?.wake() }
        do throws(TerminalError) {
            session = try Self.start(subscription, control, shelf, theme, stops, farewell, onHangUp: onHangUp)
        } catch {
            subscription.cancel()
            throw error
        }
        waking.withLock { $0 = session }
        session.wake()
    }

    private static func start(
        _ subscription: EventSubscription, _ control: any RunControl, _ shelf: ThemeShelf, _ theme: String,
        _ stops: StopRequests, _ farewell: Locked<(report: RunReport, page: LogPage)>,
        onHangUp: @escaping @Sendable () -> Void
    ) throws(TerminalError) -> TerminalSession {
        try TerminalSession.start(onHangUp: onHangUp) { _ in
            let feed = LiveFeed(subscription, control: control) { events in
                farewell.withLock { farewell in
                    for event in events { farewell.report.receive(event, into: &farewell.page) }
                }
            }
            return Monitor(feed, shelf: shelf, theme: theme, stops: stops)
        }
    }

    func stopRequested(_ request: StopRequest) {
        stops.append(request)
        session.wake()
    }

    /// The user has seen enough. Any thread.
    func leave() { session.requestEnd() }

    func restoreTerminal() { session.restoreNow() }

    func finish() -> SinkFailure? {
        session.join()
        let page = farewell.withLock { $0.page }
        TextSink.errors.tryWrite(page.errors)
        do {
            try TextSink.output.write(page.output)
            return nil
        } catch {
            return error
        }
    }

    var gitHubSummary: String? { nil }
}
