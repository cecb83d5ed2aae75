import Events
import Monitor
import Plan
import Terminal
import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A monitor at the keys of a measurement, on a screen of 200×60 that no terminal shows.
struct MeasuredScreen {
    let monitor: Monitor
    /// Of the clock that the monitor is told.
    var now: UInt64 = 1_000_000_000_000
    private let traits = ScreenTraits(size: Size(width: 200, height: 60), colors: .indexed256, isUnicode: true)
    private var shown: Grid?
    /// Cells that changed.
    private(set) var changes = 0

    init(_ feed: any RunFeed) {
        let library = ThemeLibrary(folders: [ThemeLibrary.Folder("themes", .bundled)])
        let shelf = ThemeShelf(
            names: { ["dark"] },
            load: { name, depth throws(ThemeError) in try library.theme(named: name, at: depth) })
        monitor = Monitor(feed, shelf: shelf, theme: "dark")
    }

    /// All that the terminal's thread does for a frame, but for the output itself.
    mutating func frame(_ key: Key? = nil) {
        if let key { monitor.handle(key, at: now) }
        monitor.update(at: now)
        _ = monitor.takeEffects()
        let grid = monitor.draw(on: traits, at: now)
        let difference = GridDifference(from: shown, to: grid)
        changes += difference.runs.reduce(0) { $0 + $1.columns.count }
        shown = grid
    }
}

/// How long frames of a replay take that answer keys, by pane.
enum ReplayFrames {
    private struct Subject {
        var name: String
        /// What opens the pane.
        var opening: String
        /// Whether the recording plays on, a hundred thousand events a second, instead of standing at its end.
        var isPlaying = false
        var keys: [Key]
    }

    static func report(_ settings: MonitorBenchmark.Sizes) -> ReportTable {
        let recording = GeneratedRecording(steps: settings.steps)
        var table = ReportTable(
            "A replay of \(recording.stepCount) steps at 200×60: ms of processor for a frame that answers a key",
            ["pane", "frames", "p50", "p99", "longest", "longest wall", "goal, p99"])
        for subject in subjects(settings.keys) {
            let frames = measure(subject, recording)
            let cpu = frames.map(\.cpu).sorted()
            table.add([
                subject.name, "\(frames.count)", percentile(cpu, 0.5).preciseMilliseconds,
                percentile(cpu, 0.99).preciseMilliseconds, (cpu.last ?? .nan).preciseMilliseconds,
                (frames.map(\.wall).max() ?? .nan).preciseMilliseconds, "≤ 33",
            ])
        }
        return table
    }

    private static func subjects(_ count: Int) -> [Subject] {
        func times(_ key: Key, _ share: Double = 1) -> [Key] {
            Array(repeating: key, count: Int(Double(count) * share))
        }
        func typed(_ text: String) -> [Key] { text.map { .character($0) } }
        var scrolling = times(.character("j"))
        scrolling += times(.pageDown)
        for _ in 0..<count / 10 { scrolling += typed("Gkg") }
        scrolling += times(.pageUp, 0.2)
        scrolling += times(.character("k"))
        var search: [Key] = []
        for _ in 0..<max(1, count / 40) {
            search += typed("/amount_9scal")
            search += times(.down, 0.05)
            search += times(.backspace, 0.02)
            search += [.enter]
            search += times(.pageDown, 0.05)
            search += [.escape]
        }
        let sideways = times(.character("l")) + times(.character("h"))
        var walk = times(.character("j"), 0.2)
        walk += times(.character(","), 0.5)
        walk += times(.character("+"), 0.05)
        walk += times(.character("h"), 0.5)
        return [
            Subject(name: "steps", opening: "1", keys: scrolling),
            Subject(name: "steps, searched", opening: "1", keys: search),
            Subject(name: "steps, sorted and filtered", opening: "1", keys: typed("sssssssSfffff") + scrolling),
            Subject(name: "steps as a tree", opening: "1v", keys: scrolling + typed(" j j ")),
            Subject(name: "steps, playing", opening: "1", isPlaying: true, keys: scrolling),
            Subject(name: "graph", opening: "2", keys: scrolling + sideways),
            Subject(name: "timeline", opening: "3", keys: walk),
            Subject(name: "workers", opening: "4", keys: times(.character("j"))),
            Subject(name: "data", opening: "5", keys: scrolling + typed("d") + scrolling),
            Subject(name: "data, playing", opening: "5", isPlaying: true, keys: scrolling),
            Subject(name: "logs", opening: "6", keys: scrolling),
            Subject(name: "logs, searched", opening: "6", keys: search),
        ]
    }

    private static func measure(_ subject: Subject, _ recording: GeneratedRecording) -> [Cost] {
        let feed = RecordedFeed(recording.events, speed: subject.isPlaying ? 1 : .infinity)
        var screen = MeasuredScreen(feed)
        screen.frame()
        if subject.isPlaying {
            feed.seek(to: feed.duration / 4, at: screen.now)
            screen.frame()
        }
        for key in subject.opening.dropLast() { screen.frame(.character(key)) }
        var costs: [Cost] = []
        for key in (subject.opening.last.map { [.character($0)] } ?? []) + subject.keys {
            // Thirty frames a second.
            screen.now += 33_333_333
            costs.append(Stopwatch.measureThread { screen.frame(key) })
        }
        return costs
    }

    private static func percentile(_ sorted: [Double], _ share: Double) -> Double {
        sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension Double {
    /// With two digits after the point.
    var preciseMilliseconds: String { (self * 1e3).fixed(2) }
}
