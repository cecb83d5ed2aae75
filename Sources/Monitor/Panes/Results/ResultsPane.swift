import Events
import Plan
import Themes

/// What came out: the first rows of each output, scrolled both ways, and what is known of the column under the cursor.
package struct ResultsPane: Pane {
    private var output = 0
    private var rowCursor = ListCursor()
    private(set) var column = 0
    /// The first column shown.
    private(set) var firstColumn = 0
    private(set) var table: PreviewTable?
    private var shown: (output: String, preview: TablePreview)?

    package init() {}

    package mutating func prepare(for scene: Scene, size: Size) {
        let results = scene.model.results
        guard !results.isEmpty else {
            table = nil
            shown = nil
            return
        }
        output = max(0, min(output, results.count - 1))
        let result = results[output]
        let now = (output: result.output, preview: result.preview)
        if shown.map({ $0 != now }) ?? true {
            if shown?.output != result.output {
                rowCursor = ListCursor()
                (column, firstColumn) = (0, 0)
            }
            shown = now
            table = PreviewTable(result.preview)
        }
        guard let table else { return }
        column = max(0, min(column, table.columns.count - 1))
        rowCursor.clamp(count: table.rowCount, height: tableHeight(size) - PreviewTable.headerRows)
        firstColumn = table.firstColumn(showing: column, from: firstColumn, width: size.width)
    }

    /// Lines for the table with its header, below the line of outputs and above the column's statistics.
    func tableHeight(_ size: Size) -> Int { max(0, size.height - 1 - detailHeight(size)) }

    func detailHeight(_ size: Size) -> Int { size.height >= 20 ? 8 : size.height >= 12 ? 4 : size.height >= 7 ? 1 : 0 }

    package mutating func handle(_ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]) -> Bool {
        guard let table, !scene.model.results.isEmpty else { return false }
        switch key {
        case .left, .character("h"): column = max(0, column - 1)
        case .right, .character("l"): column = min(table.columns.count - 1, column + 1)
        case .character("0"): column = 0
        case .character("$"): column = table.columns.count - 1
        case .character("]"), .character("n"): output = (output + 1) % scene.model.results.count
        case .character("["), .character("N"):
            output = (output + scene.model.results.count - 1) % scene.model.results.count
        case .character("y"):
            if let cell = table.cell(row: rowCursor.selected, column: column) {
                requests.append(.copy(cell, of: "value"))
            }
        case .mouse(let mouse) where mouse.action == .press: press(mouse.point, table, size, scene)
        default:
            return rowCursor.handle(
                key, count: table.rowCount, height: tableHeight(size) - PreviewTable.headerRows)
        }
        return true
    }

    private mutating func press(_ point: Point, _ table: PreviewTable, _ size: Size, _ scene: Scene) {
        let row = point.y - 1 - PreviewTable.headerRows
        if row >= 0, row < tableHeight(size) - PreviewTable.headerRows {
            rowCursor.selected = rowCursor.top + row
            rowCursor.clamp(count: table.rowCount, height: tableHeight(size) - PreviewTable.headerRows)
        }
        if point.y > 0, let pressed = table.column(at: point.x, from: firstColumn) { column = pressed }
    }

    package func draw(on canvas: inout Canvas, _ scene: Scene) {
        let results = scene.model.results
        guard let table, output < results.count else {
            let text = scene.model.end == nil ? "no output has come out yet" : "the run made no output"
            canvas.write(text, x: 1, y: 0, style: canvas.theme[.textMuted])
            return
        }
        drawOutputs(results, on: &canvas)
        let height = tableHeight(canvas.size)
        canvas.inside(Rectangle(x: 0, y: 1, width: canvas.width, height: height)) { canvas in
            table.draw(
                on: &canvas, from: firstColumn,
                rows: rowCursor.visible(
                    count: table.rowCount, height: height - PreviewTable.headerRows),
                selected: (rowCursor.selected, column))
        }
        let detail = Rectangle(
            x: 0, y: 1 + height, width: canvas.width, height: canvas.height - 1 - height)
        let preview = results[output].preview
        guard column < preview.columns.count else { return }
        canvas.inside(detail) {
            ColumnSummary.draw(
                preview.columns[column], rows: results[output].rows, shown: preview.rows.count, on: &$0)
        }
    }

    private func drawOutputs(_ results: [ResultCollected], on canvas: inout Canvas) {
        var x = 0
        // The chosen one is always in sight.
        for (index, result) in results.enumerated().dropFirst(max(0, output - 2)) {
            var text = " \(result.output) \(Figures.count(result.rows, "row")) "
            if let target = result.target { text += "\(canvas.glyphs.arrowRight) \(target) " }
            let end = canvas.write(
                text, x: x, y: 0, style: canvas.theme[index == output ? .tabActive : .tab])
            x = end + 1
        }
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        var hints = [KeyHint("h l", "columns"), KeyHint("j k", "rows")]
        if scene.model.results.count > 1 { hints.insert(KeyHint("[ ]", "outputs"), at: 0) }
        return hints + [KeyHint("y", "copy the value")]
    }
}
