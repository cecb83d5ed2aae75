import Compute
import Events
import Plan
import Runtime

/// A run in an outside world that is faked whole: one framework, manual workers, no files, no time.
final class Trial {
    let framework: FakeFramework
    let workers = ManualWorkers()
    let files = FakeFiles()
    let bus: EventBus
    var request: RunRequest
    private(set) var events: [RunEvent] = []
    private(set) var orchestrator: ExecutionOrchestrator?

    init(
        _ plan: ExecutionPlan, framework: FakeFramework = FakeFramework(),
        _ adapt: (inout RunRequest) -> Void = { _ in }
    ) {
        self.framework = framework
        let workers = workers
        bus = EventBus(now: { workers.now })
        request = RunRequest(plan: plan, frameworks: [framework], memoryMeter: framework.memory)
        request.modes = [.threads]
        request.workers = 2
        request.runID = "r"
        adapt(&request)
    }

    /// Runs with the moves given: see `ManualWorkers`.
    @discardableResult
    func run(_ script: [(ManualWorkers, ExecutionOrchestrator) -> Void] = []) -> RunResult {
        let subscription = bus.subscribe()
        let orchestrator = ExecutionOrchestrator(request, events: bus, pool: workers, files: files)
        self.orchestrator = orchestrator
        workers.script = script.map { move in { move($0, orchestrator) } }
        let result = orchestrator.run()
        events = subscription.drain()
        return result
    }

    var performed: [StepID] { framework.performed }

    /// The data events, as text: `+ name`, `- name`.
    var lines: [String] { events.compactMap { Self.line($0.kind, plan: request.plan) } }

    /// One word and the names of a state transition; nil for what tests of behaviour do not look at.
    static func line(_ kind: RunEvent.Kind, plan: ExecutionPlan) -> String? {
        func name(_ step: StepID) -> String { plan[step].label }
        switch kind {
        case .stepReady(let step): return "ready \(name(step))"
        case .stepStarted(let step, _, let attempt): return "start \(name(step))" + (attempt > 1 ? " #\(attempt)" : "")
        case .stepFinished(let step, _): return "done \(name(step))"
        case .stepFailed(let step, let failure): return "fail \(name(step)): \(failure.message)"
        case .stepRetried(let step, let attempt, let delay): return "retry \(name(step)) #\(attempt) in \(delay) ns"
        case .stepCancelled(let step): return "cancel \(name(step))"
        case .stepSkipped(let step, let cause): return "skip \(name(step))" + (cause.map { " for \(name($0))" } ?? "")
        case .dataStored(let dataset, let slots, _, _): return "store \(plan[dataset].name) \(slots.count)"
        case .dataDropped(let drop):
            let slots = drop.slots.map { plan[$0].name }.joined(separator: ",")
            return "drop \(slots)\(drop.isWhole ? " whole" : "") \(drop.reason.rawValue)"
        case .resultCollected(let result): return "result \(result.output)"
        case .checkPassed(let step): return "passed \(name(step))"
        case .checkFailed(let step, _): return "violated \(name(step))"
        case .runPaused: return "paused"
        case .runResumed: return "resumed"
        case .runHeld(let failed): return "held for \(failed)"
        case .breakpointHit(let breakpoint, let step):
            let place = step.map { " at \(name($0))" } ?? ""
            switch breakpoint {
            case .dropped(let dataset): return "hit dropped \(plan[dataset].name)" + place
            case .memory(let over): return "hit memory \(over)" + place
            case .zeroRows: return "hit zero rows" + place
            }
        case .runStarted: return "run"
        case .runFinished(let summary): return "end \(summary.outcome.rawValue)"
        default: return nil
        }
    }
}

extension Array where Element == String {
    func only(_ words: String...) -> [String] { filter { line in words.contains { line.hasPrefix($0 + " ") } } }
}
