import Plan
import Themes

/// A preview measured for drawing: cells fit for one line, and how wide each column is.
struct PreviewTable: Sendable {
    struct Column: Sendable {
        var name: String
        var type: String
        /// Nil: null.
        var cells: [String?]
        var isNumber: Bool
        /// Without what parts columns.
        var width: Int
    }

    /// Names, types and the rule below them.
    static let headerRows = 3
    private static let widest = 40

    let columns: [Column]
    let rowCount: Int

    init(_ preview: TablePreview) {
        rowCount = preview.rows.count
        columns = preview.columns.enumerated().map { place, column in
            let cells = preview.rows.map { row in
                place < row.count ? row[place].map { DisplayWidth.displayable($0.singleLine) } : nil
            }
            let texts = cells.map { $0 ?? "null" } + [column.name, column.type]
            return Column(
                name: DisplayWidth.displayable(column.name.singleLine), type: column.type, cells: cells,
                isNumber: ["int", "float", "decimal"].contains { column.type.hasPrefix($0) },
                width: min(Self.widest, max(1, texts.map { DisplayWidth.of($0) }.max() ?? 1)))
        }
    }

    func cell(row: Int, column: Int) -> String? {
        guard columns.indices.contains(column), columns[column].cells.indices.contains(row) else { return nil }
        return columns[column].cells[row] ?? "null"
    }

    /// The first column to show so that `column` is in sight, moved as little as can be.
    func firstColumn(showing column: Int, from first: Int, width: Int) -> Int {
        guard column < columns.count else { return 0 }
        if column <= first { return column }
        var used = 0
        var start = column
        while start >= 0 {
            used += columns[start].width + 3
            if used > width + 1 { break }
            start -= 1
        }
        return max(min(first, column), min(start + 1, column))
    }

    func column(at x: Int, from first: Int) -> Int? {
        var left = 0
        for index in columns.indices.dropFirst(first) {
            left += columns[index].width + 3
            if x < left { return index }
        }
        return nil
    }

    func draw(on canvas: inout Canvas, from first: Int, rows: Range<Int>, selected: (row: Int, column: Int)) {
        var x = 0
        var end = first
        for index in columns.indices.dropFirst(first) where x < canvas.width {
            draw(columns[index], isSelected: index == selected.column, x: x, rows: rows, on: &canvas)
            x += columns[index].width + 3
            end = index + 1
        }
        if selected.row < rows.upperBound, selected.row >= rows.lowerBound {
            let y = selected.row - rows.lowerBound + Self.headerRows
            canvas.highlight(
                Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
        }
        if first > 0, canvas.height > 0 { canvas.write("<", x: 0, y: 0, style: canvas.theme[.footerKey]) }
        if x - 2 > canvas.width || end < columns.count {
            canvas.write(">", x: canvas.width - 1, y: 0, style: canvas.theme[.footerKey])
        }
    }

    private func draw(_ column: Column, isSelected: Bool, x: Int, rows: Range<Int>, on canvas: inout Canvas) {
        let header = canvas.theme[isSelected ? .selection : .tableHeader]
        if isSelected {
            canvas.fill(Rectangle(x: x, y: 0, width: column.width + 2, height: 1), style: header)
        }
        put(column.name, column, x: x, y: 0, style: header, on: &canvas)
        put(column.type, column, x: x, y: 1, style: canvas.theme[.textMuted], on: &canvas)
        canvas.rule(y: 2, style: canvas.theme[.border], from: x, to: min(canvas.width, x + column.width + 3))
        for (line, row) in rows.enumerated() {
            let cell = column.cells[row]
            put(
                cell ?? "null", column, x: x, y: line + Self.headerRows,
                style: canvas.theme[cell == nil ? .tableNull : .text], on: &canvas)
            let bar = (glyph: canvas.glyphs.vertical, style: canvas.theme[.border])
            canvas.put(bar.glyph, x: x + column.width + 2, y: line + Self.headerRows, style: bar.style)
        }
    }

    private func put(_ text: String, _ column: Column, x: Int, y: Int, style: Style, on canvas: inout Canvas) {
        let width = DisplayWidth.of(text)
        // Of a column that the screen's edge cuts, numbers end there, as long as they fit.
        let room = min(column.width, canvas.width - x - 1)
        let indent = column.isNumber ? max(0, room - width) : 0
        canvas.write(text, x: x + 1 + indent, y: y, style: style, limit: room - indent)
    }
}
