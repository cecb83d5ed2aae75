import Events
import Plan
import Themes

extension Monitor {
    func draw(on canvas: inout Canvas, _ scene: Scene) {
        let layout = shownLayout
        let state = RunStateWord(model, isStopping: isStopping)
        canvas.inside(layout.header) { Header.draw(on: &$0, scene, state) }
        canvas.inside(layout.tabs) { canvas in
            Tabs.draw(on: &canvas, y: 0, current: current, detail: isDetailOpen ? "Step" : nil)
        }
        canvas.inside(layout.banner) { drawBanner(on: &$0) }
        drawBody(on: &canvas, scene, layout)
        if let recording {
            canvas.inside(layout.scrubber) { Scrubber.draw(on: &$0, scene, recording, at: drawnAt) }
        }
        canvas.inside(layout.footer) { canvas in
            if let message { return Footer.draw(message, on: &canvas) }
            Footer.draw(hints(scene), on: &canvas)
        }
        drawOverlay(on: &canvas)
    }

    /// The layout with what stands beside the current pane.
    var shownLayout: Layout { current == .steps && !isDetailOpen ? layout.withSide() : layout }

    private func drawBody(on canvas: inout Canvas, _ scene: Scene, _ layout: Layout) {
        let glyphs = canvas.glyphs
        if isDetailOpen {
            detail.hasCursor = true
            detail.prepare(for: scene, size: layout.body.size, glyphs)
            canvas.inside(layout.body) { detail.draw(on: &$0, scene) }
            return
        }
        panes[current]?.prepare(for: scene, size: layout.body.size)
        canvas.inside(layout.body) { panes[current]?.draw(on: &$0, scene) }
        guard layout.side.width > 0 else { return }
        detail.hasCursor = false
        let inner = Rectangle(
            x: layout.side.x + 2, y: layout.side.y, width: layout.side.width - 2, height: layout.side.height)
        detail.prepare(for: scene, size: inner.size, glyphs)
        for y in 0..<layout.side.height {
            canvas.put(glyphs.vertical, x: layout.side.x, y: layout.side.y + y, style: canvas.theme[.border])
        }
        canvas.inside(inner) { detail.draw(on: &$0, scene) }
    }

    /// The first failure stays in sight whatever the pane.
    private func drawBanner(on canvas: inout Canvas) {
        guard let step = model.failures.keys.min(), let failure = model.failures[step] else { return }
        let more = model.failures.count > 1 ? " (and \(model.failures.count - 1) more)" : ""
        let first = failure.message.prefix { $0 != "\n" }
        let glyph = StepLook(.failed, canvas.glyphs).glyph
        canvas.write(
            "\(glyph) \(model.label(step))\(more): \(first)", x: 1, y: 0, style: canvas.theme[.error],
            limit: canvas.width - 1)
    }

    private func hints(_ scene: Scene) -> [KeyHint] {
        let own = isDetailOpen ? detail.hints(for: scene) : panes[current]?.hints(for: scene) ?? []
        if !isDetailOpen, panes[current]?.isTyping ?? false { return own }
        let first: [KeyHint]
        if recording != nil {
            first = [KeyHint("p", "play/pause"), KeyHint("{ }", "scrub"), KeyHint("< >", "speed")]
        } else if model.isHeld {
            first = [KeyHint("r", "retry"), KeyHint("q", "end the run")]
        } else if model.end != nil {
            first = [KeyHint("q", "leave")]
        } else {
            first = [KeyHint("p", model.isPaused ? "resume" : "pause")]
        }
        let always = [KeyHint("?", "help"), KeyHint(":", "commands")]
        var hints = first + own.prefix(2) + always + own.dropFirst(2)
        if model.end == nil && !model.isHeld { hints.append(KeyHint("q", "leave")) }
        var seen: Set<String> = []
        return hints.filter { seen.insert($0.key).inserted }
    }

    private func drawOverlay(on canvas: inout Canvas) {
        switch overlay {
        case .help(let cursor): Help.draw(helpLines(at: drawnAt, canvas.glyphs), cursor, on: &canvas)
        case .palette(let palette): palette.draw(on: &canvas)
        case .themes(let picker): picker.draw(on: &canvas)
        case .confirm(let confirmation): confirmation.draw(on: &canvas)
        case nil: break
        }
    }
}
