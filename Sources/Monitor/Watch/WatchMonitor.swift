import Plan
import Themes

/// What the user at the monitor wants of a watch.
package enum WatchAction: Sendable, Hashable {
    case leave
    /// To look whether something of a plan has to run.
    case run(plan: String)
}

/// The monitor of a watch: above, the watched plans with their states and what is wrong with files; below, the monitor of the plan that
/// is shown. One thread's own, the terminal's.
///
/// As long as the user has not chosen a plan, the one that runs is shown.
package final class WatchMonitor: TerminalApplication {
    private let source: WatchSource
    let themes: ThemeStage
    private let onAction: (WatchAction) -> Void
    var plans: [PlanEntry] = []
    var notice: String?
    /// By the plan's name.
    private var monitors: [String: Monitor] = [:]
    private(set) var shown: String?
    private var isChosen = false
    var list: ListCursor?
    private var hasNews = true
    /// Rows above the monitor, at the last drawing.
    private var barHeight = 1
    private var effects: [TerminalEffect] = []

    private static let keys = [
        KeyHint("[ ]", "the plan before, the plan after"), KeyHint("w", "the list of plans"),
        KeyHint("R", "look again whether the plan has to run, as after a failure"),
        KeyHint("e", "to the editor, where the error is"),
    ]

    /// - Parameter onAction: what the user wants of the watch; called on the terminal's thread, must not block.
    package init(_ source: WatchSource, themes: ThemeStage, onAction: @escaping (WatchAction) -> Void) {
        self.source = source
        self.themes = themes
        self.onAction = onAction
    }

    var monitor: Monitor? {
        guard let shown else { return nil }
        if let monitor = monitors[shown] { return monitor }
        let monitor = Monitor(source.feed(of: shown), themes: themes)
        monitor.outerKeys = Self.keys
        monitors[shown] = monitor
        return monitor
    }

    var shownPlan: PlanEntry? { plans.first { $0.name == shown } }

    package func update(at now: UInt64) {
        if themes.update(at: now) { hasNews = true }
        if let news = source.take() {
            plans = news.plans
            notice = news.notice
            hasNews = true
        }
        if let shown, shownPlan == nil {
            monitors[shown] = nil
            self.shown = nil
            isChosen = false
        }
        if !isChosen, let running = plans.first(where: { $0.state == .running }), running.name != shown {
            show(running.name)
        }
        if shown == nil, let first = plans.first { show(first.name) }
        monitor?.update(at: now)
        // What is not shown goes on as well, so that it is there when it is shown.
        for (name, other) in monitors where name != shown {
            other.update(at: now)
            _ = other.takeEffects()
        }
    }

    private func show(_ name: String) {
        shown = name
        hasNews = true
    }

    // MARK: Keys

    package func handle(_ key: Key, at now: UInt64) {
        hasNews = true
        if list != nil { return handleInList(key) }
        guard monitor?.isTakingText != true else { return handleBelow(key, at: now) }
        switch key {
        case .character("w"): openList()
        case .character("]"): walk(1)
        case .character("["): walk(-1)
        case .character("R"): if let shown { onAction(.run(plan: shown)) }
        case .character("e"): edit()
        case .character("q") where monitor == nil: leave()
        default: handleBelow(key, at: now)
        }
    }

    private func handleBelow(_ key: Key, at now: UInt64) {
        guard case .mouse(let mouse) = key else { return monitor?.handle(key, at: now) ?? () }
        guard mouse.point.y >= barHeight else { return }
        let point = Point(x: mouse.point.x, y: mouse.point.y - barHeight)
        monitor?.handle(.mouse(Key.Mouse(mouse.action, at: point)), at: now)
    }

    private func leave() {
        onAction(.leave)
        effects.append(.end)
    }

    /// Where the first of the errors is that stand above; else the shown plan's file from its top.
    private func edit() {
        let place = pinned.compactMap(\.place).first
        let top = shownPlan.map { SourcePosition(file: $0.file, line: 1, column: 1) }
        if let place = place ?? top { effects.append(.edit(place)) }
    }

    private func walk(_ distance: Int) {
        guard !plans.isEmpty else { return }
        let place = plans.firstIndex { $0.name == shown } ?? 0
        show(plans[(place + distance + plans.count) % plans.count].name)
        isChosen = true
    }

    private func openList() {
        var cursor = ListCursor()
        cursor.selected = plans.firstIndex { $0.name == shown } ?? 0
        list = cursor
    }

    private func handleInList(_ key: Key) {
        guard var cursor = list else { return }
        switch key {
        case .enter:
            if plans.indices.contains(cursor.selected) {
                show(plans[cursor.selected].name)
                isChosen = true
            }
            list = nil
        case .escape, .character("q"), .character("w"): list = nil
        default:
            _ = cursor.handle(key, count: plans.count, height: max(1, plans.count))
            list = cursor
        }
    }

    // MARK: The terminal

    package var needsDrawing: Bool { hasNews || monitor?.needsDrawing == true }

    package func nextTick(after now: UInt64) -> UInt64? {
        [monitor?.nextTick(after: now), themes.nextTick].compactMap(\.self).min()
    }

    package func takeEffects() -> [TerminalEffect] {
        let inner = monitor?.takeEffects() ?? []
        if inner.contains(.end) { onAction(.leave) }
        defer { effects = [] }
        return effects + inner
    }

    package func effectFailed(_ reason: String, at now: UInt64) {
        notice = reason
        hasNews = true
    }

    package func receiveStrayOutput(_ line: String) { monitor?.receiveStrayOutput(line) }

    package func draw(on screen: ScreenTraits, at now: UInt64) -> Grid {
        hasNews = false
        let bar = bar(on: screen)
        barHeight = bar.count
        return picture(bar, on: screen, at: now)
    }
}
