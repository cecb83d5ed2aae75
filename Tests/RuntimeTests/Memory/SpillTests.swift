import Columnar
import Compute
import Events
import Plan
import Runtime
import Testing

/// Data that leaves memory.
@Suite struct SpillTests {
    private let plan: ExecutionPlan
    private let slots: [SlotID]
    private let instances: FrameworkInstances
    private let live: LiveDatasets
    private var lifecycle: DataLifecycleManager

    /// Of two steps, whose data is used by a third.
    init() throws {
        var builder = PlanBuilder()
        let made = [builder.step("a"), builder.step("b")]
        builder.step("c", after: made)
        plan = builder.plan
        slots = made.map(builder.slot)
        instances = FrameworkInstances(slotCount: plan.slots.count)
        let arrow = ArrowFramework()
        live = LiveDatasets(plan, frameworks: [arrow], limit: 1 << 20, events: EventBus(now: { 0 })) {}
        lifecycle = DataLifecycleManager(
            StepContext.Shared(plan: plan, runID: "r"), events: EventBus(now: { 0 }), meter: FakeMemory(), live: live)
        for (step, slot) in zip(made, slots) {
            instances[slot] = FeatureData.column(try Column(repeating: .int64(1), count: 100_000))
            _ = lifecycle.stored(step, in: instances)
        }
    }

    private mutating func spill() throws -> Int {
        try lifecycle.spill(
            .max, from: instances, into: SpillFolder.path, order: { UInt64($0.index) },
            framework: { _ in ArrowFramework() }
        )
    }

    @Test mutating func allDataLeavesAndCanBeReadFromItsFile() throws {
        #expect(try spill() == 1_600_000)
        #expect(lifecycle.residentBytes == 0)
        let shared = try #require(instances[slots[0]] as? SharedData)
        #expect(shared.rowCount == 100_000)
    }

    @Test mutating func whatSomebodyReadsStaysUntilHeHasEnded() throws {
        let reading = try live.read("a")
        #expect(try spill() == 800_000)
        #expect(instances[slots[0]] is FeatureData)
        reading.end(DatasetReadFigures(rows: 0, bytes: 0, isWhole: false))
        #expect(try spill() == 800_000)
    }

    @Test func whatOthersTakeIsCounted() throws {
        #expect(live.bytesBeside == 0)
        let reading = try live.read("a")
        #expect(live.bytesBeside == 4 << 20)
        let put = try live.beginPut("mine")
        try put.grow(by: 1_000)
        #expect(live.bytesBeside == 4 << 20 + 1_000)
        reading.end(DatasetReadFigures(rows: 0, bytes: 0, isWhole: false))
        try put.finish(Table([("x", Column(int64s: [1]))]))
        #expect(live.bytesBeside == 1_000)
        try live.drop("mine")
        #expect(live.bytesBeside == 0)
    }
}
