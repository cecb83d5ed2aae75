import Caching
import Events
import Plan
import TestFolders
import Testing

@testable import History

/// What earlier runs tell of one to come.
@Suite struct ExpectationTests {
    private static let sales = "town,amount\nBern,2\nChur,6\n"
    private static let text = """
        sources: {sales: {csv: sales.csv}}
        outputs: {all: {features: [town, amount__mean_imputed], to: all.csv}}
        """

    private let folder: TestFolder

    init() throws { folder = try TestFolder(["sales.csv": Self.sales]) }

    private func expectations(_ plan: ExecutionPlan, _ file: HistoryFile) throws -> RunExpectations {
        try file.expectations(of: plan, PlanDefinition(of: plan), inputs: SourceSizes.of(plan))
    }

    @Test func withoutAHistoryNothingIsExpected() throws {
        #expect(try expectations(folder.plan(Self.text), folder.history).isEmpty)
        #expect(!folder.history.exists)
    }

    @Test func aStepIsExpectedToBeAsItMostlyWas() throws {
        let plan = try folder.plan(Self.text)
        let definitions = PlanDefinition(of: plan)
        for (number, milliseconds) in [3, 100, 5].enumerated() {
            _ = try folder.history.record(
                RecordedRun("r\(number)"),
                [
                    RecordedStep(
                        plan.steps[0], of: definitions, milliseconds: milliseconds, bytes: 1_000,
                        input: Self.sales.utf8.count),
                    RecordedStep(plan.steps[1], of: definitions, milliseconds: 2 * milliseconds, bytes: 160, input: 10),
                ])
        }
        let found = try expectations(plan, folder.history)
        #expect(found[0] == .init(duration: 5_000_000, bytes: 1_000, rows: 10, runs: 3))
        #expect(found[1] == .init(duration: 10_000_000, bytes: 160, rows: 10, bytesPerInput: 16, runs: 3))
        #expect(found[2] == nil && found[3] == nil)
        #expect(found[1]?.bytes(input: 1_000) == 16_000)
        #expect(found[1]?.bytes(input: nil) == 160)
    }

    /// A file of three times the size is read in three times the time, to three times the bytes.
    @Test func whatIsReadIsInProportionToItsFile() throws {
        let before = try folder.plan(Self.text)
        _ = try folder.history.record(
            RecordedRun("r"),
            [
                RecordedStep(
                    before.steps[0], of: PlanDefinition(of: before), milliseconds: 4, bytes: 90,
                    input: Self.sales.utf8.count)
            ])
        let more = Self.sales + String(repeating: "x", count: 2 * Self.sales.utf8.count - 2) + ",1"
        try folder.write(more, to: "sales.csv")
        let after = try folder.plan(Self.text)
        let found = try #require(try expectations(after, folder.history)[0])
        #expect(found.duration == 12_000_000 && found.bytes == 270 && found.rows == 30)
    }

    @Test func aStepThatDoesSomethingElseNowIsExpectedToBeLikeTheOneOfItsName() throws {
        let plan = try folder.plan(Self.text)
        let label = plan.steps[1].label
        _ = try folder.history.record(
            RecordedRun("r1"), [RecordedStep(label, .failed), RecordedStep(label, index: 1, milliseconds: 7)])
        let found = try #require(try expectations(plan, folder.history)[1])
        #expect(found.duration == 7_000_000 && found.failed == 0 && !found.isFlaky)
        // As soon as it has been done as it is, only that counts.
        _ = try folder.history.record(
            RecordedRun("r2"), [RecordedStep(plan.steps[1], of: PlanDefinition(of: plan), milliseconds: 3)])
        #expect(try expectations(plan, folder.history)[1]?.duration == 3_000_000)
    }

    @Test func failuresAndSecondAttemptsMakeAStepFlaky() throws {
        let plan = try folder.plan(Self.text)
        let hash = PlanDefinition(of: plan)[StepID(1)]
        for (number, step) in [
            RecordedStep("x", .failed), RecordedStep("x"), RecordedStep("x", attempts: 2), RecordedStep("x", .cached),
            RecordedStep("x", .skipped),
        ].enumerated() {
            var step = step
            step.definition.hash = hash
            _ = try folder.history.record(RecordedRun("r\(number)"), [step])
        }
        let found = try #require(try expectations(plan, folder.history)[1])
        #expect(found.runs == 3 && found.finished == 2 && found.failed == 2 && found.isFlaky)
    }

    @Test func otherPlanFilesTellNothing() throws {
        let plan = try folder.plan(Self.text)
        _ = try folder.history.record(
            RecordedRun("r", file: "other.yaml"),
            [RecordedStep(plan.steps[1], of: PlanDefinition(of: plan), milliseconds: 3)])
        #expect(try expectations(plan, folder.history).isEmpty)
    }

    @Test func slownessIsWorthAWordOnlyWhereItIsSure() {
        let step = RunExpectations.Step(duration: 1_000_000_000, bytes: 0, rows: 0, runs: 3)
        #expect(step.slowness(of: 1_900_000_000) == nil)
        #expect(step.slowness(of: 3_100_000_000) == 3.1)
        let short = RunExpectations.Step(duration: 1_000_000, bytes: 0, rows: 0, runs: 3)
        #expect(short.slowness(of: 90_000_000) == nil)
        let seldom = RunExpectations.Step(duration: 1_000_000_000, bytes: 0, rows: 0, runs: 2)
        #expect(seldom.slowness(of: 9_000_000_000) == nil)
    }
}
