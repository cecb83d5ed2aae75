import PseudoTerminals

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Runs that the monitor watches on a terminal, beside the same runs with nobody looking.
struct WatchedRuns {
    /// Nanoseconds after which a monitor has drawn what there is to draw.
    static let settling: UInt64 = 2_000_000_000

    private let settings: Settings
    private let sizes: MonitorBenchmark.Sizes

    init(_ settings: Settings, _ sizes: MonitorBenchmark.Sizes) {
        (self.settings, self.sizes) = (settings, sizes)
    }

    func report() throws -> [ReportTable] { [try slowdown(), try waiting(), try flood()] }

    // MARK: A plan of short steps

    private func slowdown() throws -> ReportTable {
        var table = ReportTable(
            "\(sizes.shortSteps) steps of 1 ms on 2 workers: medians of \(sizes.repetitions) pairs",
            ["a step", "alone, s", "with the monitor, s", "slower by", "more processor, ms a second", "goal"])
        for work in [ProbedRun.Work.sleep, .spin] {
            var pairs: [(alone: ProbedRun.Figures, watched: ProbedRun.Figures)] = []
            for _ in 0..<sizes.repetitions {
                let alone = try figures(ProbedRun(isWatched: false, work, steps: sizes.shortSteps, duration: 1_000_000))
                let watched = try figures(
                    ProbedRun(isWatched: true, work, steps: sizes.shortSteps, duration: 1_000_000))
                pairs.append((alone, watched))
            }
            let slower = median(pairs.map { $0.watched.wall / $0.alone.wall - 1 })
            let more = median(pairs.map { ($0.watched.cpu - $0.alone.cpu) / $0.watched.wall })
            table.add([
                work == .sleep ? "sleeps" : "computes", median(pairs.map(\.alone.wall)).seconds,
                median(pairs.map(\.watched.wall)).seconds, percent(slower, 1), more.milliseconds, "≤ 2 %",
            ])
        }
        return table
    }

    // MARK: A run that waits

    private func waiting() throws -> ReportTable {
        var table = ReportTable(
            "The monitor of a run that waits \(sizes.wait) s", ["", "measured", "goal"])
        let seconds = UInt64(sizes.wait) * 1_000_000_000
        let probe = ProbedRun(isWatched: true, .wait, steps: 1, duration: seconds)
        var (frames, unchanged) = ([0], 0)
        let figures = try figures(probe) { terminal in
            try terminal.read(for: Self.settling)
            let start = terminal.bytes.count
            try terminal.read(for: seconds)
            frames = Self.frames(in: terminal.bytes[start...])
            try terminal.read(for: 2 * Self.settling)
            let ended = terminal.bytes.count
            // Keys that mean nothing have a frame each.
            for _ in 0..<5 {
                terminal.send("\u{1B}[15~")
                try terminal.read(for: 200_000_000)
            }
            unchanged = terminal.bytes.count - ended
            terminal.send("q")
        }
        table.add(["processor, of a core", percent(figures.cpu / figures.wall, 2), "≤ 1 %"])
        table.add(["bytes of a tick of the clock, the median", "\(Int(median(frames.map(Double.init))))", "< 100"])
        table.add([
            "bytes a second, with what samples of the process change", "\(frames.reduce(0, +) / sizes.wait)", "",
        ])
        table.add(["frames a second", (Double(frames.count) / Double(sizes.wait)).fixed(1), ""])
        table.add(["bytes of five frames in which nothing changed", "\(unchanged)", "0"])
        return table
    }

    /// Bytes of each frame: from the beginning of one synchronised update to that of the next.
    private static func frames(in bytes: ArraySlice<UInt8>) -> [Int] {
        let mark = Array("\u{1B}[?2026h".utf8)
        let starts = bytes.indices.filter { bytes[$0...].starts(with: mark) }
        return zip(starts, starts.dropFirst() + [bytes.endIndex]).map { $1 - $0 }
    }

    // MARK: Many events

    private func flood() throws -> ReportTable {
        var table = ReportTable(
            "\(sizes.steps) steps that wait 500 µs on 12 workers, watched",
            ["", "measured", "goal"])
        func probe(_ isWatched: Bool) -> ProbedRun {
            ProbedRun(isWatched: isWatched, .sleep, steps: sizes.steps, duration: 500_000, workers: 12)
        }
        let (alone, watched) = (try figures(probe(false)), try figures(probe(true)))
        table.add(["seconds, alone", alone.wall.seconds, ""])
        table.add(["seconds", watched.wall.seconds, ""])
        table.add(["events", watched.events.fixed(0), ""])
        table.add(["events a second", (watched.events / watched.wall).fixed(0), "100000"])
        table.add(["terminal's thread, of a core", percent(watched.terminal / watched.wall, 1), "≤ 10 %"])
        table.add(["memory more than alone, MB", (watched.resident - alone.resident).megabytes, "≤ 50"])
        return table
    }

    // MARK: Processes

    private func percent(_ share: Double, _ digits: Int) -> String { "\((share * 100).fixed(digits)) %" }

    /// Runs a probe on a terminal of its own to its end.
    private func figures(
        _ probe: ProbedRun, _ meanwhile: (PseudoTerminal) throws -> Void = { _ in }
    ) throws -> ProbedRun.Figures {
        let terminal = try PseudoTerminal(width: 200, height: 60, readsScreen: false)
        let file = settings.folder + "/probe.txt"
        try terminal.start(settings.executable, probe.arguments, errors: file)
        try meanwhile(terminal)
        let status = try terminal.waitForEnd()
        let text = try readFile(file)
        guard status == 0, let figures = ProbedRun.Figures(text) else {
            throw BenchmarkError("the probe \(probe.arguments) ended with status \(status): \(text)")
        }
        return figures
    }
}
