package import Plan

/// A result's first rows as text in columns: names, types, nulls, rows, and what is left out, said.
package enum TableText {
    /// Lines of at most `width` cells, without line ends. Cells are cut at `widestCell`, and columns that do not fit are left
    /// out from the right and named.
    package static func lines(of table: TablePreview, width: Int = 120, widestCell: Int = 32) -> [String] {
        guard !table.columns.isEmpty else { return [] }
        let columns = table.columns.indices.map { Column(of: table, at: $0, widestCell: widestCell) }
        let shown = columns.prefix(fitting(columns, into: width))
        var lines = [String]()
        lines.append(row(shown) { ($0.name, $0.isNumber) })
        lines.append(row(shown) { ($0.type, $0.isNumber) })
        if shown.contains(where: { !$0.nulls.isEmpty }) { lines.append(row(shown) { ($0.nulls, $0.isNumber) }) }
        lines.append(shown.map { String(repeating: "─", count: $0.width + 2) }.joined(separator: "┼"))
        for index in table.rows.indices { lines.append(row(shown) { ($0.cells[index], $0.isNumber) }) }
        if let rest = remainder(of: table, shownColumns: shown.count) {
            lines.append(DisplayWidth.truncate(rest, to: width))
        }
        return lines
    }

    private struct Column {
        var name: String
        var type: String
        var nulls: String
        var cells: [String]
        var isNumber: Bool
        var width: Int

        init(of table: TablePreview, at index: Int, widestCell: Int) {
            let column = table.columns[index]
            func fit(_ text: String) -> String {
                DisplayWidth.truncate(DisplayWidth.displayable(text.singleLine), to: widestCell)
            }
            name = fit(column.name)
            type = fit(column.type)
            nulls = column.nullCount == 0 ? "" : Figures.count(column.nullCount, "null")
            cells = table.rows.map { row in index < row.count ? fit(row[index] ?? "null") : "" }
            isNumber = ["int", "float", "decimal"].contains { column.type.hasPrefix($0) }
            width = (cells + [name, type, nulls]).reduce(1) { max($0, DisplayWidth.of($1)) }
        }
    }

    /// How many columns, from the left, fit with a space either side and a line between; at least one.
    private static func fitting(_ columns: [Column], into width: Int) -> Int {
        var used = -1
        var count = 0
        for column in columns {
            used += column.width + 3
            if used > width { break }
            count += 1
        }
        return max(1, count)
    }

    private static func row(_ columns: some Collection<Column>, cell: (Column) -> (text: String, right: Bool)) -> String
    {
        var line = columns.map { column in
            let (text, right) = cell(column)
            return " " + DisplayWidth.pad(text, to: column.width, rightAligned: right) + " "
        }.joined(separator: "│")
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func remainder(of table: TablePreview, shownColumns: Int) -> String? {
        var parts = [String]()
        if table.rowCount > table.rows.count {
            parts.append(Figures.count(table.rowCount - table.rows.count, "more row"))
        }
        let hidden = table.columns.dropFirst(shownColumns)
        if !hidden.isEmpty {
            parts.append(
                Figures.count(hidden.count, "more column") + ": "
                    + hidden.map(\.name.singleLine).joined(separator: ", "))
        }
        return parts.isEmpty ? nil : " … " + parts.joined(separator: ", ")
    }
}

extension String {
    /// Safe to print within one line: control characters escaped, line ends and tabs as spaces.
    package var singleLine: String {
        guard utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return self }
        let text = printable
        guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x09 }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
    }
}
