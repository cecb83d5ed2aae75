import Events
import Plan
import Themes

extension StepsPane {
    /// A column of the list, but for the glyph and the label, which are always there; most wanted first.
    private enum Column: CaseIterable {
        case elapsed, rows, size, data, state, worker, group, framework

        var title: String {
            switch self {
            case .elapsed: "time"
            case .state: "state"
            case .rows: "rows"
            case .worker: "on"
            case .size: "size"
            case .data: "data"
            case .group: "group"
            case .framework: "framework"
            }
        }

        var width: Int {
            switch self {
            case .elapsed: 6
            case .state: 9
            case .rows: 10
            case .worker: 4
            case .size: 8
            case .data: 6
            case .group: 14
            case .framework: 10
            }
        }

        var isRightAligned: Bool { self == .elapsed || self == .rows || self == .size }

        /// From left to right.
        static let layout: [Column] = [.state, .group, .framework, .worker, .elapsed, .rows, .size, .data]
    }

    /// Room that the label keeps before a column is shown.
    private static func labelRoom(_ width: Int) -> Int { max(16, min(40, width * 2 / 5)) }

    private func columns(width: Int) -> [Column] {
        var shown: Set<Column> = []
        var left = width - 4 - Self.labelRoom(width)
        for column in Column.allCases where left >= column.width + 2 {
            shown.insert(column)
            left -= column.width + 2
        }
        return Column.layout.filter(shown.contains)
    }

    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        guard canvas.height > 0 else { return }
        let columns = columns(width: canvas.width)
        let fixed = columns.reduce(0) { $0 + $1.width + 2 }
        let labelWidth = max(0, canvas.width - 4 - fixed)
        let hasHeader = canvas.height > 3
        if hasHeader { drawHeader(on: &canvas, columns, labelWidth) }
        let height = listHeight(canvas.size)
        for (line, row) in visible(height: height).enumerated() {
            draw(row, columns, labelWidth, y: line + (hasHeader ? 1 : 0), on: &canvas, scene)
        }
        if visibleCount == 0 { drawNothing(on: &canvas, y: hasHeader ? 1 : 0, scene) }
        if search.isShown {
            search.draw(on: &canvas, y: canvas.height - 1, found: "\(rows.count) of \(scene.model.steps.count)")
        }
    }

    private func drawNothing(on canvas: inout Canvas, y: Int, _ scene: Scene) {
        let text =
            if scene.model.plan == nil { "waiting for the run to start" } else if !search.text.isEmpty {
                "no step matches “\(search.text)”"
            } else if order.filter != .all { "no step is \(order.filter.rawValue); f shows others" } else {
                "the plan has no steps"
            }
        canvas.write(text, x: 2, y: y, style: canvas.theme[.textMuted])
    }

    private func drawHeader(on canvas: inout Canvas, _ columns: [Column], _ labelWidth: Int) {
        let style = canvas.theme[.tableHeader]
        canvas.fill(Rectangle(x: 0, y: 0, width: canvas.width, height: 1), style: style)
        var title = showsTree ? "step and what it needs" : "step"
        if order.filter != .all { title += " (\(order.filter.rawValue))" }
        if order.sort != .state || order.isReversed {
            title += " by \(order.sort.rawValue)\(order.isReversed ? ", reversed" : "")"
        }
        canvas.write(title, x: 3, y: 0, style: style, limit: labelWidth)
        var x = 4 + labelWidth
        for column in columns {
            if column.isRightAligned {
                canvas.write(column.title, endingAt: x + 1 + column.width, y: 0, style: style)
            } else {
                canvas.write(column.title, x: x + 1, y: 0, style: style)
            }
            x += column.width + 2
        }
    }

    private func draw(
        _ row: Int, _ columns: [Column], _ labelWidth: Int, y: Int, on canvas: inout Canvas, _ scene: Scene
    ) {
        let step = step(at: row)
        let record = scene.model[step]
        let look = StepLook(record.phase, canvas.glyphs, warns: scene.model.warns(step))
        let style = canvas.theme[look.key]
        canvas.put(look.glyph, x: 1, y: y, style: style)
        if Int(step.index) < critical.count, critical[Int(step.index)] {
            canvas.put(canvas.glyphs.critical, x: 2, y: y, style: canvas.theme[.critical])
        }
        var x = 3
        if showsTree {
            let treeRow = tree.rows[row]
            x = canvas.write(
                tree.prefix(of: treeRow, canvas.glyphs, room: labelWidth * 2 / 3), x: x, y: y,
                style: canvas.theme[.border], limit: labelWidth)
        }
        let end = 3 + labelWidth
        let remark = remark(on: step, room: end - x, scene)
        let room = remark.map { end - x - DisplayWidth.of($0) - 1 } ?? end - x
        drawLabel(step, row, x: x, limit: room, y: y, style: style, on: &canvas, scene)
        if let remark { canvas.write(remark, endingAt: end, y: y, style: canvas.theme[.warning]) }
        x = 4 + labelWidth
        for column in columns {
            draw(column, of: step, record, x: x + 1, y: y, on: &canvas, scene)
            x += column.width + 2
        }
        if isSelected(row) {
            canvas.highlight(
                Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
        }
    }

    /// What earlier runs have to say of a step, as far as there is room beside its label; nil: nothing.
    private func remark(on step: StepID, room: Int, _ scene: Scene) -> String? {
        let remarks = scene.model.remarks(on: step, at: scene.now)
        guard !remarks.isEmpty else { return nil }
        let left = room - 1 - min(DisplayWidth.of(scene.model.label(step).singleLine), max(10, room / 2))
        let texts = [remarks.map(\.text), remarks.map(\.shortText), [remarks[0].shortText]]
        return texts.map { $0.joined(separator: ", ") }.first { DisplayWidth.of($0) <= left }
    }

    private func drawLabel(
        _ step: StepID, _ row: Int, x: Int, limit: Int, y: Int, style: Style, on canvas: inout Canvas, _ scene: Scene
    ) {
        var label = scene.model.label(step)
        if showsTree {
            if tree.rows[row].isRepeat { label += canvas.glyphs.isUnicode ? " ↑" : " ^" }
            if isFolded(tree.rows[row].step) { label += canvas.glyphs.isUnicode ? " ⋯" : " ..." }
        }
        let end = canvas.write(label, x: x, y: y, style: style, limit: limit)
        guard !order.search.isEmpty, let places = order.search.places(in: label) else { return }
        // Places count scalars; columns count cells.
        var column = x
        for (place, scalar) in label.unicodeScalars.enumerated() where column < end {
            // Of what is drawn of it: control characters are escaped, joiners left out.
            let width = DisplayWidth.of(canvas.glyphs.reduced(DisplayWidth.displayable(String(scalar).singleLine)))
            if places.contains(place) {
                canvas.highlight(Rectangle(x: column, y: y, width: width, height: 1), style: canvas.theme[.match])
            }
            column += width
        }
    }

    private func draw(
        _ column: Column, of step: StepID, _ record: StepRecord, x: Int, y: Int, on canvas: inout Canvas, _ scene: Scene
    ) {
        let description = scene.model.description(of: step)
        let muted = canvas.theme[.textMuted]
        var text = ""
        var style = canvas.theme[.text]
        switch column {
        case .state:
            let look = StepLook(record.phase, canvas.glyphs, warns: scene.model.warns(step))
            (text, style) = (look.word, canvas.theme[look.key])
        case .group: (text, style) = (description?.group ?? "", muted)
        case .framework: (text, style) = (description?.framework.description ?? "", muted)
        case .worker:
            if record.phase == .running || record.phase.isSettled { text = record.worker?.description ?? "" }
            style = muted
        case .elapsed: if record.attempt > 0 { text = Figures.duration(record.elapsed(at: scene.now)) }
        case .rows: if record.rows > 0 || record.phase == .finished { text = Figures.count(record.rows) }
        case .size: if record.phase == .finished { text = Figures.bytes(record.bytes) }
        case .data:
            return DataLane.draw(
                description?.outputs ?? [], x: x, y: y, width: column.width, on: &canvas, scene.model.data)
        }
        if column.isRightAligned {
            canvas.write(text, endingAt: x + column.width, y: y, style: style)
        } else {
            canvas.write(text, x: x, y: y, style: style, limit: column.width)
        }
    }
}
