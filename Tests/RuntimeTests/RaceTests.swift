import Compute
import Events
import Plan
import Runtime
import SeededRandomness
import Synchronization
import Testing

/// Real threads and thousands of tiny steps. What is drawn by lot is drawn from the seed that a failure prints.
@Suite struct RaceTests {
    /// A graph of `count` steps, each after up to four of the `reach` before it, with an output at every 50th.
    private func randomPlan(_ count: Int, reach: Int, _ generator: inout SeededGenerator) -> PlanBuilder {
        var plan = PlanBuilder()
        var made: [StepID] = []
        for number in 0..<count {
            let from = max(0, made.count - reach)
            let parents =
                made.isEmpty
                ? []
                : Set(
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        made[Int.random(in: from..<made.count, using: &generator)]
                    }
                ).sorted()
            made.append(plan.step("s\(number)", after: parents))
            if number % 50 == 49 { plan.write("o\(number)", of: made[number]) }
        }
        return plan
    }

    private func run(
        _ plan: ExecutionPlan, framework: FakeFramework, _ adapt: (inout RunRequest) -> Void = { _ in }
    ) async -> (result: RunResult, events: [RunEvent]) {
        let bus = EventBus()
        let subscription = bus.subscribe()
        var request = RunRequest(plan: plan, frameworks: [framework], memoryMeter: framework.memory)
        adapt(&request)
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        async let result = orchestrator.runDetached()
        var events: [RunEvent] = []
        for await batch in subscription { events += batch }
        return (await result, events)
    }

    @Test(arguments: [1, 2, 3, 8], [UInt64(1), 2, 3])
    func everyStepRunsOnceAfterItsParentsAndEverythingIsDropped(_ workers: Int, _ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        let builder = randomPlan(1_500, reach: [3, 40, 1_500][Int(seed - 1)], &generator)
        let plan = builder.plan
        let framework = FakeFramework()
        let (result, events) = await run(plan, framework: framework) { $0.workers = workers }

        #expect(result.outcome == .succeeded, "seed \(seed)")
        #expect(framework.performed.sorted() == plan.steps.map(\.id), "seed \(seed)")
        #expect(framework.memory.bytesAllocated == 0, "seed \(seed)")
        #expect(result.outputs.map(\.result.output) == plan.outputs.map(\.name), "seed \(seed)")
        #expect(events.map(\.sequence) == events.map(\.sequence).sorted(), "seed \(seed)")

        var places: [StepID: [String: Int]] = [:]
        var dropped: [SlotID: Int] = [:]
        for (place, event) in events.enumerated() {
            switch event.kind {
            case .stepReady(let step): places[step, default: [:]]["ready"] = place
            case .stepStarted(let step, _, _): places[step, default: [:]]["started"] = place
            case .stepFinished(let step, _): places[step, default: [:]]["finished"] = place
            case .dataDropped(let drop): for slot in drop.slots { dropped[slot, default: 0] += 1 }
            default: break
            }
        }
        #expect(dropped.count == plan.slots.count, "seed \(seed)")
        #expect(dropped.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        for step in plan.steps {
            guard let ready = places[step.id]?["ready"], let started = places[step.id]?["started"],
                let finished = places[step.id]?["finished"]
            else {
                Issue.record("seed \(seed): \(step.id) lacks a transition")
                continue
            }
            #expect(ready < started && started < finished, "seed \(seed), \(step.id)")
            for parent in step.dependencies {
                #expect(places[parent]?["finished"] ?? .max < ready, "seed \(seed), \(step.id) after \(parent)")
            }
        }
    }

    @Test(arguments: [UInt64(11), 12, 13, 14]) func failuresSkipExactlyWhatDependsOnThem(_ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        let plan = randomPlan(1_000, reach: 30, &generator).plan
        let framework = FakeFramework()
        let failing = Set((0..<20).map { _ in StepID(Int.random(in: 0..<plan.steps.count, using: &generator)) })
        for step in failing { framework.fail(step) }
        // By hand: what has a failing or skipped parent is skipped; of the rest, what is to fail fails.
        var lost: Set<StepID> = []
        for step in plan.steps
        where !lost.isDisjoint(with: step.dependencies) || !failing.isDisjoint(with: step.dependencies) {
            lost.insert(step.id)
        }
        let (result, events) = await run(plan, framework: framework) {
            $0.failure = .keepGoing
            $0.workers = 4
        }
        let skipped = events.compactMap { if case .stepSkipped(let step, _) = $0.kind { step } else { nil } }
        #expect(Set(skipped) == lost, "seed \(seed)")
        #expect(Set(result.failures.map(\.step)) == failing.subtracting(lost), "seed \(seed)")
        #expect(framework.memory.bytesAllocated == 0, "seed \(seed)")
    }

    @Test(arguments: [UInt64(21), 22, 23]) func meddlingNeverBreaksARun(_ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        let plan = randomPlan(2_000, reach: 50, &generator).plan
        let framework = FakeFramework()
        for _ in 0..<10 {
            framework.fail(StepID(Int.random(in: 0..<plan.steps.count, using: &generator)), times: 1)
        }
        let bus = EventBus()
        let subscription = bus.subscribe()
        var request = RunRequest(plan: plan, frameworks: [framework], memoryMeter: framework.memory)
        request.failure = .keepGoing
        request.workers = 3
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        async let running = orchestrator.runDetached()
        var ends = 0
        var phases = PhaseWatch()
        for await batch in subscription {
            for event in batch {
                if let complaint = phases.see(event.kind) { Issue.record("seed \(seed): \(complaint)") }
                switch event.kind {
                case .stepFailed(let step, _): orchestrator.retry(step)
                case .stepFinished(let step, _):
                    ends += 1
                    if ends % 100 == 0 {
                        orchestrator.pause()
                        orchestrator.resume()
                    }
                    if ends % 331 == 0 { orchestrator.cancel(StepID(Int(step.index) + 20)) }
                default: break
                }
            }
        }
        let result = await running
        let summary = result.summary
        #expect(
            summary.finished + summary.failed + summary.skipped + summary.cancelled == plan.steps.count, "seed \(seed)")
        #expect(result.outcome != .stalled, "seed \(seed)")
        if result.abandonedSteps == 0 { #expect(framework.memory.bytesAllocated == 0, "seed \(seed)") }
    }

    @Test(arguments: [FailurePolicy.fast, .keepGoing], [UInt64(31), 32])
    func heldFailuresCostNothingButTheFailedSteps(_ failure: FailurePolicy, _ seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        let plan = randomPlan(1_000, reach: 30, &generator).plan
        let framework = FakeFramework()
        let failing = Set((0..<12).map { _ in StepID(Int.random(in: 0..<plan.steps.count, using: &generator)) })
        for step in failing { framework.fail(step, times: 1) }
        let bus = EventBus()
        let subscription = bus.subscribe()
        var request = RunRequest(plan: plan, frameworks: [framework], memoryMeter: framework.memory)
        request.failure = failure
        request.workers = 3
        request.holdsFailures = true
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        orchestrator.setBreakpoints([.memory(over: 1_000), .dropped(DatasetID(500))])
        async let running = orchestrator.runDetached()
        var failed: [StepID] = []
        var unconsumed = 0
        for await batch in subscription {
            for event in batch {
                switch event.kind {
                case .runPaused: orchestrator.resume()
                case .stepFailed(let step, _): failed.append(step)
                case .runHeld:
                    for step in failed { orchestrator.retry(step) }
                    failed = []
                case .dataDropped(let drop) where drop.reason != .consumed: unconsumed += 1
                default: break
                }
            }
        }
        let result = await running
        #expect(result.outcome == .succeeded, "seed \(seed)")
        #expect(framework.performed.count == plan.steps.count + failing.count, "seed \(seed)")
        #expect(unconsumed == 0, "seed \(seed)")
        #expect(framework.memory.bytesAllocated == 0, "seed \(seed)")
    }

    /// Whether the transitions of each step follow each other as they may.
    private struct PhaseWatch {
        private var last: [StepID: String] = [:]
        private static let successors: [String: Set<String>] = [
            "step_ready": ["step_started", "step_cancelled", "step_skipped"],
            "step_started": [
                "step_progressed", "step_finished", "step_failed", "step_retried", "step_cancelled",
            ],
            "step_progressed": ["step_progressed", "step_finished", "step_failed", "step_retried", "step_cancelled"],
            "step_retried": ["step_ready", "step_cancelled", "step_skipped"],
            // A retry makes steps wait again, for which there is no event: then they may be given up before they are ready.
            "step_finished": ["step_ready", "step_cancelled", "step_skipped"],
            "step_failed": ["step_ready", "step_cancelled", "step_skipped"],
            "step_cancelled": ["step_ready", "step_cancelled", "step_skipped"],
            "step_skipped": ["step_ready", "step_skipped", "step_cancelled"],
        ]

        mutating func see(_ kind: RunEvent.Kind) -> String? {
            let step: StepID
            switch kind {
            case .stepReady(let id), .stepStarted(let id, _, _), .stepProgressed(let id, _), .stepFinished(let id, _),
                .stepFailed(let id, _), .stepRetried(let id, _, _), .stepCancelled(let id), .stepSkipped(let id, _):
                step = id
            default: return nil
            }
            defer { last[step] = kind.name }
            guard let before = last[step] else { return nil }
            return Self.successors[before]?.contains(kind.name) == true ? nil : "\(step): \(kind.name) after \(before)"
        }
    }

    @Test func stopAtOnceFromAnotherThreadEndsTheRun() async {
        let framework = FakeFramework()
        let (began, hold) = (Gate(), Gate())
        framework.on(StepID(0)) { step, _, _ in
            began.open()
            hold.wait()
            return framework.product(of: step)
        }
        let plan = PlanBuilder.graph([[], [0]]).plan
        let orchestrator = ExecutionOrchestrator(RunRequest(plan: plan, frameworks: [framework]))
        async let running = orchestrator.runDetached()
        await blocking { began.wait() }
        orchestrator.stop(gracefully: false)
        let result = await running
        hold.open()
        #expect(result.outcome == .cancelled)
        #expect(result.abandonedSteps == 1)
    }

    @Test func syncStepsRunOnTheOrchestratorsThreadBesideOnesInThreads() async {
        var builder = PlanBuilder()
        var last: [StepID] = []
        for layer in 0..<50 {
            last = (0..<6).map { number in
                builder.step("\(layer).\(number)", after: last, framework: number % 2 == 0 ? "one" : "fake")
            }
        }
        let memory = FakeMemory()
        let one = FakeFramework("one", modes: [.sync], memory: memory)
        let many = FakeFramework(memory: memory)
        let bus = EventBus()
        let subscription = bus.subscribe()
        let orchestrator = ExecutionOrchestrator(
            RunRequest(plan: builder.plan, frameworks: [one, many], memoryMeter: memory), events: bus)
        let result = await orchestrator.runDetached()
        #expect(result.outcome == .succeeded)
        for event in subscription.drain() {
            guard case .stepStarted(let step, let worker, _) = event.kind else { continue }
            #expect((worker == .main) == (builder.plan[step].framework == "one"))
        }
        #expect(memory.bytesAllocated == 0)
    }
}
