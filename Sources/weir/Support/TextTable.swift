import Monitor

enum TextTable {
    /// Rows of cells in columns two spaces apart; no line ends in spaces.
    static func of(_ rows: [[String]], indent: Int = 0) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
        }
        let margin = String(repeating: " ", count: indent)
        return rows.map { row in
            let cells = row.prefix((row.lastIndex { !$0.isEmpty } ?? -1) + 1)
            return margin
                + cells.indices.map { $0 == cells.count - 1 ? cells[$0] : DisplayWidth.pad(cells[$0], to: widths[$0]) }
                .joined(separator: "  ") + "\n"
        }.joined()
    }
}
