import Plan
import Themes

/// What is known of one column of an output: counts, extremes, mean, and a small histogram or the most frequent values.
enum ColumnSummary {
    static func draw(_ column: TablePreview.Column, rows: Int, shown: Int, on canvas: inout Canvas) {
        guard canvas.height > 0 else { return }
        let between = canvas.glyphs.between
        var facts = ["\(column.type)", Figures.count(column.nullCount, "null")]
        if let statistics = column.statistics {
            if let distinct = statistics.distinct { facts.append("\(distinct) distinct") }
            if statistics.nonFinite > 0 { facts.append("\(statistics.nonFinite) not finite") }
            if let mean = statistics.mean {
                let deviation = statistics.deviation.map { " \(canvas.glyphs.isUnicode ? "±" : "+-") \(short($0))" }
                facts.append("mean \(short(mean))\(deviation ?? "")")
            }
            if canvas.height < 4 || statistics.histogram.isEmpty, let min = statistics.min, let max = statistics.max {
                facts.append("\(min) \(canvas.glyphs.isUnicode ? "…" : "..") \(max)")
            }
        }
        if canvas.height == 1 { facts = facts.filter { !$0.hasPrefix("0 ") } }
        if rows > shown { facts.append("first \(shown) of \(Figures.count(rows, "row")) shown") }
        canvas.rule(y: 0, style: canvas.theme[.border])
        let end = canvas.write(" \(column.name) ", x: 1, y: 0, style: canvas.theme[.title], limit: canvas.width / 2)
        if canvas.height == 1 {
            canvas.write(" " + facts.joined(separator: between), x: end, y: 0, style: canvas.theme[.textMuted])
            return
        }
        canvas.write(facts.joined(separator: between), x: 1, y: 1, style: canvas.theme[.text])
        guard let statistics = column.statistics, canvas.height > 2 else { return }
        let body = Rectangle(x: 1, y: 2, width: canvas.width - 2, height: canvas.height - 2)
        canvas.inside(body) { canvas in
            if !statistics.histogram.isEmpty {
                drawHistogram(statistics, on: &canvas)
            } else {
                drawFrequencies(statistics, on: &canvas)
            }
        }
    }

    private static let noteWidth = 24

    private static func drawHistogram(_ statistics: ColumnStatistics, on canvas: inout Canvas) {
        let bins = statistics.histogram
        let greatest = max(1, bins.max() ?? 1)
        let height = max(1, canvas.height - 1)
        // Beside the bars it says how high they are.
        let width = max(1, min(4, (canvas.width - noteWidth) / bins.count))
        let bars = canvas.glyphs.bars
        for (place, count) in bins.enumerated() {
            // In eighths of a cell; what is there at all shows.
            let eighths = count == 0 ? 0 : max(1, count * height * 8 / greatest)
            for row in 0..<height {
                let left = eighths - row * 8
                guard left > 0 else { break }
                let glyph = bars[min(left, 8) - 1]
                for cell in 0..<width {
                    canvas.put(glyph, x: place * width + cell, y: height - 1 - row, style: canvas.theme[.histogram])
                }
            }
        }
        guard canvas.height > 1 else { return }
        let y = canvas.height - 1
        let end = bins.count * width
        let muted = canvas.theme[.textMuted]
        if bins.count == 1 {
            canvas.write(statistics.min ?? "", x: 0, y: y, style: muted)
        } else if let greatest = statistics.max {
            canvas.write(statistics.min ?? "", x: 0, y: y, style: muted, limit: max(1, end / 2 - 1))
            canvas.write(greatest, endingAt: max(end, DisplayWidth.of(greatest) + end / 2), y: y, style: muted)
        }
        let note = statistics.sampledRows.map { ", of a sample of \($0) rows" } ?? ""
        canvas.write("at most \(Figures.count(greatest)) a bin\(note)", x: end + 2, y: 0, style: muted)
    }

    private static func drawFrequencies(_ statistics: ColumnStatistics, on canvas: inout Canvas) {
        let most = max(1, statistics.frequencies.map(\.count).max() ?? 1)
        let label = min(24, canvas.width / 3)
        for (y, frequency) in statistics.frequencies.prefix(canvas.height).enumerated() {
            canvas.write(frequency.value, x: 0, y: y, style: canvas.theme[.text], limit: label)
            let room = max(1, min(40, canvas.width - label - 12))
            let bar = frequency.count == 0 ? 0 : max(1, frequency.count * room / most)
            for cell in 0..<bar {
                canvas.put(canvas.glyphs.full, x: label + 1 + cell, y: y, style: canvas.theme[.histogram])
            }
            canvas.write(
                Figures.count(frequency.count), x: label + 2 + bar, y: y, style: canvas.theme[.textMuted])
        }
    }

    /// Four digits that matter.
    private static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return "\(value)" }
        let magnitude = value.magnitude
        if magnitude >= 1e15 || magnitude < 1e-4 { return "\(value)" }
        var scale = 1.0
        var whole = magnitude
        while whole < 1_000 && scale < 1e8 {
            whole *= 10
            scale *= 10
        }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
    }
}
