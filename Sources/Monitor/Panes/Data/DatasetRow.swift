import Events
import Plan
import Themes

/// A dataset as the data pane lists it.
struct DatasetRow {
    let dataset: DatasetID
    let name: String
    let slots: [DataModel.Residency]
    private let record: DataModel.Dataset
    private let framework: String
    private let consumers: Int
    private let isAtPeak: Bool
    private let goes: String

    init(_ dataset: DatasetID, _ model: RunModel, _ forecast: MemoryForecast?, at now: UInt64, _ glyphs: Glyphs) {
        self.dataset = dataset
        name = model.name(of: dataset)
        record = model.data[dataset]
        slots = model.data.slots(of: dataset).map { model.data.slots[Int($0)] }
        framework =
            model.plan.flatMap { plan in
                plan.datasets.indices.contains(Int(dataset.index))
                    ? plan.datasets[Int(dataset.index)].framework.description : nil
            } ?? ""
        consumers = model.data.consumersLeft(of: dataset)
        isAtPeak = model.isAtPeak(dataset, forecast)
        switch record.residency {
        case .dropped: goes = "at \(Figures.duration(record.droppedAt))"
        case .absent: goes = ""
        case .live, .shared, .spilled:
            goes = forecast?[dataset].map { "in ~\(Figures.duration($0.time - min(now, $0.time)))" } ?? ""
        }
    }

    func draw(y: Int, _ layout: ColumnLayout, hasBreakpoint: Bool, on canvas: inout Canvas) {
        let look = ResidencyLook(record.residency, canvas.glyphs)
        let style = canvas.theme[look.key]
        let isThere = record.residency != .absent && record.residency != .dropped
        let muted = canvas.theme[isThere ? .text : .textMuted]
        layout.write(String(Character(look.glyph)), in: 0, y: y, style: style, on: &canvas)
        layout.write(look.word, in: 1, y: y, style: style, on: &canvas)
        if hasBreakpoint {
            layout.write(
                String(Character(canvas.glyphs.breakpoint)), in: 2, y: y, style: canvas.theme[.warning], on: &canvas)
        } else if isAtPeak {
            layout.write(
                String(Character(canvas.glyphs.critical)), in: 2, y: y, style: canvas.theme[.critical], on: &canvas)
        }
        layout.write(name, in: 3, y: y, style: muted, on: &canvas)
        if isThere { layout.write(Figures.bytes(record.bytes), in: 4, y: y, style: muted, on: &canvas) }
        if let place = layout.places[5] {
            Self.drawLane(slots, record.residency, x: place.x, y: y, width: place.width, on: &canvas)
        }
        if record.residency != .dropped { layout.write("\(consumers)", in: 6, y: y, style: muted, on: &canvas) }
        if record.residency != .absent { layout.write("\(record.rows)", in: 7, y: y, style: muted, on: &canvas) }
        layout.write(goes, in: 8, y: y, style: muted, on: &canvas)
        layout.write(framework, in: 9, y: y, style: canvas.theme[.textMuted], on: &canvas)
    }

    /// One cell a slot; where there are more slots than cells, each cell stands for as many, and shows what most keeps memory:
    /// a live one before one to come, and that before a dropped one.
    static func drawLane(
        _ slots: [DataModel.Residency], _ dataset: DataModel.Residency, x: Int, y: Int, width: Int,
        on canvas: inout Canvas
    ) {
        guard width > 0, !slots.isEmpty else { return }
        let cells = min(width, slots.count)
        for cell in 0..<cells {
            let part = slots[slots.count * cell / cells..<slots.count * (cell + 1) / cells]
            var residency = part.contains(.live) ? .live : part.contains(.absent) ? .absent : part.first ?? .absent
            if residency == .live, dataset == .shared || dataset == .spilled { residency = dataset }
            let look = ResidencyLook(residency, canvas.glyphs)
            canvas.put(look.glyph, x: x + cell, y: y, style: canvas.theme[look.key])
        }
    }
}
