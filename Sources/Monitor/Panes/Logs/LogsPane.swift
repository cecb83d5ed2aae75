package import Plan
import Themes

/// What steps and the engine said: follows the newest line until one scrolls up; of all steps or of one; searched.
package struct LogsPane: Pane {
    private var cursor = ListCursor()
    private var follows = true
    private var search = SearchField()
    /// Only lines of this step.
    private var step: StepID?
    /// Numbers of matching lines, counted from the first ever said.
    private var lines: ContiguousArray<Int> = []
    /// How many lines ever said have been looked at.
    private var looked = 0
    private var lookedFor: (text: String, step: StepID?) = ("", nil)
    /// Columns that long lines are shifted to the left.
    private var shift = 0

    package init() {}

    package var isTyping: Bool { search.isTyping }

    /// Shows the lines of one step alone; nil: of all.
    package mutating func show(only step: StepID?) {
        self.step = step
        follows = true
    }

    package mutating func prepare(for scene: Scene, size: Size) {
        let log = scene.model.log
        if lookedFor.text != search.text || lookedFor.step != step || looked > log.total {
            lines = []
            looked = 0
            lookedFor = (search.text, step)
        }
        let firstKept = log.total - log.count
        let pattern = CaselessText(search.text)
        for number in max(looked, firstKept)..<max(log.total, max(looked, firstKept)) {
            let line = log[number - firstKept]
            guard step == nil || line.step == step else { continue }
            if pattern.occurs(in: line.text) { lines.append(number) }
        }
        looked = log.total
        if let first = lines.first, first < firstKept {
            let gone = lines.firstIndex { $0 >= firstKept } ?? lines.count
            lines.removeFirst(gone)
            if !follows { cursor.selected = max(0, cursor.selected - gone) }
        }
        if follows { cursor.selected = max(0, lines.count - 1) }
        cursor.clamp(count: lines.count, height: listHeight(size))
    }

    private func listHeight(_ size: Size) -> Int { max(0, size.height - 1) }

    package mutating func handle(_ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]) -> Bool {
        if search.isTyping {
            if search.handle(key) { return true }
        } else {
            switch key {
            case .character("/"):
                search.begin()
                return true
            case .escape where search.isShown:
                search.clear()
                return true
            case .escape where step != nil, .character("a"):
                step = nil
                return true
            case .character("o"):
                step = step == nil ? scene.focus : nil
                return true
            case .character("f"):
                follows.toggle()
                return true
            case .left, .character("h"):
                shift = max(0, shift - 8)
                return true
            case .right, .character("l"):
                shift += 8
                return true
            case .enter:
                guard let line = selectedLine(scene.model.log), let step = line.step else { return true }
                requests += [.focus(step), .openDetail]
                return true
            case .character("y"):
                if let line = selectedLine(scene.model.log) { requests.append(.copy(line.text, of: "line")) }
                return true
            default: break
            }
        }
        guard cursor.handle(key, count: lines.count, height: listHeight(size)) else { return false }
        follows = cursor.selected >= lines.count - 1
        return true
    }

    private func selectedLine(_ log: LogModel) -> LogModel.Line? {
        let place = cursor.selected < lines.count ? lines[cursor.selected] - (log.total - log.count) : -1
        return place >= 0 && place < log.count ? log[place] : nil
    }

    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        let log = scene.model.log
        let firstKept = log.total - log.count
        let height = listHeight(canvas.size)
        if lines.isEmpty {
            canvas.write(emptyText, x: 1, y: 0, style: canvas.theme[.textMuted])
        }
        let timeWidth = canvas.width >= 60 ? 8 : 0
        let labelWidth = step == nil && canvas.width >= 60 ? min(28, canvas.width / 4) : 0
        for (y, row) in cursor.visible(count: lines.count, height: height).enumerated() {
            let line = log[lines[row] - firstKept]
            if timeWidth > 0 {
                canvas.write(Figures.duration(line.time), endingAt: timeWidth, y: y, style: canvas.theme[.logTime])
            }
            if labelWidth > 0 {
                let label = line.step.map(scene.model.label) ?? "weir"
                canvas.write(
                    label, x: timeWidth + 1, y: y, style: canvas.theme[.textMuted], limit: labelWidth)
            }
            let x = timeWidth + 1 + (labelWidth > 0 ? labelWidth + 1 : 0)
            drawText(line, x: x, y: y, on: &canvas)
            if row == cursor.selected, !follows {
                canvas.highlight(
                    Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
            }
        }
        drawStatus(on: &canvas, scene)
    }

    private var emptyText: String {
        if !search.text.isEmpty { return "no line has “\(search.text)”" }
        return step == nil ? "nothing has been said yet" : "this step has said nothing"
    }

    private func drawText(_ line: LogModel.Line, x: Int, y: Int, on canvas: inout Canvas) {
        let style = canvas.theme[line.level.key]
        guard shift > 0 else {
            canvas.write(line.text, x: x, y: y, style: style)
            return
        }
        canvas.write(DisplayWidth.dropping(shift, of: line.text.singleLine), x: x, y: y, style: style)
    }

    private func drawStatus(on canvas: inout Canvas, _ scene: Scene) {
        guard canvas.height > 0 else { return }
        let y = canvas.height - 1
        if search.isShown { return search.draw(on: &canvas, y: y, found: Figures.count(lines.count, "line")) }
        var text = step.map { "only \(scene.model.label($0))" } ?? "all steps"
        text += canvas.glyphs.between + Figures.count(lines.count, "line")
        if scene.model.log.cut > 0 { text += ", \(scene.model.log.cut) older cut" }
        text += canvas.glyphs.between + (follows ? "following" : "f follows")
        canvas.write(text, x: 1, y: y, style: canvas.theme[.textMuted])
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        if search.isTyping { return [KeyHint("Enter", "keep"), KeyHint("Esc", "clear")] }
        return [
            KeyHint("f", follows ? "stay" : "follow"), KeyHint("/", "search"),
            KeyHint("o", step == nil ? "only the step in focus" : "all steps"), KeyHint("Enter", "its step"),
            KeyHint("y", "copy"), KeyHint("h l", "shift"),
        ]
    }
}
