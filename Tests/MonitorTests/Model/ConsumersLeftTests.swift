import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite("Who keeps data in memory")
struct ConsumersLeftTests {
    @Test("Steps that have not ended, in plan order, each with the columns that it reads")
    func consumers() {
        var run = SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0, 1]),
                .init(group: "a", kind: .compute, dataset: 0, reads: [1, 0, 0], makes: [2]),
                .init(group: "write", kind: .write, dataset: 0, reads: [1], makes: []),
            ], slots: [(0, "a"), (0, "b"), (0, "c")], datasets: 1)
        run.does(0, rows: 10, bytes: 80, in: 0, slots: [0, 1])
        #expect(
            run.model.consumersLeft(of: DatasetID(0)) == [
                .init(step: StepID(1), slots: [SlotID(0), SlotID(1)]), .init(step: StepID(2), slots: [SlotID(1)]),
            ])
        run.does(1, rows: 10, bytes: 80, in: 0, slots: [2])
        #expect(run.model.consumersLeft(of: DatasetID(0)) == [.init(step: StepID(2), slots: [SlotID(1)])])
        #expect(run.model.consumersLeft(of: DatasetID(5)).isEmpty)
        #expect(run.model.producer(of: DatasetID(0)) == StepID(0))
    }
}
