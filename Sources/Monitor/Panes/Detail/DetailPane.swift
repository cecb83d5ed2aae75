import Events
import Plan
import Themes

/// The step in focus with all that is known of it; scrolls. Enter on a step that it names goes there.
package struct DetailPane: Pane {
    private var cursor = ListCursor()
    private var lines: [StepDetail.Line] = []
    private var shown: StepID?
    /// Whether the cursor is drawn: not where the pane only stands beside another.
    package var hasCursor = true

    package init() {}

    package mutating func prepare(for scene: Scene, size: Size) { prepare(for: scene, size: size, .unicode) }

    mutating func prepare(for scene: Scene, size: Size, _ glyphs: Glyphs) {
        if shown != scene.focus { cursor = ListCursor() }
        shown = scene.focus
        lines =
            scene.focus.map {
                StepDetail.lines(
                    of: $0, in: scene, glyphs: glyphs, width: size.width - 1, isBesideItsRow: !hasCursor)
            } ?? []
        cursor.clamp(count: lines.count, height: size.height)
    }

    package mutating func handle(_ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]) -> Bool {
        switch key {
        case .enter:
            if cursor.selected < lines.count, let step = lines[cursor.selected].step {
                requests.append(.focus(step))
            }
            return true
        case .character("L"):
            if let step = scene.focus { requests.append(.openLog(of: step)) }
            return true
        case .character("y"):
            if let step = scene.focus { requests.append(copy(step, scene)) }
            return true
        case .mouse(let mouse) where mouse.action == .press:
            cursor.selected = cursor.top + mouse.point.y
            cursor.clamp(count: lines.count, height: size.height)
            return true
        default:
            return cursor.handle(key, count: lines.count, height: size.height)
        }
    }

    /// The error, where there is one: that is what people paste.
    private func copy(_ step: StepID, _ scene: Scene) -> MonitorRequest {
        guard let failure = scene.model.failures[step] else { return .copy(scene.model.label(step), of: "name") }
        let place = failure.position.map { "\($0): " } ?? ""
        return .copy("\(place)step '\(scene.model.label(step))': \(failure.message)", of: "error")
    }

    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        if lines.isEmpty { canvas.write("no step is selected", x: 1, y: 0, style: canvas.theme[.textMuted]) }
        for (y, line) in cursor.visible(count: lines.count, height: canvas.height).enumerated() {
            lines[line].text.draw(x: 1, y: y, on: &canvas)
            if hasCursor, line == cursor.selected {
                canvas.highlight(
                    Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
            }
        }
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        [
            KeyHint("Esc", "back"), KeyHint("Enter", "go to step"), KeyHint("L", "its log"), KeyHint("r", "retry"),
            KeyHint("x", "cancel"), KeyHint("y", "copy"),
        ]
    }
}
