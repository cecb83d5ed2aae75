import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite("What drops promised, and what came back")
struct DropAuditTests {
    private func sample(_ bytes: Int) -> RunEvent.Kind {
        .resourceSample(ResourceSample(residentBytes: bytes, poolBytes: 0, processorTime: 0))
    }

    private func drop(_ bytes: Int, pool before: Int, _ after: Int) -> RunEvent.Kind {
        .dataDropped(
            DataDrop(
                dataset: DatasetID(0), slots: [SlotID(0)], isWhole: true, bytes: bytes, poolBefore: before,
                poolAfter: after, reason: .consumed, after: nil))
    }

    @Test(
        "Bytes that others allocated meanwhile do not count against a drop; samples around drops say what the process gave back"
    )
    func audit() {
        var run = SmallRun(
            [.init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0])], slots: [(0, "a")], datasets: 1)
        #expect(run.model.data.audit == DropAudit())
        run.happens(sample(1_000))
        run.happens(drop(100, pool: 500, 420))
        run.happens(drop(50, pool: 400, 450))
        #expect(run.model.data.audit.promised == 150)
        #expect(run.model.data.audit.returned == 80)
        #expect(run.model.data.audit.residentChange == nil)
        run.happens(sample(930))
        run.happens(sample(2_000))
        #expect(run.model.data.audit.residentChange == -70)
        #expect(run.model.data.drops.map(\.bytes) == [100, 50])
        #expect(run.model.data.datasets[0].latestDrop == 1)
        #expect(run.model.data.audit.returnedShare.map { Int($0 * 100) } == 53)
    }
}
