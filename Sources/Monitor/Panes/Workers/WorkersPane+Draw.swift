import Events
import Plan
import Themes

extension WorkersPane {
    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        guard canvas.width > 0, canvas.height > 0 else { return }
        let workers = scene.model.workers.all
        let frame = WorkersFrame(canvas.size, workers: workers.count)
        drawProcess(on: &canvas, scene)
        guard !workers.isEmpty else {
            canvas.write("no workers yet", x: 0, y: 1, style: canvas.theme[.textMuted])
            return
        }
        let now = scene.model.clock(at: scene.now)
        let visible = cursor.visible(count: workers.count, height: frame.rows)
        let layout = Self.columns(workers[visible], scene.model, width: canvas.width, canvas.glyphs)
        layout.writeTitles(y: frame.listTop, style: canvas.theme[.tableHeader], on: &canvas)
        for (line, place) in visible.enumerated() {
            let y = frame.listTop + 1 + line
            WorkerRow(workers[place], scene.model, at: now).draw(y: y, layout, on: &canvas)
            if place == cursor.selected {
                canvas.highlight(
                    Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
            }
        }
        if let area = frame.detail, workers.indices.contains(cursor.selected) {
            canvas.inside(area) { Self.drawSpans(of: workers[cursor.selected], on: &$0, scene.model, at: now) }
        }
    }

    /// Of the whole process, which the threads share: `cpu 187% · RSS 144MiB ▁▂▅▆ · pool 54MiB`.
    private func drawProcess(on canvas: inout Canvas, _ scene: Scene) {
        let model = scene.model
        let glyphs = canvas.glyphs
        guard let sample = model.latestSample else {
            canvas.write("no figures of the process yet", x: 0, y: 0, style: canvas.theme[.textMuted])
            return
        }
        let isNarrow = canvas.width < 56
        let between = isNarrow ? "  " : glyphs.between
        var line = TextLine()
        if let processors = model.pace.processorsInUse {
            line.add("cpu ", .textMuted)
            line.add("\(Int((processors * 100).rounded()))%", .textStrong)
            line.add(between)
        }
        line.add("RSS ", .textMuted)
        line.add(Figures.bytes(sample.residentBytes), .textStrong)
        var tail = TextLine(between).adding("pool ", .textMuted).adding(Figures.bytes(sample.poolBytes), .textStrong)
        if !isNarrow, let plan = model.plan {
            tail.add(between)
            tail.add(
                "\(Figures.count(plan.workers, "worker")), \(plan.modes.map(\.rawValue).joined(separator: ", "))",
                .textMuted)
        }
        let x = line.draw(y: 0, on: &canvas) + 1
        let room = min(40, canvas.width - x - tail.width(glyphs))
        guard room >= 6 else {
            tail.draw(x: x - 1, y: 0, on: &canvas)
            return
        }
        let history = model.pace.residentHistory
        let scale = history.points.reduce(1) { max($0, $1.value) }
        let now = model.clock(at: scene.now)
        for (column, value) in Sparkline.columns(of: history, from: 0, to: max(1, now), width: room).enumerated() {
            guard let value else { continue }
            Sparkline.draw(
                Sparkline.eighths(value, of: scale, rows: 1), x: x + column, bottom: 0,
                style: canvas.theme[.memoryMid], on: &canvas)
        }
        tail.draw(x: x + room, y: 0, on: &canvas)
    }

    private static func columns(
        _ workers: ArraySlice<WorkerModel.Worker>, _ model: RunModel, width: Int, _ glyphs: Glyphs
    ) -> ColumnLayout {
        let hasProcesses = workers.contains { $0.processID != nil }
        let hasNotes = workers.contains { WorkerRow.note($0) != "" }
        let label = workers.reduce(16) { widest, worker in
            max(widest, worker.step.map { DisplayWidth.of(glyphs.reduced(model.label($0).singleLine)) } ?? 0)
        }
        return ColumnLayout(
            [
                ColumnLayout.Column("id", 4, priority: 0),
                ColumnLayout.Column("", 1, priority: 1),
                ColumnLayout.Column("state", 5, priority: 6),
                ColumnLayout.Column("step", 14, ideal: min(label, 70), priority: 2, losesMiddle: true),
                ColumnLayout.Column("for", 6, isRight: true, priority: 3),
                ColumnLayout.Column("busy", 4, isRight: true, priority: 4),
                ColumnLayout.Column("", 10, ideal: 20, priority: 8),
                ColumnLayout.Column("cpu", 4, isRight: true, priority: 7),
                ColumnLayout.Column("done", 5, isRight: true, priority: 5),
                ColumnLayout.Column(hasProcesses ? "pid" : "", hasProcesses ? 7 : 1, isRight: true, priority: 9),
                ColumnLayout.Column(
                    hasNotes ? "deaths" : "", hasNotes ? 12 : 1, ideal: 60, priority: hasNotes ? 6 : 10),
            ], width: width)
    }

    /// The newest first: when, how long, what, and how it ended.
    private static func drawSpans(
        of worker: WorkerModel.Worker, on canvas: inout Canvas, _ model: RunModel, at now: UInt64
    ) {
        canvas.rule(y: 0, style: canvas.theme[.border])
        TextLine(" \(worker.id) ", .title).adding("last steps ", .textMuted).draw(x: 1, y: 0, on: &canvas)
        let layout = ColumnLayout(
            [
                ColumnLayout.Column("at", 7, isRight: true, priority: 2),
                ColumnLayout.Column("took", 7, isRight: true, priority: 1),
                ColumnLayout.Column("", 1, priority: 3),
                ColumnLayout.Column("step", 10, ideal: 80, priority: 0, losesMiddle: true),
            ], width: canvas.width)
        var y = 1
        for span in worker.spans.suffix(10).reversed() where y < canvas.height {
            let look = StepLook(model[span.step].phase, canvas.glyphs)
            layout.write(Figures.duration(span.start), in: 0, y: y, style: canvas.theme[.logTime], on: &canvas)
            layout.write(
                Figures.duration(span.end - min(span.start, span.end)), in: 1, y: y, style: canvas.theme[.text],
                on: &canvas)
            layout.write(String(Character(look.glyph)), in: 2, y: y, style: canvas.theme[look.key], on: &canvas)
            layout.write(model.label(span.step), in: 3, y: y, style: canvas.theme[.text], on: &canvas)
            y += 1
        }
        if worker.spans.isEmpty { canvas.write("nothing yet", x: 1, y: 1, style: canvas.theme[.textMuted]) }
    }
}
