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

    /// The plans' line, and those below it that stand until they are answered.
    var barHeight: Int { 1 + pinned.count }

    func picture(on screen: ScreenTraits, at now: UInt64) -> Grid {
        let bar = min(barHeight, screen.size.height)
        var below = screen
        below.size = Size(width: screen.size.width, height: screen.size.height - bar)
        let inner = list == nil ? monitor?.draw(on: below, at: now) : nil
        let glyphs: Glyphs = screen.isUnicode ? .unicode : .ascii
        var canvas = Canvas(size: screen.size, theme: themes.theme(at: screen.colors), glyphs: glyphs)
        drawBar(on: &canvas)
        if let inner { return canvas.grid.with(inner, below: bar) }
        if list != nil { drawList(on: &canvas) }
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
        for (line, pinned) in pinned.enumerated() {
            var end = canvas.width
            if pinned.place != nil, canvas.width >= 60 {
                end -= 8
                let hint = canvas.write("e", x: end + 1, y: line + 1, style: canvas.theme[.footerKey])
                canvas.write(" edit", x: hint, y: line + 1, style: canvas.theme[.textMuted])
            }
            canvas.write(
                pinned.text.singleLine, x: 1, y: line + 1, style: canvas.theme[pinned.key], limit: end - 1)
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
