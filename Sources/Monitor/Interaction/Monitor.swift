import Events
import Plan
import Themes

/// The live front end: takes a feed's events into the model, keys into the panes, and draws both as a screen. One thread's own, the
/// terminal's.
package final class Monitor: TerminalApplication {
    private let feed: any RunFeed
    let themes: ThemeStage
    private(set) var model = RunModel()
    var panes: [PaneKind: any Pane] = [
        .steps: StepsPane(), .graph: GraphPane(), .timeline: TimelinePane(), .workers: WorkersPane(), .data: DataPane(),
        .logs: LogsPane(), .results: ResultsPane(),
    ]
    var detail = DetailPane()
    var current = PaneKind.steps
    var isDetailOpen = false
    var overlay: Overlay?
    /// The step that the user chose to look at; nil: whatever most deserves a look.
    var chosen: StepID?
    var message: Message?
    var breakpoints: [Breakpoint] = []
    private(set) var isStopping = false
    private(set) var usesMouse = true
    /// Ends by itself once the run has ended: whoever asked it to stop wants to leave.
    private var leavesAtEnd = false
    private var hasEnded = false
    private var effects: [TerminalEffect] = [.mouse(isOn: true)]
    private var shownProgress: TerminalEffect.Progress?
    package private(set) var needsDrawing = true
    /// Of the last drawing.
    var layout = Layout(size: Size(width: 80, height: 24))
    private(set) var drawnAt: UInt64 = 0
    private let stops: StopRequests
    /// Keys of what the monitor is a part of, for the help.
    var outerKeys: [KeyHint] = []

    /// A line for the footer that goes after a while.
    struct Message {
        var text: String
        var key: ThemeKey
        /// Monotonic nanoseconds.
        var until: UInt64
    }

    private static let second: UInt64 = 1_000_000_000
    private static let messageTime = 4 * second

    /// - Parameters:
    ///   - theme: its name, among the shelf's.
    ///   - stops: where others say that the run is asked to end: the monitor tells it, and leaves when the run has ended.
    package convenience init(
        _ feed: any RunFeed, shelf: ThemeShelf, theme: String, stops: StopRequests = StopRequests()
    ) {
        self.init(feed, themes: ThemeStage(shelf, name: theme), stops: stops)
    }

    /// - Parameter themes: may be shared with other monitors of the terminal.
    package init(_ feed: any RunFeed, themes: ThemeStage, stops: StopRequests = StopRequests()) {
        self.feed = feed
        self.themes = themes
        self.stops = stops
    }

    var isLive: Bool { feed.control != nil }
    var control: (any RunControl)? { feed.control }
    var recording: RecordedFeed? { feed.recording }

    // MARK: Time and events

    package func update(at now: UInt64) {
        switch feed.take(at: now) {
        case .events(let events):
            for event in events { model.receive(event) }
            // A sample of the process alone waits for the next tick, so that a run that waits is drawn once a second.
            if !(isTicking ? events.allSatisfy(\.isSample) : events.isEmpty) { needsDrawing = true }
        case .restart(let model):
            self.model = model
            if recording == nil { forgetRun() }
            needsDrawing = true
        }
        for request in stops.take() {
            isStopping = true
            leavesAtEnd = true
            let hint = request.hint.map { " (\($0))" } ?? ""
            say("\(request.cause); \(request.isGraceful ? waitingText + hint : "not waiting")", .warning, now)
        }
        if let message, message.until <= now {
            self.message = nil
            needsDrawing = true
        }
        if isTicking, hasTicked(at: now) { needsDrawing = true }
        tellTerminal()
    }

    /// Another run begins, perhaps of another plan.
    private func forgetRun() {
        chosen = nil
        isDetailOpen = false
        isStopping = false
        hasEnded = false
    }

    /// Whether what is shown changes by the clock alone.
    private var isTicking: Bool {
        guard model.plan != nil, model.end == nil else { return false }
        return feed.recording.map { !$0.isPaused && !$0.isAtEnd } ?? true
    }

    /// Whether another second of the run's clock, or of ours, has begun since the last drawing.
    private func hasTicked(at now: UInt64) -> Bool {
        now >= drawnAt + Self.second || feed.runTime(at: now) / Self.second != feed.runTime(at: drawnAt) / Self.second
    }

    package func nextTick(after now: UInt64) -> UInt64? {
        var next = feed.nextEvent(after: now)
        func consider(_ time: UInt64) { next = min(next ?? .max, time) }
        if isTicking {
            // With the second of the run's clock, which then changes.
            consider(now + Self.second - feed.runTime(at: now) % Self.second)
        }
        if let message { consider(message.until) }
        return next
    }

    /// What the window's frame shows of the run.
    private func tellTerminal() {
        guard isLive else { return }
        let percent = model.steps.isEmpty ? 0 : model.settledCount * 100 / model.steps.count
        var progress: TerminalEffect.Progress?
        if model.end == nil, model.plan != nil {
            progress = model.count(.failed) > 0 ? .failed(percent: percent) : .running(percent: percent)
            if model.isPaused { progress = .paused(percent: percent) }
        }
        if progress != shownProgress {
            shownProgress = progress
            effects.append(.progress(progress))
        }
        guard let end = model.end else { return }
        if leavesAtEnd { return effects.append(.end) }
        guard !hasEnded else { return }
        hasEnded = true
        effects.append(
            .notify("weir: \(model.plan?.plan ?? "run") \(end.outcome.rawValue) in \(Figures.duration(end.duration))"))
    }

    package func takeEffects() -> [TerminalEffect] {
        defer { effects = [] }
        return effects
    }

    package func effectFailed(_ reason: String, at now: UInt64) {
        say(reason.singleLine, .warning, now)
        needsDrawing = true
    }

    package func receiveStrayOutput(_ line: String) {
        model.log.append(.info, nil, line, at: model.time)
        needsDrawing = true
    }

    // MARK: Drawing

    package func draw(on screen: ScreenTraits, at now: UInt64) -> Grid {
        needsDrawing = false
        drawnAt = now
        layout = Layout(size: screen.size, hasBanner: !model.failures.isEmpty, hasScrubber: recording != nil)
        var canvas = Canvas(
            size: screen.size, theme: themes.theme(at: screen.colors), glyphs: screen.isUnicode ? .unicode : .ascii)
        draw(on: &canvas, scene(at: now))
        return canvas.grid
    }

    func scene(at now: UInt64) -> Scene {
        Scene(
            model: model, now: model.clock(at: feed.runTime(at: now)), focus: focus, isFocusChosen: chosen != nil,
            isLive: isLive)
    }

    /// What is chosen; else the first that failed, else what runs longest, else the first.
    var focus: StepID? {
        if let chosen { return chosen }
        if let failed = model.failures.keys.min() { return failed }
        let running = model.workers.all.lazy.compactMap { worker in worker.step.map { (since: worker.since, step: $0) }
        }
        return running.min { $0 < $1 }?.step ?? (model.steps.isEmpty ? nil : StepID(0))
    }

    func changeTheme(to name: String) {
        themes.choose(name)
        needsDrawing = true
    }

    // MARK: What keys lead to

    package func handle(_ key: Key, at now: UInt64) {
        needsDrawing = true
        if overlay == nil { message = nil }
        respond(to: key, at: now)
    }

    func say(_ text: String, _ key: ThemeKey = .text, _ now: UInt64) {
        message = Message(text: text, key: key, until: now + Self.messageTime)
    }

    func demand(_ effect: TerminalEffect) { effects.append(effect) }

    func toggleMouse(at now: UInt64) {
        usesMouse.toggle()
        effects.append(.mouse(isOn: usesMouse))
        say(usesMouse ? "the mouse is the monitor's" : "the mouse is the terminal's", .text, now)
    }

    /// Leaves at once where nothing runs any more; else asks what the user means.
    func leave(at now: UInt64) {
        guard isLive, model.end == nil else { return effects.append(.end) }
        if model.isHeld {
            overlay = .confirm(
                Confirmation(
                    question: "The run is held so that what failed can be retried. End it? Outputs are not written.",
                    yes: "end", action: .giveUp))
        } else if isStopping {
            overlay = .confirm(
                Confirmation(
                    question: "The run is stopping. Leave what still runs and end at once?", yes: "end at once",
                    action: .stopAtOnce))
        } else {
            overlay = .confirm(
                Confirmation(
                    question: "The run goes on. Stop it and leave? Steps that run may finish; outputs are not written.",
                    yes: "stop", action: .stop))
        }
    }

    /// Accepts what failed: the run ends.
    func giveUp(at now: UInt64) {
        leavesAtEnd = true
        control?.resume()
        say("ending the run", .warning, now)
    }

    func stop(gracefully: Bool, at now: UInt64) {
        isStopping = true
        leavesAtEnd = true
        control?.stop(gracefully: gracefully)
        say(gracefully ? "stopping; \(waitingText)" : "not waiting any longer", .warning, now)
    }

    /// What a graceful stop waits for: `waiting for join flights⟕planes and 3 more`.
    private var waitingText: String {
        let running = model.workers.all.filter { $0.step != nil }.sorted { $0.since < $1.since }.compactMap(\.step)
        guard let first = running.first else { return "nothing runs" }
        return "waiting for \(model.label(first))" + (running.count > 1 ? " and \(running.count - 1) more" : "")
    }
}

extension RunEvent {
    fileprivate var isSample: Bool { if case .resourceSample = kind { true } else { false } }
}
