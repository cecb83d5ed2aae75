import Events
import Plan
import Themes

/// A worker as the workers pane lists it.
struct WorkerRow {
    private let worker: WorkerModel.Worker
    private let label: String?
    private let elapsed: UInt64
    private let busy: Double
    /// Processor time in finished steps by the time in steps that have ended.
    private let processorShare: Double?

    /// - Parameter now: nanoseconds since the run started, at most its end.
    init(_ worker: WorkerModel.Worker, _ model: RunModel, at now: UInt64) {
        self.worker = worker
        label = worker.step.map { model.label($0) }
        elapsed = now - min(now, worker.since)
        busy = worker.busyShare(at: now)
        processorShare = worker.busyTime > 0 ? Double(worker.processorTime) / Double(worker.busyTime) : nil
    }

    /// Why it is gone, or how often it was started anew.
    static func note(_ worker: WorkerModel.Worker) -> String {
        var parts: [String] = []
        if worker.restarts > 0 { parts.append(Figures.count(worker.restarts, "restart")) }
        if case .exited(let reason) = worker.state { parts.append(reason.isEmpty ? "ended" : reason) }
        return parts.joined(separator: ", ")
    }

    func draw(y: Int, _ layout: ColumnLayout, on canvas: inout Canvas) {
        let unicode = canvas.glyphs.isUnicode
        let (glyph, word, key): (String, String, ThemeKey) =
            switch worker.state {
            case .busy: (unicode ? "▶" : ">", "busy", .workerBusy)
            case .idle: (unicode ? "○" : "o", "idle", .workerIdle)
            case .exited: (unicode ? "✖" : "X", "ended", .workerDead)
            }
        let style = canvas.theme[key]
        let text = canvas.theme[.text]
        layout.write(worker.id.description, in: 0, y: y, style: canvas.theme[.textStrong], on: &canvas)
        layout.write(glyph, in: 1, y: y, style: style, on: &canvas)
        layout.write(word, in: 2, y: y, style: style, on: &canvas)
        if let label {
            layout.write(label, in: 3, y: y, style: text, on: &canvas)
        } else {
            layout.write(canvas.glyphs.isUnicode ? "–" : "-", in: 3, y: y, style: canvas.theme[.textMuted], on: &canvas)
        }
        layout.write(Figures.duration(elapsed), in: 4, y: y, style: text, on: &canvas)
        layout.write("\(Int((busy * 100).rounded()))%", in: 5, y: y, style: text, on: &canvas)
        if let place = layout.places[6] { drawBar(x: place.x, y: y, width: place.width, on: &canvas) }
        if let processorShare {
            layout.write("\(Int(min(processorShare, 99) * 100 + 0.5))%", in: 7, y: y, style: text, on: &canvas)
        }
        layout.write("\(worker.stepsDone)", in: 8, y: y, style: text, on: &canvas)
        if let process = worker.processID {
            layout.write("\(process)", in: 9, y: y, style: canvas.theme[.textMuted], on: &canvas)
        }
        layout.write(Self.note(worker), in: 10, y: y, style: canvas.theme[.workerDead], on: &canvas)
    }

    private func drawBar(x: Int, y: Int, width: Int, on canvas: inout Canvas) {
        let filled = Int((busy * Double(width)).rounded())
        for cell in 0..<width {
            let isFull = cell < filled
            canvas.put(
                isFull ? canvas.glyphs.full : canvas.glyphs.rest, x: x + cell, y: y,
                style: canvas.theme[isFull ? .progress : .progressRest])
        }
    }
}
