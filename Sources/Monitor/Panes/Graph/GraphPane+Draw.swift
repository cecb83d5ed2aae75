import Events
import Plan
import Themes

extension GraphPane {
    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        guard let picture else {
            canvas.write("No steps yet.", x: 1, y: 0, style: canvas.theme[.textMuted])
            return
        }
        let chart = chartSize(canvas.size)
        let focus = focus(in: scene)
        canvas.inside(Rectangle(x: 0, y: 0, width: chart.width, height: chart.height)) { canvas in
            let lines = drawLines(picture, focus, on: &canvas)
            let layout = picture.layout
            for layer in layout.layers {
                guard let first = layer.first, layout.nodes[first].x < origin.x + canvas.width else { break }
                guard layout.nodes[first].x + layout.nodes[first].width >= origin.x else { continue }
                for node in layer
                where layout.nodes[node].y < origin.y + canvas.height
                    && layout.nodes[node].y + layout.nodes[node].height > origin.y
                {
                    drawNode(
                        node, of: picture, isFocus: picture.steps[node] == focus.map { Int($0.index) }, lines,
                        on: &canvas, scene)
                }
            }
        }
        guard chart.height < canvas.height else { return }
        drawStatus(focus, chart, on: &canvas, scene, y: chart.height)
        if chart.height + 1 < canvas.height, let note = picture.note(label: scene.model.label) {
            canvas.write(note, x: 1, y: chart.height + 1, style: canvas.theme[.textMuted])
        }
    }

    /// All lines, then over them those of the focus, then those of the critical path.
    private func drawLines(_ picture: GraphPicture, _ focus: StepID?, on canvas: inout Canvas) -> LineCanvas {
        let window = Rectangle(x: origin.x, y: origin.y, width: canvas.width, height: canvas.height)
        var lines = LineCanvas(window: window)
        let layout = picture.layout
        layout.forEachSegment(in: window) { lines.add($0, .light, style: 0) }
        if let focus, let node = picture.node(of: Int(focus.index)) {
            for edge in layout.edges(of: node).prefix(200) {
                for segment in layout.route(from: edge.from, to: edge.to) { lines.add(segment, .light, style: 1) }
            }
        }
        for (from, to) in criticalEdges
        where layout.nodes[from].x < window.x + window.width && layout.nodes[to].x + layout.nodes[to].width >= window.x
        {
            for segment in layout.route(from: from, to: to) { lines.add(segment, .heavy, style: 2) }
        }
        let theme = canvas.theme
        lines.draw(on: &canvas, styles: [theme[.graphEdge], theme[.borderFocused], theme[.critical]])
        return lines
    }

    private func drawNode(
        _ node: Int, of picture: GraphPicture, isFocus: Bool, _ lines: LineCanvas, on canvas: inout Canvas,
        _ scene: Scene
    ) {
        let step = StepID(picture.steps[node])
        let record = scene.model[step]
        let look = StepLook(record.phase, canvas.glyphs, warns: scene.model.warns(step))
        let isCritical = critical.indices.contains(picture.steps[node]) && critical[picture.steps[node]]
        let plane = picture.layout.nodes[node]
        let place = Rectangle(x: plane.x - origin.x, y: plane.y - origin.y, width: plane.width, height: plane.height)
        let style = canvas.theme[look.key]
        let frame = NodeFrame(isFocus: isFocus, glyphs: canvas.glyphs)
        let line = plane.y + plane.height / 2
        let ports = (
            left: lines.hasArm(at: Point(x: plane.x, y: line), toTheRight: false),
            right: lines.hasArm(at: Point(x: plane.x + plane.width - 1, y: line), toTheRight: true)
        )
        let border = isFocus ? canvas.theme[.borderFocused].on(style) : style
        canvas.fill(place, style: canvas.theme[.text])
        frame.draw(place, ports: ports, style: border, on: &canvas)

        let isBox = plane.height > 1
        let labelStart = place.x + (isBox ? 3 : 1)
        let labelEnd = place.x + place.width - (isBox ? 3 : 2)
        canvas.put(look.glyph, x: labelStart, y: place.y, style: style)
        if isBox { canvas.put(" ", x: labelStart - 1, y: place.y, style: style) }
        canvas.put(" ", x: labelStart + 1, y: place.y, style: style)
        let room = labelEnd - labelStart - 2
        let label = DisplayWidth.truncateMiddle(
            DisplayWidth.displayable(scene.model.label(step).singleLine), to: room)
        let end = canvas.write(label, x: labelStart + 2, y: place.y, style: style, limit: room)
        if isBox { canvas.put(" ", x: end, y: place.y, style: style) }
        if isFocus {
            let shown = Rectangle(x: labelStart, y: place.y, width: end - labelStart, height: 1)
            canvas.highlight(shown, style: canvas.theme[.selection])
        }
        if isCritical {
            canvas.put(
                canvas.glyphs.critical, x: place.x + place.width - 2, y: place.y, style: canvas.theme[.critical])
        }
        if isBox {
            canvas.write(
                figures(of: step, record, canvas.glyphs, scene), x: place.x + 2, y: place.y + 1,
                style: canvas.theme[.textMuted], limit: place.width - 4)
        }
        let hidden = canvas.theme[.textMuted]
        if picture.hasHiddenDependencies[node] {
            canvas.put(canvas.glyphs.ellipsis, x: place.x - 1, y: line - origin.y, style: hidden)
        }
        if picture.hasHiddenDependents[node] {
            canvas.put(canvas.glyphs.ellipsis, x: place.x + place.width, y: line - origin.y, style: hidden)
        }
    }

    /// What is worth knowing of a step in a few words.
    private func figures(of step: StepID, _ record: StepRecord, _ glyphs: Glyphs, _ scene: Scene) -> String {
        let elapsed = Figures.duration(record.elapsed(at: scene.now))
        switch record.phase {
        case .waiting, .ready: return scene.model.description(of: step)?.group ?? ""
        case .running, .finished:
            return record.rows > 0 ? elapsed + glyphs.between + Figures.count(record.rows, "row") : elapsed
        case .retrying: return "attempt \(record.attempt) failed"
        case .failed: return scene.model.failures[step]?.message ?? elapsed
        case .skipped: return scene.model.causes[step].map { "needs " + scene.model.label($0) } ?? "skipped"
        case .cached, .cancelled: return StepLook(record.phase, glyphs).word
        }
    }

    /// The step in focus in full, and which ways there is more.
    private func drawStatus(_ focus: StepID?, _ chart: Size, on canvas: inout Canvas, _ scene: Scene, y: Int) {
        guard let layout = picture?.layout else { return }
        let unicode = canvas.glyphs.isUnicode
        let ways: [(Bool, Unicode.Scalar)] = [
            (origin.x > 0, unicode ? "←" : "<"), (origin.x + chart.width < layout.size.width, canvas.glyphs.arrowRight),
            (origin.y > 0, canvas.glyphs.arrowUp),
            (origin.y + chart.height < layout.size.height, canvas.glyphs.arrowDown),
        ]
        var right = canvas.width - 1
        for (isOpen, glyph) in ways.reversed() where isOpen {
            right -= 1
            canvas.put(glyph, x: right, y: y, style: canvas.theme[.textStrong])
        }
        if follows {
            right -= 10
            canvas.write("following", x: right, y: y, style: canvas.theme[.textStrong])
        }
        guard let focus else { return }
        let record = scene.model[focus]
        let look = StepLook(record.phase, canvas.glyphs, warns: scene.model.warns(focus))
        var x = 1
        let room = right - 1
        canvas.put(look.glyph, x: x, y: y, style: canvas.theme[look.key])
        x = canvas.write(
            scene.model.label(focus), x: x + 2, y: y, style: canvas.theme[.textStrong], limit: room - x - 2)
        var facts = [
            record.phase == .finished || record.phase == .running ? "" : look.word,
            figures(of: focus, record, canvas.glyphs, scene),
        ]
        if let worker = record.worker { facts.append(worker.description) }
        let text = facts.filter { !$0.isEmpty }.joined(separator: canvas.glyphs.between)
        if room - x > 8 { canvas.write(text, x: x + 2, y: y, style: canvas.theme[.textMuted], limit: room - x - 2) }
    }
}
