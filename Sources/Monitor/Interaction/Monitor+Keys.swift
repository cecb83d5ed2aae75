import Events
import Plan
import Themes

extension Monitor {
    /// What a key means: first to what is open over the screen, then to the pane, then everywhere.
    func respond(to key: Key, at now: UInt64) {
        if overlay != nil { return respondInOverlay(key, at: now) }
        var key = key
        if case .mouse(let mouse) = key {
            if mouse.action == .press, respondToChrome(mouse.point, at: now) { return }
            guard let inner = shownLayout.body.local(mouse.point) else { return }
            key = .mouse(Key.Mouse(mouse.action, at: inner))
        }
        if isTyping {
            if !askPane(key, at: now) { respondEverywhere(key, at: now) }
        } else if let recording, respond(to: key, recording, at: now) {
            return
        } else if !isGlobalFirst(key), askPane(key, at: now) {
            return
        } else {
            respondEverywhere(key, at: now)
        }
    }

    /// Whether letters are text now, and no commands.
    var isTakingText: Bool { overlay != nil || isTyping }

    private var isTyping: Bool { !isDetailOpen && (panes[current]?.isTyping ?? false) }

    /// Keys that no pane may take.
    private func isGlobalFirst(_ key: Key) -> Bool {
        switch key {
        case .character("q"), .character("?"), .character(":"), .tab, .backTab, .control("l"): true
        case .character(let character): PaneKind.allCases.contains { $0.key == character }
        default: false
        }
    }

    private func askPane(_ key: Key, at now: UInt64) -> Bool {
        var requests: [MonitorRequest] = []
        let scene = scene(at: now)
        let size = shownLayout.body.size
        let isTaken: Bool
        if isDetailOpen {
            isTaken = detail.handle(key, in: scene, size: size, &requests)
        } else {
            isTaken = panes[current]?.handle(key, in: scene, size: size, &requests) ?? false
        }
        for request in requests { grant(request, at: now) }
        return isTaken
    }

    private func grant(_ request: MonitorRequest, at now: UInt64) {
        switch request {
        case .focus(let step): chosen = step
        case .open(let pane): open(pane)
        case .openDetail: openDetail()
        case .openLog(let step):
            chosen = step
            if var logs = panes[.logs] as? LogsPane {
                logs.show(only: step)
                panes[.logs] = logs
            }
            open(.logs)
        case .copy(let text, let what):
            demand(.copy(text))
            say("copied the \(what)", .text, now)
        case .say(let text): say(text, .text, now)
        case .act(let action): act(action, at: now)
        }
    }

    /// Stays on the step, whatever comes to run meanwhile.
    func openDetail() {
        chosen = focus
        isDetailOpen = chosen != nil
    }

    func open(_ pane: PaneKind) {
        current = pane
        isDetailOpen = false
    }

    private func respondEverywhere(_ key: Key, at now: UInt64) {
        switch key {
        case .character("q"): leave(at: now)
        case .escape: if isDetailOpen { isDetailOpen = false } else { chosen = nil }
        case .character("?"), .function(1): overlay = .help(ListCursor())
        case .character(":"): overlay = .palette(Palette(commands(at: now)))
        case .character("t"): overlay = .themes(ThemePicker(themes.shelf.names(), current: themes.name))
        case .character("p"): act(.togglePause, at: now)
        case .character("x"): if let focus { act(.cancel(focus), at: now) }
        case .character("r"): if let step = stepToRetry { act(.retry(step), at: now) }
        case .character("m"): toggleMouse(at: now)
        case .control("l"): demand(.redraw)
        case .control("z"): demand(.suspend)
        case .tab: open(neighbour(1))
        case .backTab: open(neighbour(-1))
        case .character(let character):
            if let pane = PaneKind.allCases.first(where: { $0.key == character }) { open(pane) }
        default: break
        }
    }

    private func neighbour(_ distance: Int) -> PaneKind {
        let all = PaneKind.allCases
        let place = (all.firstIndex(of: current) ?? 0) + distance + all.count
        return all[place % all.count]
    }

    /// The step in focus where that can be retried, else the first that failed.
    var stepToRetry: StepID? {
        if let focus, [.failed, .cancelled].contains(model[focus].phase) { return focus }
        return model.failures.keys.min() ?? focus
    }

    private func respond(to key: Key, _ recording: RecordedFeed, at now: UInt64) -> Bool {
        let jump = max(recording.duration / 100, 1)
        let position = recording.runTime(at: now)
        switch key {
        case .character("p"), .character(" "): recording.togglePause(at: now)
        case .character("<"): recording.changeSpeed(faster: false, at: now)
        case .character(">"): recording.changeSpeed(faster: true, at: now)
        case .character("{"): recording.seek(to: position - min(position, jump), at: now)
        case .character("}"): recording.seek(to: position + jump, at: now)
        case .character("("): recording.step(forwards: false, at: now)
        case .character(")"): recording.step(forwards: true, at: now)
        default: return false
        }
        return true
    }

    /// A press on the tabs or the scrubber. Returns whether it was one.
    private func respondToChrome(_ point: Point, at now: UInt64) -> Bool {
        if layout.tabs.contains(point) {
            if let pane = Tabs.pane(at: point.x, width: layout.tabs.width, current: current) { open(pane) }
            return true
        }
        if let recording, let inner = layout.scrubber.local(point) {
            recording.seek(to: Scrubber.time(at: inner.x, width: layout.scrubber.width, recording), at: now)
            return true
        }
        return false
    }
}

extension Rectangle {
    /// The point as seen from the top left corner; nil outside.
    func local(_ point: Point) -> Point? { contains(point) ? Point(x: point.x - x, y: point.y - y) : nil }
}
