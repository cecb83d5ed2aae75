import Plan
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a run uses of the machine while its only step waits for something.
enum IdleBenchmark: Section {
    static let name = "idle"

    static func run(_ settings: Settings) throws {
        let short = 1
        let long = settings.isQuick ? 4 : 11
        var table = ReportTable(
            "A run that waits \(long - short) s: CPU over wall time, less what a run costs anyway",
            ["mode", "CPU ms", "share", "goal"])
        for mode in [ParallelizationMode.sync, .threads] {
            _ = cost(waiting: 0, mode)
            let (base, waiting) = (cost(waiting: short, mode), cost(waiting: long, mode))
            let (cpu, wall) = (waiting.cpu - base.cpu, waiting.wall - base.wall)
            table.add([mode.rawValue, cpu.milliseconds, "\((cpu / wall * 100).fixed(3)) %", "< 0.2 %"])
        }
        table.print()
    }

    private static func cost(waiting seconds: Int, _ mode: ParallelizationMode) -> Cost {
        let plan = StepGraph(.chain, count: 1).plan(framework: NoOpFramework.name)
        // The step's own wait: blocked in the system, as a slow disk or database would block it.
        let framework = NoOpFramework { _ in sleep(UInt32(seconds)) }
        var request = RunRequest(plan: plan, frameworks: [framework])
        request.modes = [mode]
        let orchestrator = ExecutionOrchestrator(request)
        return Stopwatch.measure { _ = orchestrator.run() }.cost
    }
}
