import Themes

/// The line of a recording: how far it has played, how fast, and where failures and the peak of memory lie.
enum Scrubber {
    private static func bar(width: Int) -> Range<Int> { 10..<max(10, width - 18) }

    /// The instant that a column stands for.
    static func time(at column: Int, width: Int, _ recording: RecordedFeed) -> UInt64 {
        let bar = bar(width: width)
        guard bar.count > 1 else { return 0 }
        let place = max(0, min(column - bar.lowerBound, bar.count - 1))
        return UInt64(Double(recording.duration) * Double(place) / Double(bar.count - 1))
    }

    static func draw(on canvas: inout Canvas, _ scene: Scene, _ recording: RecordedFeed, at now: UInt64) {
        let position = recording.runTime(at: now)
        let playing = recording.isAtEnd ? "end" : String(canvas.glyphs.pointer)
        let state = recording.isPaused ? canvas.glyphs.paused : playing
        canvas.write("\(state) \(Figures.duration(position))", x: 0, y: 0, style: canvas.theme[.textStrong], limit: 10)
        let bar = bar(width: canvas.width)
        guard bar.count > 1 else { return }
        // The nearest cell: that of a press is the one that the bar then ends with.
        let place = Int((Double(bar.count - 1) * Double(position) / Double(max(1, recording.duration))).rounded())
        for cell in bar {
            let isPast = cell - bar.lowerBound <= place
            canvas.put(
                isPast ? canvas.glyphs.full : canvas.glyphs.rest, x: cell, y: 0,
                style: canvas.theme[isPast ? .progress : .progressRest])
        }
        canvas.write(
            " \(Figures.duration(recording.duration)) \(recording.speedText)", x: bar.upperBound, y: 0,
            style: canvas.theme[.textMuted])
    }
}
