import Compute
import Events
import Plan
import Runtime
import Testing

/// The data lifecycle alone: steps end as the test says.
@Suite struct DataLifecycleManagerTests {
    /// A lifecycle over a plan, with data made by hand.
    private final class Bench {
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

    // MARK: Bytes

    @Test func bytesGoBackBeforeTheDropIsTold() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.finish(a, bytes: 1_000)
        bench.finish(b)
        let drop = bench.drops().first
        #expect(drop?.bytes == 1_000)
        #expect(drop?.poolBefore == 1_000)
        #expect(drop?.poolAfter == 0)
    }

    @Test func bytesStayWhileSomeoneElseHoldsTheData() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.store(a, bytes: 1_000)
        let held = bench.instances[plan.slot(of: a)]
        bench.end(a)
        bench.end(b)
        let drop = bench.drops().first
        #expect(drop?.bytes == 1_000)
        #expect(drop?.poolAfter == 1_000)
        #expect(held?.byteCount == 1_000)
    }

    @Test func residentBytesAndTheirPeakAreCounted() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a])
        let c = plan.step("c", after: [b], makes: 0)
        let bench = Bench(plan)
        bench.finish(a, bytes: 300)
        #expect(bench.lifecycle.residentBytes == 300)
        bench.store(b, bytes: 500)
        #expect(bench.lifecycle.residentBytes == 800)
        bench.end(b)
        #expect(bench.lifecycle.residentBytes == 500)
        bench.finish(c)
        #expect(bench.lifecycle.residentBytes == 0)
        #expect(bench.lifecycle.peakResidentBytes == 800)
        #expect(bench.lifecycle.residentSlotCount == 0)
    }

    @Test func longChainNeverHoldsMoreThanTwoTables() {
        var plan = PlanBuilder()
        var last = plan.step("0")
        for number in 1...200 { last = plan.step("\(number)", after: [last]) }
        let bench = Bench(plan)
        for step in plan.plan.steps { bench.finish(step.id, bytes: 1_000) }
        #expect(bench.lifecycle.peakResidentBytes == 2_000)
        #expect(bench.memory.peakBytes == 2_000)
        #expect(bench.memory.bytesAllocated == 0)
    }

    @Test func storingTellsTheBytesOfAllOutputs() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 3)
        let bench = Bench(plan)
        #expect(bench.store(a, bytes: 7) == 21)
    }

    @Test func allocatorIsAskedForPagesOnlyAfterMuchWasDropped() {
        var plan = PlanBuilder()
        let steps = (0..<5).map { plan.step("\($0)") }
        let bench = Bench(plan)
        bench.finish(steps[0], bytes: 1 << 20)
        #expect(bench.memory.releases == 0)
        bench.finish(steps[1], bytes: 63 << 20)
        #expect(bench.memory.releases == 1)
        bench.finish(steps[2], bytes: 1 << 20)
        #expect(bench.memory.releases == 1)
        bench.finish(steps[3], bytes: 64 << 20)
        #expect(bench.memory.releases == 2)
    }

    @Test func emptyDataIsResidentAndDroppedToo() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.finish(a, bytes: 0)
        #expect(bench.lifecycle.isResident(plan.slot(of: a)))
        bench.finish(b)
        #expect(bench.lines() == ["drop a whole consumed"])
    }

    // MARK: Consumers that never come

    @Test(arguments: [DataDrop.Reason.consumed, .unneeded]) func reasonIsHowTheLastConsumerWent(
        _ reason: DataDrop.Reason
    ) {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a])
        let bench = Bench(plan)
        bench.finish(a)
        bench.end(b, reason, after: b)
        #expect(bench.lines() == ["drop a whole \(reason.rawValue)"])
    }

    @Test func failedConsumerLeavesTheDataToTheOthers() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let c = plan.step("c", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.end(b, .unneeded)
        #expect(bench.lines() == [])
        bench.finish(c)
        #expect(bench.lines() == ["drop a whole consumed"])
    }

    @Test func dataMadeAfterItsConsumersWereSkippedGoesAtOnce() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.end(b, .unneeded)
        #expect(bench.lines() == [])
        bench.finish(a)
        #expect(bench.lines() == ["drop a whole consumed"])
    }

    @Test func nothingIsDueTwice() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        bench.lifecycle.dropDue(.consumed, after: b, from: bench.instances)
        bench.lifecycle.dropAll(from: bench.instances)
        #expect(bench.lines() == ["drop a whole consumed"])
    }

    // MARK: Retries

    @Test func stepThatRunsAgainNeedsItsInputsAgain() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.store(a)
        bench.lifecycle.released(by: a)
        bench.lifecycle.released(by: b)
        bench.lifecycle.needed(by: b)
        bench.lifecycle.dropDue(.unneeded, after: b, from: bench.instances)
        #expect(bench.lines() == [])
        bench.end(b)
        #expect(bench.lines() == ["drop a whole consumed"])
    }

    @Test func missingInputsNameTheirProducersOnce() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let b = plan.step("b")
        let c = plan.step("c", reads: [plan.slot(of: b)] + plan.slots(of: a), makes: 0)
        let bench = Bench(plan)
        #expect(bench.lifecycle.producersOfMissingInputs(of: c) == [a, b])
        bench.store(b)
        #expect(bench.lifecycle.producersOfMissingInputs(of: c) == [a])
        bench.store(a)
        #expect(bench.lifecycle.producersOfMissingInputs(of: c) == [])
    }

    @Test func recomputedDataReplacesWhatIsResident() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.store(a, bytes: 100)
        bench.store(a, bytes: 70)
        #expect(bench.lifecycle.residentBytes == 70)
        #expect(bench.memory.bytesAllocated == 70)
        #expect(bench.lifecycle.residentSlotCount == 1)
    }

    @Test func partOfARecomputedStepThatNobodyNeedsGoesAgain() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let slots = plan.slots(of: a)
        let b = plan.step("b", reads: [slots[0]], makes: 0)
        let c = plan.step("c", reads: [slots[1]], makes: 0)
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        bench.end(c, .unneeded)
        _ = bench.drops()
        bench.lifecycle.needed(by: c)
        bench.finish(a)
        #expect(bench.lines() == ["drop a.0 consumed"])
    }

    // MARK: The end of the run

    @Test func everythingGoesAtTheEnd() {
        var plan = PlanBuilder()
        let a = plan.step("a", makes: 2)
        let b = plan.step("b")
        plan.step("c", reads: plan.slots(of: a) + [plan.slot(of: b)])
        let bench = Bench(plan)
        bench.finish(a)
        bench.finish(b)
        bench.lifecycle.dropAll(from: bench.instances)
        #expect(bench.lines() == ["drop a.0,a.1 whole runEnded", "drop b whole runEnded"])
        #expect(bench.memory.bytesAllocated == 0)
        #expect(bench.memory.releases == 1)
    }

    @Test func nothingResidentIsNothingToDropAtTheEnd() {
        let bench = Bench(PlanBuilder())
        bench.lifecycle.dropAll(from: bench.instances)
        #expect(bench.lines() == [])
    }

    @Test func withoutSubscribersDataIsDroppedAllTheSame() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let memory = FakeMemory()
        let instances = FrameworkInstances(slotCount: 1)
        var lifecycle = DataLifecycleManager(
            StepContext.Shared(plan: plan.plan, runID: "r"), events: EventBus(), meter: memory)
        instances[plan.slot(of: a)] = FakeData(rows: 1, bytes: 5, by: a, memory: memory)
        _ = lifecycle.stored(a, in: instances)
        lifecycle.dropDue(.unneeded, after: a, from: instances)
        #expect(memory.bytesAllocated == 0)
        #expect(lifecycle.residentBytes == 0)
    }

    // MARK: Results

    private func product(_ name: String, path: String? = nil) -> OutputProduct {
        OutputProduct(
            staged: path.map { ("\($0).tmp", $0) },
            preview: TablePreview(columns: [.init(name: name, type: "int64", nullCount: 0)], rows: [], rowCount: 0),
            bytes: 1)
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) func resultsAreInPlanOrderHoweverTheyCame(_ order: [Int]) {
        var plan = PlanBuilder()
        let a = plan.step("a")
        for name in ["x", "y", "z"] { plan.write(name, of: a) }
        let bench = Bench(plan)
        for output in order { _ = bench.lifecycle.collect(product("\(output)"), output: output) }
        #expect(bench.lifecycle.results.map(\.output) == [0, 1, 2])
        #expect(bench.lifecycle.results.map(\.product.preview.columns[0].name) == ["0", "1", "2"])
    }

    @Test func outputThatWasNotMadeIsMissingFromTheResults() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        for name in ["x", "y", "z"] { plan.write(name, of: a) }
        let bench = Bench(plan)
        _ = bench.lifecycle.collect(product("y"), output: 1)
        #expect(bench.lifecycle.results.map(\.output) == [1])
    }

    @Test func outputMadeAgainReplacesTheEarlierOne() {
        var plan = PlanBuilder()
        plan.write("x", of: plan.step("a"))
        let bench = Bench(plan)
        let none = bench.lifecycle.collect(product("1"), output: 0)
        let earlier = bench.lifecycle.collect(product("2"), output: 0)
        #expect(none?.bytes == nil)
        #expect(earlier?.preview.columns[0].name == "1")
        #expect(bench.lifecycle.results.map(\.product.preview.columns[0].name) == ["2"])
    }

    @Test func resultOutlivesTheDataItWasMadeOf() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let write = plan.write("x", of: a)
        let bench = Bench(plan)
        bench.finish(a)
        _ = bench.lifecycle.collect(product("x"), output: 0)
        bench.finish(write)
        #expect(bench.lines() == ["drop a whole consumed"])
        #expect(bench.lifecycle.results.count == 1)
    }
}
