import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite("What memory the rest of a run will need")
struct MemoryForecastTests {
    /// s0 reads a, b of d0; s1 makes c of d0 from a; s2 joins b, c into d1; s3 writes d1.
    private func run() -> SmallRun {
        SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0, 1]),
                .init(group: "scaling", kind: .compute, dataset: 0, reads: [0], makes: [2]),
                .init(group: "filter", kind: .compute, dataset: 1, reads: [1, 2], makes: [3, 4]),
                .init(group: "write", kind: .write, dataset: 1, reads: [3, 4], makes: []),
            ], slots: [(0, "a"), (0, "b"), (0, "c"), (1, "b"), (1, "c")], datasets: 2)
    }

    @Test("The course follows what steps make and what their ends drop, second by second")
    func course() throws {
        var run = run()
        run.does(0, rows: 100, bytes: 1_600, in: 0, slots: [0, 1])
        let forecast = try #require(MemoryForecast(run.model, at: run.time))
        // 1600 now; c adds 800 and a goes; b and c of d1 add 1600, then d0 goes; the write ends, all goes.
        let second = SmallRun.second
        #expect(
            forecast.course.points == [
                .init(time: second, value: 1_600), .init(time: 2 * second, value: 2_400),
                .init(time: 2 * second, value: 1_600), .init(time: 3 * second, value: 3_200),
                .init(time: 3 * second, value: 1_600), .init(time: 4 * second, value: 1_600),
                .init(time: 4 * second, value: 0),
            ])
        #expect(forecast.peak == .init(time: 3 * second, value: 3_200))
        #expect(forecast.peakStep == StepID(2))
        #expect(forecast.end == 4 * second)
        #expect(forecast.sightEnd == nil)
        #expect(forecast[DatasetID(0)] == .init(time: 3 * second, step: StepID(2)))
        #expect(forecast[DatasetID(1)] == .init(time: 4 * second, step: StepID(3)))
        #expect(Array(forecast.isAtPeak) == [true, true])
        #expect(Array(forecast.isStepAtPeak) == [true, true, true, false])
        #expect(forecast[DatasetID(7)] == nil)
    }

    @Test("A running step ends when its like would, and not before now")
    func running() throws {
        var run = run()
        run.does(0, rows: 100, bytes: 1_600, in: 0, slots: [0, 1], seconds: 2)
        run.starts(1)
        let second = SmallRun.second
        #expect(try #require(MemoryForecast(run.model, at: run.time + second)).end == 8 * second)
        #expect(try #require(MemoryForecast(run.model, at: run.time + 5 * second)).end == 11 * second)
    }

    @Test("Steps that do not need each other share the workers")
    func workers() throws {
        func end(workers: Int) throws -> UInt64 {
            var works = [SmallRun.Work(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0])]
            for slot in 1...4 {
                works.append(.init(group: "scaling", kind: .compute, dataset: 0, reads: [0], makes: [slot]))
            }
            var run = SmallRun(works, slots: (0..<5).map { (0, "c\($0)") }, datasets: 1, workers: workers)
            run.does(0, rows: 10, bytes: 80, in: 0, slots: [0])
            return try #require(MemoryForecast(run.model, at: run.time)).end / SmallRun.second
        }
        #expect(try end(workers: 1) == 5)
        #expect(try end(workers: 2) == 3)
        #expect(try end(workers: 4) == 2)
    }

    @Test("Where the size of what comes is unknown, sight ends; where nothing is known, there is no forecast")
    func unknown() throws {
        #expect(MemoryForecast(run().model, at: 0) == nil)
        #expect(MemoryForecast(RunModel(), at: 0) == nil)
        // A second read is not done, and only one step can be foreseen before it.
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "scaling", kind: .compute, dataset: 0, reads: [0], makes: [1]),
                .init(group: "read", kind: .compute, dataset: 1, reads: [], makes: [2]),
                .init(group: "scaling", kind: .compute, dataset: 1, reads: [2], makes: [3]),
            ], slots: [(0, "a"), (0, "b"), (1, "a"), (1, "b")], datasets: 2)
        run.does(0, rows: 10, bytes: 80, in: 0, slots: [0])
        #expect(MemoryForecast(run.model, at: run.time) == nil)
        run.does(1, rows: 10, bytes: 80, in: 0, slots: [1])
        run.starts(2)
        #expect(MemoryForecast(run.model, at: run.time) == nil)
    }

    @Test("A filter lets through the share of rows that filters before it let through")
    func share() throws {
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "filter", kind: .compute, dataset: 1, reads: [0], makes: [1]),
                .init(group: "filter", kind: .compute, dataset: 2, reads: [1], makes: [2]),
            ], slots: [(0, "a"), (1, "a"), (2, "a")], datasets: 3)
        run.does(0, rows: 100, bytes: 1_200, in: 0, slots: [0])
        // Nothing is known of filters: all rows stay, at twelve bytes each.
        #expect(try #require(MemoryForecast(run.model, at: run.time)).peak.value == 2_400)
        run.does(1, rows: 25, bytes: 300, in: 1, slots: [1])
        run.drops(0, [0], bytes: 1_200, isWhole: true, after: 1)
        // 300 and a quarter of 25 rows of twelve bytes.
        #expect(try #require(MemoryForecast(run.model, at: run.time)).peak.value == 375)
    }

    @Test("What a failure keeps from running adds nothing")
    func blocked() {
        var run = run()
        run.does(0, rows: 100, bytes: 1_600, in: 0, slots: [0, 1])
        run.starts(1)
        run.happens(.stepFailed(StepID(1), StepFailure(message: "no")))
        #expect(MemoryForecast(run.model, at: run.time) == nil)
    }

    @Test("The demo's peak is foreseen within a twentieth from its middle")
    func demo() throws {
        var model = RunModel()
        for event in DemoStory.midRun() { model.receive(event) }
        let forecast = try #require(MemoryForecast(model, at: model.time))
        var finished = RunModel()
        for event in DemoStory.finished() { finished.receive(event) }
        let actual = try #require(finished.data.history.greatest(from: model.time, to: .max))
        #expect(abs(Double(forecast.peak.value) / Double(actual) - 1) < 0.05)
        #expect(forecast.peakStep.map { model.label($0) } == "join flights⟕airlines⟕planes⟕weather")
        #expect(forecast.course.points.last?.value == 0)
    }
}
