import Compute
import Events
import Plan
import Runtime
import Testing

/// The data lifecycle alone: steps end as the test says.
@Suite struct DataLifecycleManagerTests {
    /// A lifecycle over a plan, with data made by hand.
    final class Bench {
        let plan: ExecutionPlan
        let memory = FakeMemory()
        let instances: FrameworkInstances
        let bus = EventBus(now: { 0 })
        private let subscription: EventSubscription
        var lifecycle: DataLifecycleManager

        init(_ builder: PlanBuilder) {
            plan = builder.plan
            subscription = bus.subscribe()
            instances = FrameworkInstances(slotCount: plan.slots.count)
            lifecycle = DataLifecycleManager(
                StepContext.Shared(plan: plan, runID: "r"), events: bus, meter: memory)
        }

        /// A step fills its slots, `bytes` each, releases its inputs, and what is due is dropped.
        func finish(_ step: StepID, bytes: Int = 100) {
            store(step, bytes: bytes)
            end(step)
        }

        @discardableResult
        func store(_ step: StepID, bytes: Int = 100) -> Int {
            for slot in plan[step].outputs {
                instances[slot] = FakeData(rows: 1, bytes: bytes, by: step, memory: memory)
            }
            return lifecycle.stored(step, in: instances)
        }

        func end(_ step: StepID, _ reason: DataDrop.Reason = .consumed, after: StepID? = nil) {
            lifecycle.released(by: step)
            lifecycle.dropDue(reason, after: after ?? step, from: instances)
        }

        func drops() -> [DataDrop] {
            subscription.drain().compactMap { if case .dataDropped(let drop) = $0.kind { drop } else { nil } }
        }

        /// `name,name reason` of each drop since the last call.
        func lines() -> [String] { drops().compactMap { Trial.line(.dataDropped($0), plan: plan) } }
    }

    // MARK: Counting

    @Test func consumersAreTheStepsThatReadASlot() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        plan.step("b", after: [a])
        plan.step("c", after: [a])
        let bench = Bench(plan)
        #expect(bench.lifecycle.consumersLeft(of: plan.slot(of: a)) == 2)
    }

    @Test func stepThatReadsASlotTwiceCountsTwiceAndReleasesBoth() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", reads: [plan.slot(of: a), plan.slot(of: a)])
        let bench = Bench(plan)
        #expect(bench.lifecycle.consumersLeft(of: plan.slot(of: a)) == 2)
        bench.finish(a)
        bench.store(b)
        bench.lifecycle.released(by: b)
        #expect(bench.lifecycle.consumersLeft(of: plan.slot(of: a)) == 0)
        bench.lifecycle.dropDue(.consumed, after: b, from: bench.instances)
        #expect(bench.lines() == ["drop a whole consumed", "drop b whole consumed"])
    }

    @Test func slotStaysWhileAConsumerIsLeft() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let c = plan.step("c", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        #expect(bench.lines() == [])
        #expect(bench.lifecycle.isResident(plan.slot(of: a)))
        bench.finish(c)
        #expect(bench.lines() == ["drop a whole consumed"])
        #expect(!bench.lifecycle.isResident(plan.slot(of: a)))
    }

    @Test(arguments: [[1, 2, 3], [3, 2, 1], [2, 3, 1]]) func lastConsumerDropsWhateverTheOrder(_ order: [Int]) {
        var plan = PlanBuilder()
        let a = plan.step("a")
        for name in ["b", "c", "d"] { plan.step(name, after: [a], makes: 0) }
        let bench = Bench(plan)
        bench.finish(a)
        for step in order.dropLast() {
            bench.finish(StepID(step))
            #expect(bench.lines() == [])
        }
        bench.finish(StepID(order[2]))
        let drops = bench.drops()
        #expect(drops.count == 1)
        #expect(drops.first?.after == StepID(order[2]))
    }

    @Test func slotThatNobodyConsumesGoesRightAfterItWasMade() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let bench = Bench(plan)
        bench.finish(a)
        #expect(bench.lines() == ["drop a whole consumed"])
        #expect(bench.memory.bytesAllocated == 0)
    }

    @Test func onlyTheUnwantedOfSeveralOutputsGoesAtOnce() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 3)
        let slots = plan.slots(of: a)
        plan.step("b", reads: [slots[1]], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        #expect(bench.lines() == ["drop a.0,a.2 consumed"])
        #expect(bench.memory.bytesAllocated == 100)
    }

    // MARK: Shedding columns

    @Test func datasetShedsAColumnWithItsLastConsumerAndIsGoneWithItsLastColumn() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let slots = plan.slots(of: a)
        let b = plan.step("b", reads: [slots[0]], makes: 0)
        let c = plan.step("c", reads: [slots[1]], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        #expect(bench.lines() == ["drop a.0 consumed"])
        bench.finish(c)
        #expect(bench.lines() == ["drop a.1 whole consumed"])
    }

    @Test func columnsThatGoTogetherAreOneDrop() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 3)
        let b = plan.step("b", reads: plan.slots(of: a), makes: 0)
        let bench = Bench(plan)
        bench.finish(a, bytes: 10)
        bench.finish(b)
        let drops = bench.drops()
        #expect(drops.count == 1)
        #expect(drops.first?.slots == plan.slots(of: a))
        #expect(drops.first?.bytes == 30)
        #expect(drops.first?.isWhole == true)
    }

    @Test func eachDatasetIsADropOfItsOwnInOrder() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let b = plan.step("b", makes: 1)
        let (a0, a1) = (plan.slots(of: a)[0], plan.slots(of: a)[1])
        let join = plan.step("join", reads: [a1, plan.slot(of: b), a0], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        bench.finish(join)
        #expect(bench.lines() == ["drop a.0,a.1 whole consumed", "drop b whole consumed"])
    }

    @Test func columnAddedToADatasetKeepsItAlive() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], in: plan.dataset(of: a))
        let c = plan.step("c", after: [b], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        #expect(bench.lines() == ["drop a consumed"])
        bench.finish(c)
        #expect(bench.lines() == ["drop b whole consumed"])
    }
}
