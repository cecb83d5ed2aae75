package import Events
package import Themes

/// A few lines at the bottom of an ordinary terminal that show what runs, while what is finished scrolls away above them.
package struct InlineView: Sendable {
    private var model = RunModel()
    private static let running = 4

    package init() {}

    package mutating func receive(_ event: RunEvent) { model.receive(event) }

    /// Whether there is something to show: not before the run and not after.
    package var isShown: Bool { model.plan != nil && model.end == nil }

    /// The lines: how far the run is, then what runs, longest first.
    ///
    /// - Parameters:
    ///   - now: nanoseconds since the run started.
    ///   - width: cells of the terminal; one is left free, so that no line wraps.
    package func draw(at now: UInt64, width: Int, theme: Theme, glyphs: Glyphs) -> Grid {
        let steps = model.workers.all.filter { $0.step != nil }.sorted { $0.since < $1.since }
        let lines = min(steps.count, Self.running)
        let size = Size(width: max(1, width - 1), height: 1 + max(1, lines))
        var canvas = Canvas(size: size, theme: theme, glyphs: glyphs)
        Header.draw(on: &canvas, Scene(model: model, now: model.clock(at: now)), RunStateWord(model, isStopping: false))
        if steps.isEmpty { canvas.write("nothing runs", x: 3, y: 1, style: theme[.textMuted]) }
        for (line, worker) in steps.prefix(lines).enumerated() {
            guard let step = worker.step else { continue }
            let look = StepLook(.running, glyphs)
            let y = line + 1
            canvas.put(look.glyph, x: 1, y: y, style: theme[look.key])
            let hidden = steps.count - lines
            var facts = "\(worker.id)  \(Figures.duration(model[step].elapsed(at: max(now, worker.since))))"
            for remark in model.remarks(on: step, at: max(now, worker.since)) { facts += ", \(remark.text)" }
            if line == lines - 1, hidden > 0 { facts += " and \(hidden) more" }
            let end = canvas.write(
                model.label(step), x: 3, y: y, style: theme[look.key],
                limit: max(8, size.width - 6 - DisplayWidth.of(facts)))
            canvas.write(facts, x: end + 2, y: y, style: theme[.textMuted])
        }
        return canvas.grid
    }
}
