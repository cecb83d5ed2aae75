import Events
import Plan
import Themes

extension DataPane {
    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        guard canvas.width > 0, canvas.height > 0 else { return }
        guard scene.model.plan != nil else {
            canvas.write("no run yet", x: 0, y: 0, style: canvas.theme[.textMuted])
            return
        }
        let frame = DataFrame(canvas.size, datasets: order.count, isInDrops: isInDrops)
        let chart = MemoryChart(scene: scene, forecast: forecast)
        chart.summary(width: canvas.width, hasScale: frame.hasAxis, canvas.glyphs).draw(y: 0, on: &canvas)
        if let area = frame.chart { chart.draw(on: &canvas, in: area, hasAxis: frame.hasAxis) }
        if let divider = frame.divider {
            for y in frame.body..<canvas.height {
                canvas.put(canvas.glyphs.vertical, x: divider, y: y, style: canvas.theme[.border])
            }
        }
        if let area = frame.datasets { canvas.inside(area) { drawDatasets(on: &$0, scene) } }
        if let area = frame.detail { canvas.inside(area) { drawDetail(on: &$0, scene) } }
        if let area = frame.drops { canvas.inside(area) { drawDrops(on: &$0, scene) } }
        if let area = frame.audit { canvas.inside(area) { drawAudit(on: &$0, scene) } }
    }

    // MARK: Datasets

    private func drawDatasets(on canvas: inout Canvas, _ scene: Scene) {
        let model = scene.model
        let visible = datasetCursor.visible(count: order.count, height: canvas.height - 1)
        let rows = order[visible].map { DatasetRow($0, model, forecast, at: scene.now, canvas.glyphs) }
        let layout = Self.datasetColumns(rows, width: canvas.width, canvas.glyphs)
        layout.writeTitles(y: 0, style: canvas.theme[.tableHeader], on: &canvas)
        for (line, row) in rows.enumerated() {
            row.draw(y: line + 1, layout, hasBreakpoint: breakpoints.contains(row.dataset), on: &canvas)
            if visible.lowerBound + line == datasetCursor.selected && !isInDrops {
                canvas.highlight(
                    Rectangle(x: 0, y: line + 1, width: canvas.width, height: 1), style: canvas.theme[.selection])
            }
        }
        if order.isEmpty { canvas.write("the plan has no datasets", x: 0, y: 1, style: canvas.theme[.textMuted]) }
    }

    private static func datasetColumns(_ rows: [DatasetRow], width: Int, _ glyphs: Glyphs) -> ColumnLayout {
        let name = rows.reduce(16) { max($0, DisplayWidth.of(glyphs.reduced($1.name.singleLine))) }
        let lane = rows.reduce(7) { max($0, $1.slots.count) }
        return ColumnLayout(
            [
                ColumnLayout.Column("", 1, priority: 0),
                ColumnLayout.Column("state", 7, priority: 4),
                ColumnLayout.Column("", 1, priority: 6),
                ColumnLayout.Column("dataset", 15, ideal: min(name, 60), priority: 1, losesMiddle: true),
                ColumnLayout.Column("size", 7, isRight: true, priority: 2),
                ColumnLayout.Column("columns", 7, ideal: min(lane, 24), priority: 5),
                ColumnLayout.Column("left", 4, isRight: true, priority: 3),
                ColumnLayout.Column("rows", 8, ideal: 9, isRight: true, priority: 7),
                ColumnLayout.Column("goes", 9, ideal: 10, isRight: true, priority: 8),
                ColumnLayout.Column("framework", 9, priority: 9),
            ], width: width)
    }

    // MARK: Drops

    private func drawDrops(on canvas: inout Canvas, _ scene: Scene) {
        let drops = scene.model.data.drops
        let layout = ColumnLayout(
            [
                ColumnLayout.Column("time", 6, isRight: true, priority: 2),
                ColumnLayout.Column("dropped", 12, ideal: 24, priority: 0, losesMiddle: true),
                ColumnLayout.Column("columns", 8, ideal: 18, priority: 4, losesMiddle: true),
                ColumnLayout.Column("bytes", 7, isRight: true, priority: 1),
                ColumnLayout.Column("why", 14, ideal: 60, priority: 3, losesMiddle: true),
            ], width: canvas.width)
        layout.writeTitles(y: 0, style: canvas.theme[.tableHeader], on: &canvas)
        let visible = dropCursor.visible(count: drops.count, height: canvas.height - 1)
        for (line, row) in visible.enumerated() {
            let drop = drops[drops.count - 1 - row]
            let look = canvas.theme[drop.isWhole ? .text : .textMuted]
            layout.write(Figures.duration(drop.time), in: 0, y: line + 1, style: canvas.theme[.logTime], on: &canvas)
            layout.write(scene.model.name(of: drop.dataset), in: 1, y: line + 1, style: look, on: &canvas)
            layout.write(Self.columns(of: drop, scene.model), in: 2, y: line + 1, style: look, on: &canvas)
            layout.write(
                Figures.bytes(drop.bytes), in: 3, y: line + 1, style: canvas.theme[.dataDropped], on: &canvas)
            layout.write(Self.reason(of: drop, scene.model), in: 4, y: line + 1, style: look, on: &canvas)
            if row == dropCursor.selected && isInDrops {
                canvas.highlight(
                    Rectangle(x: 0, y: line + 1, width: canvas.width, height: 1), style: canvas.theme[.selection])
            }
        }
        if drops.isEmpty { canvas.write("nothing dropped yet", x: 0, y: 1, style: canvas.theme[.textMuted]) }
    }

    /// Under the title “columns”: `mph`, `3`, `last 3`.
    static func columns(of drop: DataModel.Drop, _ model: RunModel) -> String {
        if drop.slotCount == 1, !drop.isWhole, let name = drop.firstSlot.flatMap({ model.name(of: $0) }) { return name }
        return (drop.isWhole ? "last " : "") + "\(drop.slotCount)"
    }

    /// In words: `after join a⟕b`.
    static func reason(of drop: DataModel.Drop, _ model: RunModel) -> String {
        let after = drop.after.map { "after \(model.label($0))" }
        switch drop.reason {
        case .consumed: return after ?? "its last consumer finished"
        case .unneeded: return "needed no more" + (after.map { ", \($0)" } ?? "")
        case .runEnded: return "the run ended"
        }
    }

    private func drawAudit(on canvas: inout Canvas, _ scene: Scene) {
        let audit = scene.model.data.audit
        let full = Self.line(of: audit, canvas.glyphs)
        (full.width(canvas.glyphs) <= canvas.width ? full : Self.shortLine(of: audit)).draw(y: 0, on: &canvas)
    }

    private static func line(of audit: DropAudit, _ glyphs: Glyphs) -> TextLine {
        var line = TextLine("dropped ", .textMuted).adding(Figures.bytes(audit.promised), .textStrong)
        line.add(glyphs.between + "allocator gave back ", .textMuted)
        line.add(Figures.bytes(audit.returned), .textStrong)
        if let share = audit.returnedShare { line.add(" (\(percent(share)))") }
        if let change = audit.residentChange {
            line.add(glyphs.between + "RSS ", .textMuted)
            line.add((change > 0 ? "+" : "") + Figures.bytes(change))
        }
        return line
    }

    private static func shortLine(of audit: DropAudit) -> TextLine {
        let line = TextLine("dropped ", .textMuted).adding(Figures.bytes(audit.promised), .textStrong)
        return line.adding(" freed ", .textMuted).adding(Figures.bytes(audit.returned), .textStrong)
            .adding(audit.returnedShare.map { " \(percent($0))" } ?? "")
    }

    private static func percent(_ share: Double) -> String { "\(Int(min(max(share, 0), 99) * 100 + 0.5))%" }
}
