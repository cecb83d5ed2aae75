import Events
import Themes

/// The first line: the plan, what state the run is in, how far, how long, how fast, and what memory holds. What does not fit is
/// left out, the least wanted first.
struct Header {
    private struct Part {
        var text: String
        var key: ThemeKey
        /// The least is kept longest.
        var rank: Int
    }

    private static let barWidth = 8...40
    /// Cells of the plan's name: a longer one would push the rest out.
    private static let longestName = 30

    static func draw(on canvas: inout Canvas, _ scene: Scene, _ state: RunStateWord) {
        canvas.fill(Rectangle(x: 0, y: 0, width: canvas.width, height: 1), style: canvas.theme[.header])
        let (left, right) = parts(scene, state, canvas.glyphs)
        // The bar is worth more than rates, and less than what is resident.
        let bar = Part(text: String(repeating: " ", count: barWidth.lowerBound), key: .progress, rank: 4)
        var kept = (left + right + (scene.model.plan == nil ? [] : [bar])).sorted { $0.rank < $1.rank }
        func width() -> Int {
            kept.reduce(1) {
                $0 + DisplayWidth.of(canvas.glyphs.reduced(DisplayWidth.displayable($1.text.singleLine))) + 1
            }
        }
        while kept.count > 1, width() > canvas.width { kept.removeLast() }
        let limit = kept.last?.rank ?? 0
        let room = limit >= bar.rank ? canvas.width - width() + barWidth.lowerBound : 0

        var x = 1
        for part in left where part.rank <= limit {
            x = canvas.write(part.text, x: x, y: 0, style: canvas.theme[part.key]) + 1
        }
        if scene.model.plan != nil, room >= barWidth.lowerBound {
            x = drawBar(on: &canvas, x: x, width: min(room, barWidth.upperBound), scene) + 1
        }
        for part in right where part.rank <= limit {
            x = canvas.write(part.text, x: x, y: 0, style: canvas.theme[part.key]) + 1
        }
    }

    private static func parts(_ scene: Scene, _ state: RunStateWord, _ glyphs: Glyphs) -> (left: [Part], right: [Part])
    {
        let model = scene.model
        let total = model.steps.count
        let name = DisplayWidth.truncateMiddle((model.plan?.plan ?? "weir").singleLine, to: longestName)
        var left = [Part(text: name, key: .header, rank: 2)]
        left.append(Part(text: "\(state.glyph(glyphs)) \(state.word)", key: state.key, rank: 1))
        left.append(Part(text: "\(model.settledCount)/\(total)", key: .header, rank: 0))
        var right: [Part] = []
        if model.count(.failed) > 0 {
            let look = StepLook(.failed, glyphs)
            right.append(Part(text: "\(look.glyph)\(model.count(.failed))", key: .stepFailed, rank: 0))
        }
        if model.warningChecks > 0 {
            right.append(Part(text: "!\(model.warningChecks)", key: .warning, rank: 0))
        }
        let now = model.clock(at: scene.now)
        right.append(Part(text: Figures.duration(now), key: .header, rank: 3))
        if model.end == nil, let rest = model.estimatedRest(at: now), model.settledCount < total {
            right.append(Part(text: "ETA ~\(Figures.duration(rest))", key: .headerMuted, rank: 6))
        }
        let resident = Figures.bytes(model.data.residentBytes)
        right.append(Part(text: "data \(resident)\(budget(model))", key: .header, rank: 5))
        if model.end != nil {
            right.append(Part(text: "peak \(Figures.bytes(model.data.peakBytes))", key: .headerMuted, rank: 7))
        }
        if let sample = model.latestSample {
            right.append(Part(text: "rss \(Figures.bytes(sample.residentBytes))", key: .headerMuted, rank: 8))
        }
        if model.end == nil {
            let rates = model.pace.rates(at: now)
            right.append(Part(text: rate(rates.steps, "steps/s"), key: .headerMuted, rank: 7))
            right.append(Part(text: rate(rates.rows, "rows/s"), key: .headerMuted, rank: 9))
            if let processors = model.pace.processorsInUse {
                right.append(Part(text: "cpu \(Int((processors * 100).rounded()))%", key: .headerMuted, rank: 10))
            }
        }
        return (left, right)
    }

    private static func budget(_ model: RunModel) -> String {
        model.plan?.memoryBudget.map { "/\(Figures.bytes(Int($0)))" } ?? ""
    }

    private static func rate(_ value: Double, _ unit: String) -> String {
        let text = value < 10 ? String(Double(Int(value * 10)) / 10) : Figures.count(Int(value))
        return "\(text) \(unit)"
    }

    private static func drawBar(on canvas: inout Canvas, x: Int, width: Int, _ scene: Scene) -> Int {
        let total = max(1, scene.model.steps.count)
        let done = width * scene.model.settledCount / total
        for cell in 0..<width {
            let isDone = cell < done
            canvas.put(
                isDone ? canvas.glyphs.full : canvas.glyphs.rest, x: x + cell, y: 0,
                style: canvas.theme[isDone ? .progress : .progressRest])
        }
        return x + width
    }
}

/// What the run as a whole is doing.
enum RunStateWord: Sendable, Hashable {
    case starting, running, paused, held, stopping, succeeded, failed, cancelled, stalled

    init(_ model: RunModel, isStopping: Bool) {
        if let end = model.end {
            self =
                switch end.outcome {
                case .succeeded: .succeeded
                case .failed: .failed
                case .cancelled: .cancelled
                case .stalled: .stalled
                }
        } else if model.plan == nil {
            self = .starting
        } else if isStopping {
            self = .stopping
        } else if model.isHeld {
            self = .held
        } else {
            self = model.isPaused ? .paused : .running
        }
    }

    var word: String {
        switch self {
        case .starting: "starting"
        case .running: "running"
        case .paused: "paused"
        case .held: "held: r retries, q ends"
        case .stopping: "stopping"
        case .succeeded: "succeeded"
        case .failed: "FAILED"
        case .cancelled: "stopped"
        case .stalled: "STALLED"
        }
    }

    var key: ThemeKey {
        switch self {
        case .starting: .headerMuted
        case .running: .stepRunning
        case .paused, .stopping: .warning
        case .held, .failed, .stalled, .cancelled: .error
        case .succeeded: .success
        }
    }

    func glyph(_ glyphs: Glyphs) -> String {
        let unicode = glyphs.isUnicode
        switch self {
        case .starting: return unicode ? "·" : "."
        case .running: return unicode ? "▶" : ">"
        case .paused, .held: return unicode ? "⏸" : "="
        case .stopping: return unicode ? "■" : "#"
        case .succeeded: return unicode ? "✔" : "+"
        case .failed, .cancelled, .stalled: return unicode ? "✖" : "X"
        }
    }
}
