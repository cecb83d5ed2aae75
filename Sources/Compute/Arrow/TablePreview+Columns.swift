import Columnar
import Plan

extension TablePreview {
    /// Texts longer than this are cut and end in `…`.
    static let maximumLength = 80

    /// The first `limit` rows of the columns, as text; `rowCount` is that of the whole table.
    init(_ columns: [(name: String, column: Columnar.Column)], rowCount: Int, limit: Int = 10) throws {
        let shown = max(0, min(limit, rowCount))
        let cells = try columns.map { entry in
            try entry.column.slice(offset: 0, count: shown).scalars().map { CellText.of($0).map(Self.shortened) }
        }
        self.init(
            columns: try columns.map { entry in
                Column(
                    name: entry.name, type: try entry.column.dataType?.description ?? entry.column.type.description,
                    nullCount: entry.column.nullCount)
            },
            rows: (0..<shown).map { row in cells.map { $0[row] } },
            rowCount: rowCount)
    }

    /// On one line, without control characters, and not too long.
    static func shortened(_ text: String) -> String {
        var short = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == maximumLength {
                short += "…"
                break
            }
            switch scalar {
            case "\n": short += "\\n"
            case "\t": short += "\\t"
            case "\r": short += "\\r"
            default: short.unicodeScalars.append(scalar)
            }
        }
        return short.printable
    }
}
