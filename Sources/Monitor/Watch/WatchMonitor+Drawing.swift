import Plan
import Themes

/// What stands above the monitor until it is no more.
struct PinnedLine {
    var text: String
    var key: ThemeKey
    /// In a file.
    var place: SourcePosition?
}

extension WatchMonitor {
    /// What is wrong with the shown plan, or what the watch has to say; and what is wrong with the theme.
    var pinned: [PinnedLine] {
        var lines: [PinnedLine] = []
        if let problem = shownPlan?.problem {
            lines.append(PinnedLine(text: problem.description, key: .error, place: problem.position))
        } else if let notice {
            lines.append(PinnedLine(text: notice, key: .warning))
        }
        if let problem = themes.problem {
            lines.append(PinnedLine(text: "theme: \(problem.withoutFolder)", key: .error, place: problem.position))
        }
        return lines
    }

    /// A row above the monitor.
    enum BarRow {
        case plans
        /// Some of a pinned line; the first of its rows has the key that leads to its place.
        case pinned(String, PinnedLine, isFirst: Bool)
    }

    private static let hintWidth = 8

    /// Long lines take two rows where there is room.
    func bar(on screen: ScreenTraits) -> [BarRow] {
        guard screen.size.height > 0 else { return [] }
        var rows: [BarRow] = [.plans]
        let isTall = screen.size.height >= 20
        for line in pinned {
            let room = screen.size.width - 1 - (hasHint(line, on: screen) ? Self.hintWidth : 0)
            let text = line.text.singleLine
            var parts = isTall ? DisplayWidth.wrap(text, to: max(1, room), indent: 2) : [text]
            if parts.count > 2 { parts = [parts[0], parts[1...].joined(separator: " ")] }
            for (place, part) in parts.enumerated() { rows.append(.pinned(part, line, isFirst: place == 0)) }
        }
        return Array(rows.prefix(screen.size.height))
    }

    private func hasHint(_ line: PinnedLine, on screen: ScreenTraits) -> Bool {
        line.place != nil && screen.size.width >= 60
    }

    func picture(_ bar: [BarRow], on screen: ScreenTraits, at now: UInt64) -> Grid {
        var below = screen
        below.size = Size(width: screen.size.width, height: screen.size.height - bar.count)
        let inner = list == nil ? monitor?.draw(on: below, at: now) : nil
        let glyphs: Glyphs = screen.isUnicode ? .unicode : .ascii
        var canvas = Canvas(size: screen.size, theme: themes.theme(at: screen.colors), glyphs: glyphs)
        for (y, row) in bar.enumerated() {
            switch row {
            case .plans: drawPlans(on: &canvas)
            case .pinned(let text, let line, let isFirst):
                let hint = hasHint(line, on: screen) ? Self.hintWidth : 0
                canvas.write(text, x: 1, y: y, style: canvas.theme[line.key], limit: canvas.width - 1 - hint)
                guard isFirst, hint > 0 else { continue }
                let end = canvas.write("e", x: canvas.width - hint + 1, y: y, style: canvas.theme[.footerKey])
                canvas.write(" edit", x: end, y: y, style: canvas.theme[.textMuted])
            }
        }
        if let inner { return canvas.grid.with(inner, below: bar.count) }
        if list != nil { drawList(on: &canvas) }
        return canvas.grid
    }

    /// `plans  ✔ a.yaml  ▶ b.yaml  ✖ c.yaml`, with the shown one marked; from the shown one on where there is no room for all.
    private func drawPlans(on canvas: inout Canvas) {
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

extension Diagnostic {
    /// `file:line:column: error: message` with the file's name alone, for what is at home in one folder.
    fileprivate var withoutFolder: String {
        guard let position, let slash = position.file.lastIndex(of: "/") else { return description }
        let name = String(position.file[position.file.index(after: slash)...])
        let short = SourcePosition(file: name, line: Int(position.line), column: Int(position.column))
        return Diagnostic(severity, at: short, message).description
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
