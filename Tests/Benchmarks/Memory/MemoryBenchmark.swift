#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a memory budget costs and whether it holds: a job whose data is four times the budget, with and without it.
enum MemoryBenchmark: Section {
    static let name = "memory"

    private static let sources = 16
    private static let rows = 600_000
    private static let budget = 128

    static func run(_ settings: Settings) throws {
        let folder = settings.folder + "/budget"
        mkdir(folder, 0o755)
        try prepare(folder)
        var table = ReportTable(
            "\(sources) sources of \(rows) rows, joined one by one: \(4 * budget) MiB of data in all; medians of \(settings.repetitions)",
            ["mode", "budget MiB", "wall s", "times as long", "goal", "peak MiB, anonymous and shared", "goal"])
        for mode in ["threads", "processes"] {
            let command = [settings.weir, "run", folder + "/plan.yaml", "--ui", "none", "--mode", mode]
            let free = try runs(command, settings)
            // Each worker process has its own share of the budget to live on.
            let budget = mode == "processes" ? budget + 64 : budget
            let kept = try runs(command + ["--memory", "\(budget)MiB"], settings)
            table.add([mode, "", free.wall.seconds, "", "", mebibytes(free.peak), "more"])
            table.add([
                mode, "\(budget)", kept.wall.seconds, (kept.wall / free.wall).fixed(1), "≤ 3", mebibytes(kept.peak),
                "≤ \(budget)",
            ])
        }
        table.print()
    }

    private static func runs(_ command: [String], _ settings: Settings) throws -> (wall: Double, peak: Double) {
        let runs = try (0..<settings.repetitions).map { _ in try MeasuredTree.run(command) }
        return (median(runs.map(\.wall)), median(runs.map(\.peakUnbacked)))
    }

    private static func mebibytes(_ bytes: Double) -> String { (bytes / Double(1 << 20)).fixed(0) }

    private static func prepare(_ folder: String) throws {
        var text = "id,a,b,c\n"
        for row in 0..<rows { text += "\(row),\(row &* 7 % 1000),\(row).5,\(row % 97)\n" }
        try writeFile(text, to: folder + "/s0.csv")
        var plan = "sources:\n  s0: {csv: s0.csv}\n"
        var links = "links:\n"
        for source in 1..<sources {
            link(folder + "/s0.csv", folder + "/s\(source).csv")
            plan += "  s\(source): {csv: s\(source).csv}\n"
            links += "  - {join: left, left: s0, right: s\(source), on: id}\n"
        }
        let features = (0..<sources).flatMap { ["s\($0).a", "s\($0).b", "s\($0).c"] }.joined(separator: ", ")
        try writeFile(
            plan + links + "outputs:\n  all: {features: [id, \(features)], to: all.arrow}\n", to: folder + "/plan.yaml")
    }
}
