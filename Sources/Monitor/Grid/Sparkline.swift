package import Themes

/// A quantity over time as columns of block characters, one or several rows high.
package enum Sparkline {
    /// The greatest value of each of `width` equal spans of time; nil before the series begins.
    package static func columns(of series: Series, from start: UInt64, to end: UInt64, width: Int) -> [Int?] {
        guard width > 0, end > start else { return [] }
        let span = end - start
        return (0..<width).map { column in
            let from = start + share(span, column, width)
            let to = start + share(span, column + 1, width)
            return series.greatest(from: from, to: max(to, from + 1))
        }
    }

    /// `span * part / whole`, without overflow.
    private static func share(_ span: UInt64, _ part: Int, _ whole: Int) -> UInt64 {
        UInt64(Double(span) * Double(part) / Double(whole))
    }

    /// How high a value stands in a chart of some rows, in eighths of a row: from 0 to `rows * 8`. What is more than nothing
    /// shows, and what reaches the scale is full.
    package static func eighths(_ value: Int, of scale: Int, rows: Int) -> Int {
        guard value > 0, scale > 0, rows > 0 else { return 0 }
        let height = (Double(value) / Double(scale) * Double(rows * 8)).rounded()
        return max(1, min(rows * 8, Int(min(height, Double(rows * 8)))))
    }

    /// Draws one column upwards from the bottom of a chart of some rows.
    ///
    /// - Parameters:
    ///   - bottom: the chart's lowest row.
    ///   - body: what cells are filled with that are full; nil: the full block.
    package static func draw(
        _ eighths: Int, x: Int, bottom: Int, body: Unicode.Scalar? = nil, style: Style, on canvas: inout Canvas
    ) {
        let bars = canvas.glyphs.bars
        var left = eighths
        var y = bottom
        while left > 0 {
            let isFull = left >= 8
            let glyph = isFull ? body ?? bars[bars.count - 1] : bars[min(left, bars.count) - 1]
            canvas.put(glyph, x: x, y: y, style: style)
            left -= 8
            y -= 1
        }
    }
}
