import Monitor

enum TextTable {
    /// Rows of cells in columns two spaces apart; the last column is not padded.
    static func of(_ rows: [[String]], indent: Int = 0) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
        }
        let margin = String(repeating: " ", count: indent)
        return rows.map { row in
            margin
                + row.indices.map { $0 == row.count - 1 ? row[$0] : DisplayWidth.pad(row[$0], to: widths[$0]) }
                .joined(separator: "  ") + "\n"
        }.joined()
    }
}
