import Events
import Plan
import Runtime

/// What the runtime itself costs: steps that do nothing, by the shape and the size of the graph.
enum StepsBenchmark: Section {
    static let name = "steps"

    private enum Runner: Hashable {
        case weir(ParallelizationMode)
        case floor
    }

    private struct Subject: Hashable {
        var shape: StepGraph.Shape
        var count: Int
        var runner: Runner
    }

    static func run(_ settings: Settings) throws {
        let sizes = settings.isQuick ? [10, 100, 1_000, 10_000] : [10, 100, 1_000, 10_000, 100_000]
        let runners: [Runner] = [.weir(.sync), .weir(.threads), .floor]
        let subjects = sizes.flatMap { count in
            StepGraph.Shape.allCases.flatMap { shape in
                runners.map { Subject(shape: shape, count: count, runner: $0) }
            }
        }
        let plans = Dictionary(
            uniqueKeysWithValues: Set(subjects.map { Subject(shape: $0.shape, count: $0.count, runner: .floor) })
                .map { ($0, StepGraph($0.shape, count: $0.count)) })
        let costs = try Interleaved(subjects, repetitions: settings.repetitions) { subject in
            var key = subject
            key.runner = .floor
            guard let graph = plans[key] else { return Cost(cpu: .nan, wall: .nan) }
            return try cost(of: graph, subject.runner)
        }

        var table = ReportTable(
            "No-op steps: CPU µs for each step (2 workers)",
            ["graph", "run by"] + sizes.map { "N = \($0)" } + ["slope from 1000", "goal", "wall, largest"])
        for runner in runners {
            for shape in StepGraph.Shape.allCases {
                let own = subjects.indices.filter { subjects[$0].shape == shape && subjects[$0].runner == runner }
                let figures = own.map { costs.medians[$0].cpu / Double(subjects[$0].count) }
                let points = own.filter { subjects[$0].count >= 1_000 }
                    .map { (x: Double(subjects[$0].count), y: costs.medians[$0].cpu) }
                table.add(
                    [shape.rawValue, text(runner)] + figures.map(\.microseconds)
                        + [slope(points).microseconds, goal(shape, runner)]
                        + [own.last.map { costs.medians[$0].wall.seconds + " s" } ?? ""])
            }
        }
        table.print()
    }

    private static func text(_ runner: Runner) -> String {
        switch runner {
        case .weir(let mode): "weir, \(mode.rawValue)"
        case .floor: "plain pthread pool"
        }
    }

    private static func goal(_ shape: StepGraph.Shape, _ runner: Runner) -> String {
        switch runner {
        case .floor: ""
        case .weir(.threads) where shape == .chain: "≤ 8"
        case .weir: "≤ 2"
        }
    }

    private static func cost(of graph: StepGraph, _ runner: Runner) throws -> Cost {
        switch runner {
        case .weir(let mode):
            let orchestrator = ExecutionOrchestrator(
                request(for: graph.plan(framework: NoOpFramework.name), mode: mode))
            let (cost, result) = Stopwatch.measure { orchestrator.run() }
            guard result.outcome == .succeeded, result.summary.finished == graph.parents.count else {
                throw BenchmarkError("a run of no-op steps did not succeed: \(result)")
            }
            return cost
        case .floor:
            return Stopwatch.measure { ThreadPoolFloor(graph).run(workers: 2) }.cost
        }
    }

    private static func request(for plan: ExecutionPlan, mode: ParallelizationMode) -> RunRequest {
        var request = RunRequest(plan: plan, frameworks: [NoOpFramework()])
        request.modes = [mode]
        request.workers = 2
        return request
    }
}
