import Compute
package import Events
package import Plan
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Runs one plan, once: see `run`. Owns the plan, the state of the run, its bus and its workers. Its loop alone starts steps and
/// takes in what they made; completions and commands wake it, and between them it sleeps.
///
/// A step on the loop's own thread (mode `sync`) holds up the loop while it runs, so commands and deadlines take effect after it.
package final class ExecutionOrchestrator: RunControl {
    private let request: RunRequest
    private let events: EventBus
    private let pool: any WorkerPool
    private let files: any OutputFiles
    private let hasRun = Atomic<Bool>(false)

    /// - Parameter events: the run's own bus; the run finishes it. Subscribe before `run`.
    package convenience init(_ request: RunRequest, events: EventBus = EventBus()) {
        self.init(
            request, events: events,
            pool: WorkerManager(
                workers: request.workers, events: events,
                processMemory: request.memoryBudget.map(MemoryBudget.limitOfAWorker), sharing: request.sharing),
            files: SystemOutputFiles())
    }

    /// With the outside world given.
    package init(_ request: RunRequest, events: EventBus, pool: any WorkerPool, files: any OutputFiles) {
        self.request = request
        self.events = events
        self.pool = pool
        self.files = files
    }

    /// Runs the plan to its end on the calling thread, which is the orchestrator's until then. Once only. Never throws: what
    /// goes wrong is in the result.
    @available(*, noasync, message: "blocks; use runDetached")
    package func run() -> RunResult {
        precondition(!hasRun.exchange(true, ordering: .relaxed), "an orchestrator runs once")
        let wallClock = MonotonicTime.wallClock
        let runID = request.runID ?? Self.makeRunID()
        events.markStart()
        if events.isObserved {
            events.publish(.runStarted(RunStarted(request, runID: runID, wallClock: wallClock)))
            if let expectations = request.expectations { events.publish(.runExpected(expectations)) }
        }
        defer { events.finish() }
        do throws(RunFault) {
            let artifacts = try request.artifacts.map { folder throws(RunFault) in
                try RunArtifacts(folder, of: request.plan, frameworks: request.frameworks)
            }
            var loop = try RunLoop(
                request,
                shared: StepContext.Shared(
                    plan: request.plan, runID: runID, previewRows: request.previewRows,
                    describesResults: request.describesResults, artifacts: try artifacts?.uses() ?? .none,
                    lineage: request.lineage),
                artifacts: artifacts, events: events, pool: pool, files: files)
            return loop.run()
        } catch {
            return refused(error)
        }
    }

    /// `run` on a thread of its own. Where the system has none left, the result says so.
    package func runDetached() async -> RunResult {
        await withCheckedContinuation { continuation in
            let thread = PosixThread.start(name: "weir loop", stackSize: 8 << 20) { [self] in
                continuation.resume(returning: run())
            }
            guard let thread else {
                return continuation.resume(
                    returning: refused(RunFault(.noThread, "the system has no thread left to run the plan on")))
            }
            thread.detach()
        }
    }

    package func pause() { pool.post(.pause) }

    package func resume() { pool.post(.resume) }

    package func cancel(_ step: StepID) { pool.post(.cancel(step)) }

    package func retry(_ step: StepID) { pool.post(.retry(step)) }

    package func stop(gracefully: Bool) { pool.post(.stop(gracefully: gracefully)) }

    package func setBreakpoints(_ breakpoints: [Breakpoint]) { pool.post(.setBreakpoints(breakpoints)) }

    /// The result of a run that could not begin.
    private func refused(_ fault: RunFault) -> RunResult {
        let summary = RunFinished(
            outcome: .failed, finished: 0, failed: 0, skipped: request.plan.steps.count, cancelled: 0, duration: 0,
            peakPoolBytes: 0, peakResidentBytes: ProcessUsage.peakResidentBytes, written: [], message: fault.message)
        events.publish(.runFinished(summary))
        return RunResult(
            summary: summary, failures: [], failedChecks: [], outputs: [],
            warnings: request.plan.warnings.map(\.description), abandonedSteps: 0,
            isOutOfMemory: fault.code == .memoryBudget)
    }

    private static let runCount = Atomic<Int>(0)

    /// For a run that starts now: its time in milliseconds and the process id; and a number, from the second run of a process on.
    package static func makeRunID() -> String {
        let id = "\(String(Int(MonotonicTime.wallClock * 1000), radix: 36))-\(String(getpid(), radix: 36))"
        let earlier = runCount.add(1, ordering: .relaxed).oldValue
        return earlier == 0 ? id : "\(id)-\(String(earlier, radix: 36))"
    }
}
