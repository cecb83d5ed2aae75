import Events
import Plan
import Themes

/// Draws one worker's bars into a line.
struct TimelineBars {
    let scene: Scene
    let window: TimeWindow
    let glyphs: Glyphs

    /// Failed steps are looked for in cells of many spans, if there are no more of them than this: else some show anyway.
    private static let failureLimit = 1_000

    /// How a stretch ended; one that was not a step's last attempt is one that was tried again.
    static func phase(of stretch: WorkerTrack.Stretch, _ record: StepRecord) -> StepRecord.Phase {
        if stretch.isCurrent { return .running }
        guard record.startedAt == stretch.start else { return .retrying }
        switch record.phase {
        case .waiting, .ready, .running, .retrying: return .retrying
        default: return record.phase
        }
    }

    func draw(_ worker: WorkerModel.Worker, track: WorkerTrack, on canvas: inout Canvas) {
        let cells = track.cells(in: window)
        var column = 0
        while column < cells.count {
            switch cells[column] {
            case .idle: column += 1
            case .several(_, let share, let samples):
                let looks = samples.map { StepLook(Self.phase(of: $0, scene.model[$0.step]), glyphs) }
                let look = looks.first { $0.key == .stepFailed } ?? looks.first { $0.key != .stepDone } ?? looks.first
                canvas.put(shade(share), x: column, y: 0, style: canvas.theme[look?.key ?? .stepDone])
                if look?.key == .stepFailed {
                    canvas.put(StepLook(.failed, glyphs).glyph, x: column, y: 0, style: canvas.theme[.stepFailed])
                }
                column += 1
            case .single(let stretch):
                let start = column
                while column < cells.count, cells[column] == .single(stretch) { column += 1 }
                drawBar(stretch, start..<column, on: &canvas)
            }
        }
        if scene.model.failures.count <= Self.failureLimit {
            for step in scene.model.failures.keys {
                let record = scene.model[step]
                guard record.worker == worker.id, record.phase == .failed else { continue }
                let column = window.column(of: max(record.startedAt, window.start))
                guard record.endedAt >= window.start, cells.indices.contains(column),
                    case .several = cells[column]
                else { continue }
                canvas.put(StepLook(.failed, glyphs).glyph, x: column, y: 0, style: canvas.theme[.stepFailed])
            }
        }
        if case .exited = worker.state {
            let column = window.column(of: worker.since)
            if cells.indices.contains(column), cells[column] == .idle {
                canvas.put(glyphs.isUnicode ? "╳" : "x", x: column, y: 0, style: canvas.theme[.workerDead])
            }
        }
    }

    /// Neighbours have different fillings, so that they are told apart without colour.
    private func drawBar(_ stretch: WorkerTrack.Stretch, _ columns: Range<Int>, on canvas: inout Canvas) {
        let look = StepLook(Self.phase(of: stretch, scene.model[stretch.step]), glyphs)
        let style = canvas.theme[look.key]
        let filling: Unicode.Scalar =
            stretch.place.isMultiple(of: 2) ? glyphs.full : glyphs.isUnicode ? "▓" : "="
        for column in columns { canvas.put(filling, x: column, y: 0, style: style) }
        var inside = style
        inside.modifiers.formSymmetricDifference(.reverse)
        if stretch.step == scene.focus { inside.modifiers.formUnion([.bold, .underline]) }

        let isPlain = look.key == .stepDone
        let label = scene.model.label(stretch.step)
        let text = " " + (isPlain ? "" : "\(Character(look.glyph)) ") + label
        let room = columns.count - 2
        if room >= min(DisplayWidth.of(text) + 1, isPlain ? 6 : 8) {
            canvas.write(cut(text, to: room), x: columns.lowerBound + 1, y: 0, style: inside)
        } else if !isPlain {
            canvas.put(look.glyph, x: columns.lowerBound, y: 0, style: columns.count > 1 ? inside : style)
        }
    }

    /// With a space at its end.
    private func cut(_ text: String, to room: Int) -> String {
        let clean = glyphs.reduced(DisplayWidth.displayable(text.singleLine))
        return glyphs.reduced(DisplayWidth.truncateMiddle(clean, to: room - 1)) + " "
    }

    private func shade(_ share: Double) -> Unicode.Scalar {
        let shades: [Unicode.Scalar] = glyphs.isUnicode ? ["░", "▒", "▓", "█"] : [".", ":", "+", "#"]
        return shades[max(0, min(3, Int(share * 4)))]
    }
}
