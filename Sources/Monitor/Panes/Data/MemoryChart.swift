import Events
import Themes

/// The memory of data over time, from the run's start to now and on to where the forecast reaches, against the budget.
struct MemoryChart {
    let scene: Scene
    let forecast: MemoryForecast?

    private var data: DataModel { scene.model.data }
    private var budget: Int? { scene.model.plan?.memoryBudget.map { Int(clamping: $0) } }
    private var peak: Int { max(data.peakBytes, forecast?.peak.value ?? 0) }

    /// The top of the chart: the budget where the peak comes near it or passes it, else the peak; under a quarter of the budget all
    /// would lie flat at the bottom.
    var scale: Int {
        guard let budget, peak == 0 || peak > budget / 4 else { return max(1, peak) }
        return max(budget, peak, 1)
    }

    /// By share of the budget, or of the peak where there is none: below 60 % low, below 85 % mid, else high.
    private func key(of value: Int) -> ThemeKey {
        let share = Double(value) / Double(max(1, budget ?? peak))
        return share < 0.6 ? .memoryLow : share < 0.85 ? .memoryMid : .memoryHigh
    }

    // MARK: In words

    /// `now 44.5MiB · peak 61MiB · forecast peak 80MiB at join a⟕b · budget 2GiB`, with as much of it as fits.
    ///
    /// - Parameter hasScale: whether the chart shows its scale too.
    func summary(width: Int, hasScale: Bool, _ glyphs: Glyphs) -> TextLine {
        let label = forecast?.peakStep.map { glyphs.reduced(scene.model.label($0).singleLine) } ?? ""
        for withBudget in hasScale && scale == budget ? [true, false] : [true] {
            let line = summary(label, withBudget, glyphs)
            let excess = line.width(glyphs) - width
            if excess <= 0 { return line }
            let room = DisplayWidth.of(label) - excess
            if forecast?.sightEnd == nil, room >= 16 {
                return summary(DisplayWidth.truncateMiddle(label, to: room), withBudget, glyphs)
            }
        }
        let line = summary(nil, true, glyphs)
        return line.width(glyphs) <= width ? line : shortSummary(width: width, glyphs)
    }

    /// - Parameter label: of the step at the peak; nil: is not said.
    private func summary(_ label: String?, _ withBudget: Bool, _ glyphs: Glyphs) -> TextLine {
        var line = TextLine("now ", .textMuted).adding(Figures.bytes(data.residentBytes), key(of: data.residentBytes))
        line.add(glyphs.between + "peak ", .textMuted)
        line.add(Figures.bytes(data.peakBytes), key(of: data.peakBytes))
        if let forecast {
            line.add(glyphs.between + "forecast peak ", .textMuted)
            let isOver = budget.map { forecast.peak.value > $0 } ?? false
            line.add(Figures.bytes(forecast.peak.value), isOver ? .error : .memoryForecast)
            if isOver { line.add(" over budget", .error) }
            if let label {
                line.add(forecast.peakStep == nil ? " now" : " at \(label)", .textMuted)
                if let limit = forecast.sightEnd {
                    line.add(", foreseen up to \(scene.model.label(limit))", .textMuted)
                }
            }
        }
        if withBudget, let budget {
            line.add(glyphs.between + "budget ", .textMuted)
            line.add(Figures.bytes(budget), .textStrong)
        }
        return line
    }

    private func shortSummary(width: Int, _ glyphs: Glyphs) -> TextLine {
        var line = TextLine("now ", .textMuted).adding(Figures.bytes(data.residentBytes), key(of: data.residentBytes))
        if let forecast {
            line.add(" to come ", .textMuted)
            let isOver = budget.map { forecast.peak.value > $0 } ?? false
            line.add(Figures.bytes(forecast.peak.value) + (isOver ? "!" : ""), isOver ? .error : .memoryForecast)
        } else {
            line.add(" peak ", .textMuted)
            line.add(Figures.bytes(data.peakBytes), key(of: data.peakBytes))
        }
        guard let budget else { return line }
        let whole = line.adding(" of ", .textMuted).adding(Figures.bytes(budget), .textStrong)
        return whole.width(glyphs) <= width ? whole : line
    }

    // MARK: In bars

    func draw(on canvas: inout Canvas, in area: Rectangle, hasAxis: Bool) {
        let gutter = area.width >= 50 && area.height > 2 ? 8 : 0
        let plot = Rectangle(x: area.x + gutter, y: area.y, width: area.width - gutter, height: area.height)
        guard plot.width > 2, plot.height > 0 else { return }
        let now = scene.model.clock(at: scene.now)
        let rest = forecast.map { $0.end - min(now, $0.end) } ?? 0
        let future = rest > 0 ? futureWidth(plot.width, now: now, rest: rest) : 0
        let past = plot.width - future
        let bottom = plot.y + plot.height - 1
        if gutter > 0, scale > 1 {
            let style = canvas.theme[.textMuted]
            canvas.write(Figures.bytes(scale), endingAt: area.x + gutter - 1, y: plot.y, style: style)
            canvas.write("0", endingAt: area.x + gutter - 1, y: bottom, style: style)
        }
        drawBudget(on: &canvas, plot)
        for (column, value) in Sparkline.columns(of: data.history, from: 0, to: max(1, now), width: past).enumerated() {
            guard let value else { continue }
            Sparkline.draw(
                Sparkline.eighths(value, of: scale, rows: plot.height), x: plot.x + column, bottom: bottom,
                style: canvas.theme[key(of: value)], on: &canvas)
        }
        if let forecast, future > 1 {
            for y in plot.y...bottom {
                canvas.put(canvas.glyphs.vertical, x: plot.x + past, y: y, style: canvas.theme[.border])
            }
            let course = Sparkline.columns(of: forecast.course, from: now, to: forecast.end, width: future - 1)
            for (column, value) in course.enumerated() {
                guard let value else { continue }
                Sparkline.draw(
                    Sparkline.eighths(value, of: scale, rows: plot.height), x: plot.x + past + 1 + column,
                    bottom: bottom, body: canvas.glyphs.rest, style: canvas.theme[.memoryForecast], on: &canvas)
            }
        }
        if hasAxis { drawAxis(on: &canvas, plot, y: bottom + 1, past: past, now: now) }
    }

    /// Cells of what is to come: in the scale of what has been, but neither too few to be seen nor more than half.
    private func futureWidth(_ width: Int, now: UInt64, rest: UInt64) -> Int {
        let share = Double(rest) / (Double(now) + Double(rest))
        return max(min(8, width / 3), Int(Double(width) * min(0.5, share)))
    }

    private func drawBudget(on canvas: inout Canvas, _ plot: Rectangle) {
        guard let budget, budget <= scale else { return }
        let height = Sparkline.eighths(budget, of: scale, rows: plot.height)
        let y = plot.y + plot.height - 1 - (max(1, height) - 1) / 8
        canvas.rule(y: y, style: canvas.theme[.border], from: plot.x, to: plot.x + plot.width)
    }

    private func drawAxis(on canvas: inout Canvas, _ plot: Rectangle, y: Int, past: Int, now: UInt64) {
        let style = canvas.theme[.textMuted]
        let end = scene.model.end != nil
        let label = (end ? "end " : "now ") + Figures.duration(now)
        let isCut = past + 1 < plot.width
        canvas.write("0s", x: plot.x, y: y, style: style)
        if past > DisplayWidth.of(label) + 4 { canvas.write(label, endingAt: plot.x + past, y: y, style: style) }
        if isCut, let forecast {
            let text = "~" + Figures.duration(forecast.end)
            if plot.width - past > text.count { canvas.write(text, endingAt: plot.x + plot.width, y: y, style: style) }
        }
    }
}
