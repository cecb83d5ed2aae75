import Caching
import Events
import Plan
import Runtime
import TestFolders
import WeirKit

/// A plan in a folder, run in this process with the folder's cache, or without.
struct CachedTrial {
    let folder: TestFolder

    struct Outcome {
        var outcome: RunFinished.Outcome
        /// Labels, in plan order.
        var ran: [String]
        var reused: [String]
        var failures: [String]
    }

    func run(
        cached: Bool, plan name: String = "plan.yaml", _ adapt: (inout RunRequest) -> Void = { _ in }
    ) async throws -> Outcome {
        let plan = try Engine.plan(folder.path + "/" + name)
        var request = Engine.request(for: plan, configuration: UserConfiguration())
        adapt(&request)
        if cached {
            request.cache = Engine.cachedRun(
                request, store: Engine.cacheStore(in: Engine.memoryFolder(of: plan)), files: FileFingerprints())
        }
        let bus = EventBus()
        let subscription = bus.subscribe()
        let result = await ExecutionOrchestrator(request, events: bus).runDetached()
        request.cache?.finish()
        var outcome = Outcome(
            outcome: result.outcome, ran: [], reused: [], failures: result.failures.map(\.failure.message))
        var (ran, reused): (Set<StepID>, Set<StepID>) = ([], [])
        for event in subscription.drain() {
            switch event.kind {
            case .stepStarted(let step, _, _): ran.insert(step)
            case .stepCached(let step): reused.insert(step)
            default: break
            }
        }
        outcome.ran = ran.sorted().map { plan[$0].label }
        outcome.reused = reused.sorted().map { plan[$0].label }
        return outcome
    }
}
