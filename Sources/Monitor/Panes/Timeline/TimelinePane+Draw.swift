import Events
import Plan
import Themes

extension TimelinePane {
    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        let workers = scene.model.workers.all
        guard !workers.isEmpty else {
            canvas.write("No workers yet.", x: 1, y: 0, style: canvas.theme[.textMuted])
            return
        }
        let frame = frame(canvas.size, scene)
        let window = window(frame, scene)
        let total = total(scene)
        drawAxis(frame, window, total, on: &canvas)
        let shown = rows.visible(count: workers.count, height: frame.workerRows)
        for (place, index) in shown.enumerated() {
            let y = frame.headerRows + place * frame.pitch
            drawName(workers[index], isChosen: index == rows.selected, y: y, frame, total, on: &canvas)
            let part = Rectangle(x: frame.labelWidth, y: y, width: frame.columns, height: 1)
            canvas.inside(part) { canvas in
                let bars = TimelineBars(scene: scene, window: window, glyphs: canvas.glyphs)
                bars.draw(workers[index], track: WorkerTrack(workers[index], now: total), on: &canvas)
            }
        }
        drawCursor(frame, window, scene, on: &canvas)
        guard frame.detailRows > 0 else { return }
        drawInstant(frame, scene, y: frame.headerRows + frame.chartRows, on: &canvas)
        for (place, index) in (shown.lowerBound..<workers.count).prefix(frame.detailRows - 1).enumerated() {
            let y = frame.headerRows + frame.chartRows + 1 + place
            drawDetail(workers[index], isChosen: index == rows.selected, y: y, frame, scene, on: &canvas)
        }
    }

    private func drawAxis(_ frame: Frame, _ window: TimeWindow, _ total: UInt64, on canvas: inout Canvas) {
        guard frame.headerRows > 0 else { return }
        let style = canvas.theme[.textMuted]
        let axis = TimeAxis(atLeast: window.scale * 10, upTo: max(window.end, 1))
        let hasRule = frame.headerRows > 1
        if hasRule { canvas.rule(y: 1, style: canvas.theme[.border], from: frame.labelWidth) }
        for tick in axis.ticks(from: window.start, to: window.end) {
            let x = frame.labelWidth + window.column(of: tick)
            let label = axis.label(tick)
            if hasRule {
                canvas.put(canvas.glyphs.isUnicode ? "┬" : "+", x: x, y: 1, style: canvas.theme[.border])
            } else {
                canvas.put(canvas.glyphs.isUnicode ? "╷" : "'", x: x, y: 0, style: canvas.theme[.border])
            }
            let start = x + (hasRule ? 0 : 1)
            if start + label.count <= canvas.width { canvas.write(label, x: start, y: 0, style: style) }
        }
    }

    private func drawName(
        _ worker: WorkerModel.Worker, isChosen: Bool, y: Int, _ frame: Frame, _ total: UInt64, on canvas: inout Canvas
    ) {
        let key: ThemeKey =
            switch worker.state {
            case .idle: .workerIdle
            case .busy: .workerBusy
            case .exited: .workerDead
            }
        if isChosen { canvas.put(canvas.glyphs.pointer, x: 0, y: y, style: canvas.theme[.textStrong]) }
        canvas.write(worker.id.description, x: 1, y: y, style: canvas.theme[key], limit: max(0, frame.labelWidth - 1))
        let share = Int((worker.busyShare(at: total) * 100).rounded())
        if frame.labelWidth >= 9 {
            canvas.write("\(share)%", endingAt: frame.labelWidth - 1, y: y, style: canvas.theme[.textMuted])
        }
    }

    private func drawCursor(_ frame: Frame, _ window: TimeWindow, _ scene: Scene, on canvas: inout Canvas) {
        let column = window.column(of: cursorTime(scene))
        guard column >= 0, column < frame.columns else { return }
        let style = canvas.theme[.timelineCursor]
        for y in 0..<frame.chartRows {
            canvas.put(canvas.glyphs.vertical, x: frame.labelWidth + column, y: frame.headerRows + y, style: style)
        }
        guard frame.headerRows > 1 else { return }
        canvas.put(
            canvas.glyphs.isUnicode ? "▼" : "v", x: frame.labelWidth + column, y: frame.headerRows - 1, style: style)
    }

    /// The instant under the cursor, what was busy then, and what was in memory.
    private func drawInstant(_ frame: Frame, _ scene: Scene, y: Int, on canvas: inout Canvas) {
        let time = cursorTime(scene)
        let workers = scene.model.workers.all
        let busy = workers.reduce(0) { $0 + (stretch(of: $1, scene) == nil ? 0 : 1) }
        let data = scene.model.data
        let resident = follows ? data.residentBytes : data.history.greatest(from: time, to: time) ?? 0
        let axis = TimeAxis(atLeast: window(frame, scene).scale, upTo: total(scene))
        let text = [
            "at " + axis.label(time) + (follows ? " (now)" : ""), "\(busy) of \(workers.count) busy",
            "\(Figures.bytes(resident)) resident",
        ]
        canvas.rule(y: y, style: canvas.theme[.border])
        canvas.write(
            " " + text.joined(separator: canvas.glyphs.between) + " ", x: 1, y: y, style: canvas.theme[.header])
    }

    private func stretch(of worker: WorkerModel.Worker, _ scene: Scene) -> WorkerTrack.Stretch? {
        let track = WorkerTrack(worker, now: total(scene))
        return follows ? track.current : track.stretch(at: cursorTime(scene))
    }

    private func drawDetail(
        _ worker: WorkerModel.Worker, isChosen: Bool, y: Int, _ frame: Frame, _ scene: Scene, on canvas: inout Canvas
    ) {
        let muted = canvas.theme[.textMuted]
        if isChosen { canvas.put(canvas.glyphs.pointer, x: 0, y: y, style: canvas.theme[.textStrong]) }
        canvas.write(worker.id.description, x: 1, y: y, style: canvas.theme[.worker])
        let x = max(4, frame.labelWidth - 5)
        guard let stretch = stretch(of: worker, scene) else {
            let text = if case .exited(let reason) = worker.state { "ended: " + reason } else { "idle" }
            canvas.write(text, x: x, y: y, style: muted)
            return
        }
        let phase = TimelineBars.phase(of: stretch, scene.model[stretch.step])
        let look = StepLook(phase, canvas.glyphs)
        let style = canvas.theme[look.key]
        canvas.put(look.glyph, x: x, y: y, style: style)
        let length = Figures.duration(stretch.end - min(stretch.start, stretch.end))
        let soFar = Figures.duration(cursorTime(scene) - min(stretch.start, cursorTime(scene)))
        let fact =
            stretch.isCurrent
            ? "\(look.word) for \(soFar)" : "\(soFar) of \(length)" + canvas.glyphs.between + look.word
        let room = canvas.width - x - 2
        let needed = DisplayWidth.of(fact) + 2
        let end = canvas.write(
            scene.model.label(stretch.step), x: x + 2, y: y, style: style,
            limit: room > needed + 12 ? room - needed : room)
        if end + needed <= canvas.width { canvas.write(fact, x: end + 2, y: y, style: muted) }
    }
}
