import Columnar
import Compute
import Events
import Plan
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What worker processes cost: a step's way there and back, a table handed over, and a whole run of independent sources.
enum WorkersBenchmark: Section {
    static let name = "workers"

    static func run(_ settings: Settings) throws {
        try roundTrips(settings)
        try handOver(settings)
        try independentSources(settings)
    }

    // MARK: Round trips

    /// Chains of no-op steps: each waits for the one before it, so the wall time is that of the way there and back. What a run of
    /// one step takes, the start of the process above all, is taken off.
    private static func roundTrips(_ settings: Settings) throws {
        let steps = settings.isQuick ? 2_000 : 10_000
        let subjects: [(mode: ParallelizationMode, count: Int)] = [.threads, .processes].flatMap {
            [($0, 1), ($0, steps)]
        }
        let costs = try Interleaved(subjects, repetitions: settings.repetitions) { try chain($0.count, in: $0.mode) }
        var table = ReportTable(
            "A step's round trip on a warm worker: µs for each of \(steps) steps, one after another",
            ["mode", "wall", "CPU of the engine", "goal, wall"])
        for (place, mode) in [ParallelizationMode.threads, .processes].enumerated() {
            let (one, all) = (costs.medians[2 * place], costs.medians[2 * place + 1])
            let count = Double(steps - 1)
            table.add([
                mode.rawValue, ((all.wall - one.wall) / count).microseconds, ((all.cpu - one.cpu) / count).microseconds,
                mode == .processes ? "≤ 100" : "",
            ])
        }
        table.print()
    }

    private static func chain(_ count: Int, in mode: ParallelizationMode) throws -> Cost {
        var request = RunRequest(
            plan: StepGraph(.chain, count: count).plan(framework: PortableNoOp.name), frameworks: [PortableNoOp()])
        request.modes = [mode]
        request.workers = 1
        let orchestrator = ExecutionOrchestrator(request)
        let (cost, result) = Stopwatch.measure { orchestrator.run() }
        guard result.outcome == .succeeded else {
            throw BenchmarkError("a run in \(mode.rawValue) did not succeed: \(result.failures)")
        }
        return cost
    }

    // MARK: A table handed over

    private static func handOver(_ settings: Settings) throws {
        let (columns, rows) = (10, 1_250_000)
        let table = try (0..<columns).map { try Column(repeating: .double(Double($0)), count: rows) }
        let source = [UInt8](repeating: 1, count: columns * rows * 8)
        var target = [UInt8](repeating: 0, count: source.count)
        var mapped = 0
        let costs = try Interleaved([0, 1, 2], repetitions: settings.repetitions) { subject in
            switch subject {
            case 0: return Stopwatch.measure { target.withUnsafeMutableBytes { $0.copyBytes(from: source) } }.cost
            case 1: return try Stopwatch.measure { try Column.share(table) }.cost
            default:
                let (memory, sizes) = try Column.share(table)
                let before = MemoryPool.bytesAllocated
                let (cost, read) = try Stopwatch.measure { try Column.shared(memory, sizes: sizes) }
                mapped = MemoryPool.bytesAllocated - before
                guard read.count == columns else { throw BenchmarkError("columns are lost") }
                return cost
            }
        }
        var report = ReportTable(
            "A table of \(Double(source.count).megabytes) MB handed over", ["part", "wall ms", "goal"])
        report.add(["memcpy, the floor", costs.medians[0].wall.milliseconds, ""])
        report.add(["into shared memory", costs.medians[1].wall.milliseconds, "≤ 150 with the next"])
        report.add(["mapped by the reader", costs.medians[2].wall.milliseconds, "no copy: \(mapped) bytes allocated"])
        report.print()
    }

    // MARK: Independent sources

    private static func independentSources(_ settings: Settings) throws {
        let folder = settings.folder + "/sources"
        mkdir(folder, 0o755)
        var sources = "sources:\n"
        var outputs = "outputs:\n"
        for source in 0..<10 {
            var text = "k,x\n"
            for row in 0..<20_000 { text += "\(row),\(Double(row % 977) / 7)\n" }
            try writeFile(text, to: "\(folder)/s\(source).csv")
            sources += "  s\(source): {csv: s\(source).csv}\n"
            outputs += "  o\(source): {features: [s\(source).x__mean_aggr]}\n"
        }
        try writeFile(sources + outputs, to: folder + "/plan.yaml")
        var table = ReportTable(
            "10 independent sources of 20 000 rows: whole runs",
            ["mode", "wall s", "goal", "peak MB of all processes", "goal"])
        for mode in ["threads", "processes"] {
            let command = [settings.weir, "run", folder + "/plan.yaml", "--ui", "none", "--mode", mode]
            let runs = try (0..<settings.repetitions).map { _ in try MeasuredTree.run(command) }
            let isGoal = mode == "processes"
            table.add([
                mode, median(runs.map(\.wall)).seconds, isGoal ? "≤ 1" : "",
                median(runs.map(\.peakBytes)).megabytes, isGoal ? "≤ 400" : "",
            ])
        }
        if let python = settings.python {
            let peer = try MeasuredTree.run([python, "Tests/Benchmarks/Workers/Peers/sources_mloda.py", folder])
            table.add(["mloda, processes, once", peer.wall.seconds, "", peer.peakBytes.megabytes, ""])
        }
        table.print()
        if settings.python == nil { print("(without 'make bench-peers', mloda is left out)\n") }
    }
}
