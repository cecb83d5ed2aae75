import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite("What a retry costs")
struct RetryPriceTests {
    /// s0 reads slot 0; s1 makes 1 of 0; s2 makes 2 of 1; s3 writes 2; s4 writes 2 and 0.
    private func run() -> SmallRun {
        SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "scaling", kind: .compute, dataset: 0, reads: [0], makes: [1]),
                .init(group: "scaling", kind: .compute, dataset: 0, reads: [1], makes: [2]),
                .init(group: "write", kind: .write, dataset: 0, reads: [2], makes: []),
                .init(group: "write", kind: .write, dataset: 0, reads: [2], makes: []),
            ], slots: [(0, "a"), (0, "b"), (0, "c")], datasets: 1)
    }

    private func fail(_ step: Int, in run: inout SmallRun) {
        run.starts(step)
        run.happens(.stepFailed(StepID(step), StepFailure(message: "no")), after: SmallRun.second)
    }

    @Test("Nothing is recomputed where the inputs are in memory still")
    func resident() {
        var run = run()
        run.does(0, rows: 10, bytes: 80, in: 0, slots: [0])
        run.does(1, rows: 10, bytes: 80, in: 0, slots: [1])
        #expect(run.model.retryPrice(of: StepID(1)) == nil)
        fail(2, in: &run)
        run.happens(.stepSkipped(StepID(3), cause: StepID(2)))
        run.happens(.stepSkipped(StepID(4), cause: StepID(2)))
        let price = run.model.retryPrice(of: StepID(2))
        #expect(
            price == RetryPrice(recomputed: [], bytes: 0, duration: SmallRun.second, revived: [StepID(3), StepID(4)]))
        #expect(price?.text == "recomputes nothing else, about 1.0s; 2 skipped steps come back")
    }

    @Test("What is gone is recomputed, back to what is there")
    func dropped() {
        var run = run()
        run.does(0, rows: 10, bytes: 2_048, in: 0, slots: [0], seconds: 3)
        run.does(1, rows: 10, bytes: 1_024, in: 0, slots: [1], seconds: 2)
        run.drops(0, [0], bytes: 2_048, isWhole: false, after: 1)
        fail(2, in: &run)
        #expect(run.model.retryPrice(of: StepID(2))?.recomputed == [])
        run.drops(0, [1], bytes: 1_024, isWhole: true, after: 2)
        let price = run.model.retryPrice(of: StepID(2))
        #expect(price?.recomputed == [StepID(0), StepID(1)])
        // 3 s and 2 s, and for the step itself what a scaling took: 2 s.
        #expect(price?.text == "recomputes 2 steps, 3KiB, about 7.0s")
        let named = price?.text(naming: { "step \($0.index)" })
        #expect(named == "recomputes 2 steps (step 0, step 1), 3KiB, about 7.0s")
    }

    @Test("A skipped step that another failure blocks stays skipped, and nothing is recomputed for it")
    func blocked() {
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0]),
                .init(group: "a", kind: .compute, dataset: 0, reads: [0], makes: [1]),
                .init(group: "a", kind: .compute, dataset: 0, reads: [0], makes: [2]),
                .init(group: "write", kind: .write, dataset: 0, reads: [1, 2], makes: []),
                .init(group: "write", kind: .write, dataset: 0, reads: [1], makes: []),
            ], slots: [(0, "a"), (0, "b"), (0, "c")], datasets: 1)
        run.does(0, rows: 10, bytes: 80, in: 0, slots: [0])
        fail(1, in: &run)
        fail(2, in: &run)
        for step in 3...4 { run.happens(.stepSkipped(StepID(step), cause: StepID(1))) }
        #expect(run.model.retryPrice(of: StepID(1))?.revived == [StepID(4)])
        #expect(run.model.retryPrice(of: StepID(2))?.revived == [])
        #expect(run.model.retryPrice(of: StepID(9)) == nil)
    }

    @Test("The model revives what the price said would come back")
    func agrees() throws {
        var model = RunModel()
        var events = DemoStory.failed()
        events.removeLast()
        for event in events { model.receive(event) }
        let failed = try #require(model.failures.keys.first)
        let price = try #require(model.retryPrice(of: failed))
        model.receive(RunEvent(sequence: 1_000, time: model.time, kind: .stepReady(failed)))
        #expect(price.revived.count == 2)
        #expect(price.revived.allSatisfy { model[$0].phase == .waiting })
        #expect(price.recomputed.contains(StepID(0)))
    }
}
