import Compute
import Events
import Plan
import Runtime
import Testing

@Suite struct ComputeFrameworkExecutorTests {
    private func executor(
        _ plan: ExecutionPlan, frameworks: [any ComputeFramework], modes: Set<ParallelizationMode> = [.threads],
        canStart: Bool = true
    ) throws(RunFault) -> ComputeFrameworkExecutor {
        var request = RunRequest(plan: plan, frameworks: frameworks)
        request.modes = modes
        request.workers = 2
        let pool = ManualWorkers()
        pool.canStart = canStart
        return try ComputeFrameworkExecutor(
            request, shared: StepContext.Shared(plan: plan, runID: "r"), pool: pool,
            files: FakeFiles(), events: EventBus())
    }

    private func data(_ rows: Int, by step: StepID) -> FakeData {
        FakeData(rows: rows, bytes: 1, by: step, memory: FakeMemory())
    }

    // MARK: Modes

    @Test(
        arguments: [
            ([.sync, .threads], [.sync, .threads], .threads),
            ([.sync], [.sync, .threads], .sync),
            ([.threads], [.sync], .sync),
            ([.sync, .threads, .processes], [.sync, .threads], .threads),
            ([.processes], [.sync, .threads, .processes], .threads),
            ([.processes], [.processes], .sync),
            ([], [.threads], .sync),
            ([.processes], [.threads], .sync),
        ] as [(Set<ParallelizationMode>, Set<ParallelizationMode>, ParallelizationMode)])
    func modeIsTheStrongestThatRunAndFrameworkShare(
        _ offered: Set<ParallelizationMode>, _ supported: Set<ParallelizationMode>, _ mode: ParallelizationMode
    ) {
        let resolved = ParallelizationMode.resolve(
            offered: offered, supported: supported, available: [.sync, .threads])
        #expect(resolved.mode == mode)
    }

    @Test func processesAreTakenWhereTheyAreAvailable() {
        let all = Set(ParallelizationMode.allCases)
        #expect(ParallelizationMode.resolve(offered: all, supported: all, available: all).mode == .processes)
    }

    @Test func stepsInProcessesGoToTheWorkers() throws {
        let framework = FakeFramework(modes: [.sync, .threads, .processes])
        let plan = PlanBuilder.graph([[]]).plan
        let executor = try executor(plan, frameworks: [framework], modes: [.processes])
        #expect(executor.lanes == [ComputeFrameworkExecutor.Lane.workers])
        #expect(executor.warnings.isEmpty)
        let task = try executor.prepare(
            StepID(0), attempt: 1, priority: 1, timeout: nil, failureClosesIntake: false)
        #expect(task.runsInProcess)
    }

    @Test func aProgramThatCannotBeAWorkerRefusesProcesses() {
        let pool = WorkerManager(workers: 1, events: EventBus())
        #expect {
            try pool.prepareProcesses(steps: 1)
        } throws: { "\($0)".contains("WeirKit.runWorkerIfAsked()") }
    }

    @Test func eachStepRunsInTheModeOfItsFramework() throws {
        var plan = PlanBuilder()
        plan.step("a", framework: "one")
        plan.step("b", framework: "many")
        plan.step("c", framework: "one")
        let executor = try executor(
            plan.plan, frameworks: [FakeFramework("many"), FakeFramework("one", modes: [.sync])])
        #expect(executor.lanes == [0, 1, 0])
        #expect(executor.warnings == [])
    }

    @Test func withoutThreadsEverythingRunsOnOne() throws {
        let executor = try executor(PlanBuilder.graph([[]]).plan, frameworks: [FakeFramework()], canStart: false)
        #expect(executor.lanes == [ComputeFrameworkExecutor.Lane.sync])
        #expect(executor.warnings.count == 1)
    }

    @Test func runWithoutThreadsAsksForNone() throws {
        let executor = try executor(
            PlanBuilder.graph([[]]).plan, frameworks: [FakeFramework()], modes: [.sync], canStart: false)
        #expect(executor.lanes == [ComputeFrameworkExecutor.Lane.sync])
        #expect(executor.warnings == [])
    }

    @Test func frameworkThatTheRunDoesNotHaveIsNamed() {
        var plan = PlanBuilder()
        plan.step("a")
        plan.step("busiest", framework: "duckdb")
        let fault = #expect(throws: RunFault.self) {
            try executor(plan.plan, frameworks: [FakeFramework(), FakeFramework("sqlite")])
        }
        #expect(fault?.code == .unknownFramework)
        #expect(fault?.step == StepID(1))
        #expect(
            fault?.message == "“busiest” needs the compute framework duckdb, but this run has only: fake, sqlite")
    }

    // MARK: Snapshots of inputs

    @Test func taskReadsItsInputsInTheOrderOfTheStep() throws {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b")
        let c = plan.step("c", reads: [plan.slot(of: b), plan.slot(of: a), plan.slot(of: b)])
        let framework = FakeFramework()
        let executor = try executor(plan.plan, frameworks: [framework])
        for step in [a, b] { executor.instances[plan.slot(of: step)] = data(1, by: step) }
        let task = try executor.prepare(c, attempt: 1, priority: 1, timeout: nil, failureClosesIntake: false)
        var clock = ProcessorClock()
        task.run(on: .main, clock: &clock)
        #expect(framework.inputs(of: c) == [b, a, b])
    }

    @Test func snapshotOutlivesTheInstancesHold() throws {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a])
        let framework = FakeFramework()
        let executor = try executor(plan.plan, frameworks: [framework])
        executor.instances[plan.slot(of: a)] = data(1, by: a)
        let task = try executor.prepare(b, attempt: 1, priority: 1, timeout: nil, failureClosesIntake: false)
        executor.instances.release([plan.slot(of: a)])
        var clock = ProcessorClock()
        task.run(on: .main, clock: &clock)
        #expect(framework.inputs(of: b) == [a])
    }

    @Test func missingInputIsNamed() throws {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a])
        let executor = try executor(plan.plan, frameworks: [FakeFramework()])
        let fault = #expect(throws: RunFault.self) {
            try executor.prepare(b, attempt: 1, priority: 1, timeout: nil, failureClosesIntake: false)
        }
        #expect(fault?.code == .missingInput)
        #expect(fault?.message.contains("its input a is not in memory") == true)
    }

    // MARK: What a step made

    @Test func productFillsTheStepsSlots() throws {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let executor = try executor(plan.plan, frameworks: [FakeFramework()])
        var product = StepProduct(outputs: [data(5, by: a), data(5, by: a)], rows: 5)
        try executor.absorb(&product, of: a)
        #expect(plan.slots(of: a).allSatisfy(executor.instances.isResident))
        #expect(product.outputs.isEmpty)
        #expect(executor.dataset(of: a)?.rows == 5)
    }

    @Test(arguments: [
        (0, "it made 0 of 3 features that it promised; missing: a.0, a.1, a.2"),
        (2, "it made 2 of 3 features that it promised; missing: a.2"),
        (4, "it made 4 outputs, but promised 3 features"),
    ]) func missingFeaturesAreNamed(_ made: Int, _ message: String) throws {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 3)
        let executor = try executor(plan.plan, frameworks: [FakeFramework()])
        var product = StepProduct(outputs: (0..<made).map { _ in data(1, by: a) }, rows: 1)
        let fault = #expect(throws: RunFault.self) { try executor.absorb(&product, of: a) }
        #expect(fault?.code == .brokenPromise)
        #expect(fault?.message == message)
        #expect(!executor.instances.isResident(plan.slots(of: a)[0]))
    }

    @Test func outputsOfDifferentLengthAreRefused() throws {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let executor = try executor(plan.plan, frameworks: [FakeFramework()])
        var product = StepProduct(outputs: [data(5, by: a), data(4, by: a)], rows: 5)
        let fault = #expect(throws: RunFault.self) { try executor.absorb(&product, of: a) }
        #expect(fault?.message == "it made 4 rows of a.1, but its dataset a has 5")
    }

    @Test func featureMustHaveTheRowsOfItsDataset() throws {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], in: plan.dataset(of: a))
        let executor = try executor(plan.plan, frameworks: [FakeFramework()])
        var first = StepProduct(outputs: [data(5, by: a)], rows: 5)
        try executor.absorb(&first, of: a)
        var second = StepProduct(outputs: [data(3, by: b)], rows: 3)
        let fault = #expect(throws: RunFault.self) { try executor.absorb(&second, of: b) }
        #expect(fault?.message == "it made 3 rows of b, but its dataset a has 5")
    }

    @Test func emptyTableIsAProductLikeAnyOther() throws {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let executor = try executor(plan.plan, frameworks: [FakeFramework()])
        var product = StepProduct(outputs: [data(0, by: a)], rows: 0)
        try executor.absorb(&product, of: a)
        #expect(executor.dataset(of: a)?.rows == 0)
    }
}
