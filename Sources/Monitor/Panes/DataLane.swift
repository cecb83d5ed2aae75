import Plan
import Themes

/// The residency of a few slots as one cell each: in memory, shared, on disk, dropped, not made yet.
enum DataLane {
    /// Where there are more slots than cells, each cell stands for several and shows what most demands memory of them.
    static func draw(
        _ slots: [SlotID], x: Int, y: Int, width: Int, on canvas: inout Canvas, _ data: DataModel
    ) {
        let cells = min(width, slots.count)
        for cell in 0..<max(0, cells) {
            let part = slots[cell * slots.count / cells..<(cell + 1) * slots.count / cells]
            let residency = part.map { data.residency(of: $0) }.max { rank($0) < rank($1) } ?? .absent
            let look = ResidencyLook(residency, canvas.glyphs)
            canvas.put(look.glyph, x: x + cell, y: y, style: canvas.theme[look.key])
        }
    }

    private static func rank(_ residency: DataModel.Residency) -> Int {
        switch residency {
        case .absent: 0
        case .dropped: 1
        case .spilled: 2
        case .shared: 3
        case .live: 4
        }
    }
}
