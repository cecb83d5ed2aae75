import Events
import Monitor

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the terminal's thread does while a hundred thousand events come in a second: it folds them, and draws ten frames.
enum EventFolding {
    static func report(_ settings: MonitorBenchmark.Sizes) -> ReportTable {
        let recording = GeneratedRecording(steps: settings.steps)
        var table = ReportTable(
            "\(recording.events.count) events of \(recording.stepCount) steps, 100 000 a second: processor of the terminal's thread, output left out",
            ["", "ns an event", "ms a frame", "share of a core", "goal"])
        var model = RunModel()
        let beginning = Stopwatch.measureThread { if let first = recording.events.first { model.receive(first) } }
        let folding = Stopwatch.measureThread { for event in recording.events.dropFirst() { model.receive(event) } }
        let count = Double(recording.events.count)
        table.add(["taking in the plan, once", "", beginning.cpu.preciseMilliseconds, "", ""])
        table.add([
            "folding alone", (folding.cpu / count * 1e9).fixed(0), "", percent(folding.cpu / count * 100_000), "",
        ])
        for (name, keys) in [
            ("steps", "1"), ("steps as a tree", "1v"), ("graph", "2"), ("timeline", "3"), ("data", "5"), ("logs", "6"),
        ] {
            let (cpu, frames) = watched(recording, keys)
            let share = cpu / (Double(frames) / 10)
            table.add([
                "with the pane of \(name)", "", (cpu / Double(frames)).preciseMilliseconds, percent(share), "≤ 10 %",
            ])
        }
        return table
    }

    private static func percent(_ share: Double) -> String { "\((share * 100).fixed(1)) %" }

    /// - Returns: processor seconds of all frames, from the run's second quarter second to its end.
    private static func watched(_ recording: GeneratedRecording, _ keys: String) -> (cpu: Double, frames: Int) {
        let feed = RecordedFeed(recording.events)
        var screen = MeasuredScreen(feed)
        screen.frame()
        for _ in 0..<2 {
            screen.now += 100_000_000
            screen.frame()
        }
        for key in keys { screen.frame(.character(key)) }
        var cost = 0.0
        var frames = 0
        while !feed.isAtEnd {
            screen.now += 100_000_000
            cost += Stopwatch.measureThread { screen.frame() }.cpu
            frames += 1
        }
        return (cost, frames)
    }
}
