import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct PaceModelTests {
    private static let second: UInt64 = 1_000_000_000

    /// Two reads, then three ranks, on two workers.
    private func run() -> SmallRun {
        let reads = SmallRun.Work(group: "read", kind: .compute, dataset: 0, reads: [], makes: [])
        let ranks = SmallRun.Work(group: "rank", kind: .compute, dataset: 0, reads: [], makes: [])
        return SmallRun([reads, reads, ranks, ranks, ranks], slots: [], datasets: 1, workers: 2)
    }

    @Test func ratesAreOfTheLastSeconds() {
        var run = run()
        #expect(run.model.pace.rates(at: 0) == (0, 0))
        run.does(0, rows: 300, bytes: 0, seconds: 1)
        run.does(1, rows: 500, bytes: 0, seconds: 3)
        #expect(run.model.pace.rates(at: 4 * Self.second) == (0.5, 200))
        #expect(run.model.pace.rates(at: 8 * Self.second) == (0.2, 100))
        #expect(run.model.pace.rates(at: 60 * Self.second) == (0, 0))
    }

    @Test func aStepIsExpectedToTakeWhatItsLikeTook() {
        var run = run()
        #expect(run.model.pace.expectedDuration(of: 0) == nil)
        run.does(0, rows: 0, bytes: 0, seconds: 4)
        #expect(run.model.pace.expectedDuration(of: 1) == 4 * Self.second)
        #expect(run.model.pace.expectedDuration(of: 2) == 4 * Self.second)
        run.does(2, rows: 0, bytes: 0, seconds: 1)
        run.does(3, rows: 0, bytes: 0, seconds: 2)
        #expect(run.model.pace.expectedDuration(of: 4) == 1_500_000_000)
        #expect(run.model.pace.expectedDuration(of: 1) == 4 * Self.second)
        #expect(run.model.pace.expectedDuration(of: 9) == nil && run.model.pace.expectedDuration(of: -1) == nil)
    }

    @Test func theRestIsSpreadOverTheWorkersAndShrinksToNothing() {
        var run = run()
        #expect(run.model.pace.estimatedRest == nil)
        run.does(0, rows: 0, bytes: 0, seconds: 2)
        // Four steps of two seconds each on two workers.
        #expect(run.model.pace.estimatedRest == 4 * Self.second)
        run.does(2, rows: 0, bytes: 0, seconds: 6)
        // A read of two seconds, two ranks of six.
        #expect(run.model.pace.estimatedRest == 7 * Self.second)
        run.happens(.stepCached(StepID(1)))
        run.happens(.stepCancelled(StepID(3)))
        run.happens(.stepSkipped(StepID(4), cause: nil))
        #expect(run.model.pace.estimatedRest == 0)
        run.happens(.stepReady(StepID(3)))
        #expect(run.model.pace.estimatedRest == 3 * Self.second)
    }

    @Test func processorsInUseAreTheChangeBetweenSamples() {
        var run = run()
        let sample = { ResourceSample(residentBytes: 5, poolBytes: 5, processorTime: $0) }
        run.happens(.resourceSample(sample(3 * Self.second)))
        #expect(run.model.pace.processorsInUse == nil)
        run.happens(.resourceSample(sample(6 * Self.second)), after: 2 * Self.second)
        #expect(run.model.pace.processorsInUse == 1.5)
        // The clock of the processor does not go back.
        run.happens(.resourceSample(sample(Self.second)), after: Self.second)
        #expect(run.model.pace.processorsInUse == 1.5)
        #expect(run.model.pace.residentHistory.points.map(\.value) == [5, 5, 5])
    }
}
