import Themes

/// What the user at the monitor wants of a watch.
package enum WatchAction: Sendable, Hashable {
    case leave
    /// To look whether something of a plan has to run.
    case run(plan: String)
}

/// The monitor of a watch: above, the watched plans with their states and what is wrong with them; below, the monitor of the plan that
/// is shown. One thread's own, the terminal's.
///
/// `[` and `]` walk through the plans, `w` opens their list, `R` runs one again that failed. As long as the user has not chosen a plan, the one that runs is shown.
package final class WatchMonitor: TerminalApplication {
    private let source: WatchSource
    private let shelf: ThemeShelf
    private let themeName: String
    private let onAction: (WatchAction) -> Void
    private var plans: [PlanEntry] = []
    private var notice: String?
    /// By the plan's name.
    private var monitors: [String: Monitor] = [:]
    private var shown: String?
    private var isChosen = false
    private var list: ListCursor?
    private var hasNews = true
    private var effects: [TerminalEffect] = []
    private var theme = Theme.plain
    private var traits: ScreenTraits?

    /// - Parameter onAction: what the user wants of the watch; called on the terminal's thread, must not block.
    package init(
        _ source: WatchSource, shelf: ThemeShelf, theme: String, onAction: @escaping (WatchAction) -> Void
    ) {
        self.source = source
        self.shelf = shelf
        themeName = theme
        self.onAction = onAction
    }

    private var monitor: Monitor? {
        guard let shown else { return nil }
        if let monitor = monitors[shown] { return monitor }
        let monitor = Monitor(source.feed(of: shown), shelf: shelf, theme: themeName)
        monitors[shown] = monitor
        return monitor
    }

    package func update(at now: UInt64) {
        if let news = source.take() {
            plans = news.plans
            notice = news.notice
            hasNews = true
        }
        if let shown, !plans.contains(where: { $0.name == shown }) {
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

    package func handle(_ key: Key, at now: UInt64) {
        hasNews = true
        if list != nil { return handleInList(key) }
        switch key {
        case .character("w") where monitor?.isTakingText != true: openList()
        case .character("]") where monitor?.isTakingText != true: walk(1)
        case .character("[") where monitor?.isTakingText != true: walk(-1)
        case .character("R") where monitor?.isTakingText != true: if let shown { onAction(.run(plan: shown)) }
        case .character("q") where monitor == nil: leave()
        case .mouse(let mouse):
            guard mouse.point.y >= barHeight else { return }
            let point = Point(x: mouse.point.x, y: mouse.point.y - barHeight)
            monitor?.handle(.mouse(Key.Mouse(mouse.action, at: point)), at: now)
        default: monitor?.handle(key, at: now)
        }
    }

    private func leave() {
        onAction(.leave)
        effects.append(.end)
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

    package var needsDrawing: Bool { hasNews || monitor?.needsDrawing == true }

    package func nextTick(after now: UInt64) -> UInt64? { monitor?.nextTick(after: now) }

    package func takeEffects() -> [TerminalEffect] {
        let inner = monitor?.takeEffects() ?? []
        if inner.contains(.end) { onAction(.leave) }
        defer { effects = [] }
        return effects + inner
    }

    package func receiveStrayOutput(_ line: String) { monitor?.receiveStrayOutput(line) }

    // MARK: Drawing

    /// The plans' line, and one for what is wrong with the plan that is shown, or what the watch has to say.
    private var barHeight: Int { pinned == nil ? 1 : 2 }

    private var pinned: (text: String, key: ThemeKey)? {
        if let problem = plans.first(where: { $0.name == shown })?.problem { return (problem, .error) }
        return notice.map { ($0, .warning) }
    }

    package func draw(on screen: ScreenTraits, at now: UInt64) -> Grid {
        hasNews = false
        if traits != screen { theme = shelf.load(themeName, screen.colors) }
        traits = screen
        let glyphs: Glyphs = screen.isUnicode ? .unicode : .ascii
        let bar = min(barHeight, screen.size.height)
        var below = screen
        below.size = Size(width: screen.size.width, height: screen.size.height - bar)
        let inner = monitor?.draw(on: below, at: now)
        var canvas = Canvas(size: screen.size, theme: theme, glyphs: glyphs)
        if list == nil {
            drawBar(on: &canvas)
            guard let inner else { return canvas.grid }
            return canvas.grid.with(inner, below: bar)
        }
        drawBar(on: &canvas)
        drawList(on: &canvas)
        return canvas.grid
    }

    /// `plans  ✔ a.yaml  ▶ b.yaml  ✖ c.yaml`, with the shown one marked; from the shown one on where there is no room for all.
    private func drawBar(on canvas: inout Canvas) {
        canvas.fill(Rectangle(x: 0, y: 0, width: canvas.width, height: 1), style: canvas.theme[.header])
        var x = canvas.write("plans ", x: 1, y: 0, style: canvas.theme[.headerMuted])
        let place = plans.firstIndex { $0.name == shown } ?? 0
        let widths = plans.map { DisplayWidth.of($0.name.singleLine) + 4 }
        let isRoomy = widths.reduce(x, +) <= canvas.width
        for entry in isRoomy ? plans[...] : plans[place...] where x + 4 < canvas.width {
            let look = PlanLook(entry.state, canvas.glyphs)
            x = canvas.write("\(look.glyph) ", x: x, y: 0, style: canvas.theme[look.key])
            let key: ThemeKey = entry.name == shown ? .tabActive : .tab
            x = canvas.write(
                entry.name.singleLine, x: x, y: 0, style: canvas.theme[key], limit: canvas.width - x)
            x += 2
        }
        if let pinned {
            canvas.write(
                pinned.text.singleLine, x: 1, y: 1, style: canvas.theme[pinned.key], limit: canvas.width - 1)
        }
    }

    private func drawList(on canvas: inout Canvas) {
        guard var cursor = list else { return }
        let width = max(30, (plans.map { DisplayWidth.of($0.name.singleLine) }.max() ?? 0) + 16)
        Box.draw(
            title: "plans", width: min(width, canvas.width), height: min(plans.count + 2, canvas.height), on: &canvas
        ) { canvas in
            cursor.clamp(count: plans.count, height: canvas.height)
            for (y, row) in cursor.visible(count: plans.count, height: canvas.height).enumerated() {
                let look = PlanLook(plans[row].state, canvas.glyphs)
                let x = canvas.write("\(look.glyph) ", x: 1, y: y, style: canvas.theme[look.key])
                canvas.write(plans[row].name.singleLine, x: x, y: y, style: canvas.theme[.text])
                canvas.write(
                    plans[row].state.rawValue, endingAt: canvas.width - 1, y: y, style: canvas.theme[.textMuted])
                if row == cursor.selected {
                    canvas.highlight(
                        Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
                }
            }
        }
    }
}

extension Grid {
    /// The same with the other from a row on.
    fileprivate func with(_ other: Grid, below row: Int) -> Grid {
        var grid = self
        for y in 0..<min(other.size.height, size.height - row) {
            for x in 0..<min(other.size.width, size.width) { grid[x, y + row] = other[x, y] }
        }
        return grid
    }
}
