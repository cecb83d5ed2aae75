import Compute
import Events
import Plan
import Runtime
import Sandbox
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Runs a plan in worker processes whose steps can be broken in every way: see `Fault`. For the tests of `weir`, which has no such
/// steps.
///
///     WorkerProbe PLAN [WORKERS] [cancel=STEP] [sandbox]
///
/// It prints the run's events as JSON lines, and causes of a failure to its errors. `cancel` cancels the step of this label as
/// soon as it has started. In a `sandbox` nobody has memory without a name. The status is 0 where the run succeeds, else 1.
@main
enum WorkerProbe {
    static func main() {
        WorkerServer.serveIfAsked(
            frameworks: [FaultyFramework()], meter: NoMemoryMeter(),
            connect: { FaultyClient(try Engine.dataConnector($0)) })
        signal(SIGPIPE, SIG_IGN)
        let arguments = CommandLine.arguments.dropFirst()
        do {
            guard let path = arguments.first else { throw PlanError("a plan is missing") }
            exit(run(try Engine.plan(path), Array(arguments.dropFirst())))
        } catch {
            Text.write("\(error)\n", to: STDERR_FILENO)
            exit(2)
        }
    }

    private static func run(_ plan: ExecutionPlan, _ arguments: [String]) -> Int32 {
        var request = RunRequest(plan: plan, frameworks: [FaultyFramework()])
        request.modes = [.processes]
        request.sharing = Engine.sharing
        if arguments.contains("sandbox"), !sandbox_forbid_memory() {
            Text.write("there is no sandbox here\n", to: STDERR_FILENO)
            return 2
        }
        request.workers = arguments.lazy.compactMap { Int($0) }.first ?? 2
        let bus = EventBus()
        let subscription = bus.subscribe()
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        let cancelled = arguments.lazy.compactMap { $0.hasPrefix("cancel=") ? String($0.dropFirst(7)) : nil }.first
        let printer = PosixThread.start(name: "printer") {
            var encoder = EventEncoder()
            while let events = subscription.nextBatch() {
                let bytes = encoder.lines(events)
                Text.write(bytes, to: STDOUT_FILENO)
                // Once it says something: when it is told as started, its worker may not have it yet.
                for case .logLine(let step?, _) in events.map(\.kind) where plan[step].label == cancelled {
                    orchestrator.cancel(step)
                }
            }
        }
        let result = orchestrator.run()
        printer?.join()
        for failure in result.failures {
            Text.write("\(failure.label): \(failure.failure.message)\n", to: STDERR_FILENO)
        }
        if let message = result.summary.message { Text.write("\(message)\n", to: STDERR_FILENO) }
        return result.outcome == .succeeded ? 0 : 1
    }
}

private struct PlanError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What the program says, at once.
enum Text {
    static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
        Darwin.write(descriptor, bytes, count)
        #else
        Glibc.write(descriptor, bytes, count)
        #endif
    }
}
