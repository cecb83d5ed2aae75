import Compute
import Events
import Plan
import Testing

@testable import Runtime

/// Memory is planned by what steps made in earlier runs, and a run is right however wrong that is.
@Suite struct ExpectedSizeTests {
    private static let mebibyte = 1 << 20

    /// a → b, of which b makes half as much as it takes, and c which is one more of a.
    private func plan() -> PlanBuilder {
        var builder = PlanBuilder()
        let a = builder.step("a")
        let b = builder.step("b", after: [a])
        builder.step("c", after: [a])
        builder.write("out", of: b, to: "/out.csv")
        return builder
    }

    private func estimate(
        _ step: Int, _ expectations: RunExpectations?, rows: Int = 100, modes: Set<ParallelizationMode> = [.threads]
    ) throws -> StepEstimate {
        let plan = plan().plan
        let framework = FakeFramework(modes: [.sync, .threads, .processes])
        var request = RunRequest(plan: plan, frameworks: [framework])
        request.modes = modes
        request.expectations = expectations
        let executor = try ComputeFrameworkExecutor(
            request, shared: StepContext.Shared(plan: plan, runID: "r"), pool: ManualWorkers(), files: FakeFiles(),
            events: EventBus())
        var product = StepProduct(
            outputs: [FakeData(rows: rows, bytes: 800, by: StepID(0), memory: FakeMemory())], rows: rows)
        try executor.absorb(&product, of: StepID(0))
        return executor.estimate(StepID(step))
    }

    private func expected(_ step: RunExpectations.Step) -> RunExpectations {
        RunExpectations(steps: [nil, step, nil, step])
    }

    @Test func whatAStepMadeBeforeIsWhatItIsExpectedToMake() throws {
        #expect(try estimate(1, nil).output == 800)
        let known = RunExpectations.Step(duration: 1, bytes: 5_000, rows: 10, runs: 1)
        #expect(try estimate(1, expected(known)).output == 5_000)
        // Nothing is known of it.
        #expect(try estimate(2, expected(known)).output == 800)
        // What it writes is no data in memory.
        #expect(try estimate(3, expected(known)).output == estimate(3, nil).output)
    }

    @Test func itIsInProportionToTheRowsThatItTakes() throws {
        let known = RunExpectations.Step(duration: 1, bytes: 5_000, rows: 10, bytesPerInput: 2.5, runs: 1)
        #expect(try estimate(1, expected(known), rows: 100).output == 250)
        #expect(try estimate(1, expected(known), rows: 40_000).output == 100_000)
    }

    @Test func aWorkerProcessHoldsItTwice() throws {
        let known = RunExpectations.Step(duration: 1, bytes: 5_000, rows: 10, runs: 1)
        let estimate = try estimate(1, expected(known), modes: [.processes])
        #expect(estimate.output == 5_000 && estimate.scratch == 5_000)
    }

    @Test(arguments: [0, 1, 100 * mebibyte, Int.max / 4])
    func aRunIsRightHoweverWrongItIs(bytes: Int) throws {
        let builder = plan()
        let wrong = RunExpectations.Step(
            duration: .max / 8, bytes: bytes, rows: bytes, bytesPerInput: Double(bytes), runs: 3)
        let trial = Trial(builder.plan) { request in
            request.memoryBudget = Int64(32 * Self.mebibyte)
            request.ownBytes = 1 * Self.mebibyte
            request.expectations = RunExpectations(steps: [wrong, wrong, wrong, wrong])
        }
        let result = trial.run()
        #expect(result.outcome == .succeeded, "\(result.failures)")
        #expect(Set(trial.performed) == Set(builder.plan.steps.map(\.id)) && trial.performed.count == 4)
    }

    @Test(arguments: [0, 1, 9]) func expectationsOfAnotherPlanDoNoHarm(steps: Int) throws {
        let trial = Trial(plan().plan) { request in
            request.memoryBudget = Int64(32 * Self.mebibyte)
            request.ownBytes = 1 * Self.mebibyte
            let step = RunExpectations.Step(duration: 5, bytes: 5, rows: 5, runs: 1)
            request.expectations = RunExpectations(steps: ContiguousArray(repeating: step, count: steps))
        }
        #expect(trial.run().outcome == .succeeded)
    }

    @Test func whatTakesLongestComesFirst() throws {
        let builder = PlanBuilder.graph([[], [], []])
        let trial = Trial(builder.plan) { request in
            request.workers = 1
            request.expectations = RunExpectations(
                steps: [
                    .init(duration: 5, bytes: 0, rows: 0, runs: 1), .init(duration: 70, bytes: 0, rows: 0, runs: 1),
                    .init(duration: 30, bytes: 0, rows: 0, runs: 1),
                ])
        }
        trial.run()
        #expect(trial.performed == [StepID(1), StepID(2), StepID(0)])
    }

    @Test func theRunTellsWhatIsExpectedAsItBegins() throws {
        let expectations = RunExpectations(steps: [.init(duration: 5, bytes: 1, rows: 1, runs: 1)])
        let trial = Trial(PlanBuilder.graph([[]]).plan) { $0.expectations = expectations }
        trial.run()
        guard case .runExpected(expectations) = trial.events[1].kind else {
            Issue.record("the second event is \(trial.events[1].kind.name)")
            return
        }
    }
}
