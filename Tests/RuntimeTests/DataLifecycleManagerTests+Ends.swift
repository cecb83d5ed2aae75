import Compute
import Events
import Plan
import Runtime
import Testing

/// Consumers that never come, retries, and the end of the run.
extension DataLifecycleManagerTests {
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

    // MARK: Pins

    @Test func pinnedInputsStayUntilTheStepHasRunAfterAll() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.store(a)
        bench.lifecycle.pinned(by: b)
        bench.end(a)
        #expect(bench.lines() == [])
        #expect(bench.lifecycle.producersOfMissingInputs(of: b) == [])
        bench.lifecycle.needed(by: b)
        #expect(bench.lifecycle.consumersLeft(of: plan.slot(of: a)) == 1)
        bench.end(b)
        #expect(bench.lines() == ["drop a whole consumed"])
    }

    @Test func stepThatFailsAgainPinsAgain() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b", after: [a], makes: 0)
        let bench = Bench(plan)
        bench.store(a)
        for _ in 1...3 {
            bench.lifecycle.pinned(by: b)
            bench.lifecycle.needed(by: b)
        }
        bench.lifecycle.pinned(by: b)
        #expect(bench.lifecycle.consumersLeft(of: plan.slot(of: a)) == 1)
        bench.lifecycle.unpin()
        #expect(bench.lifecycle.consumersLeft(of: plan.slot(of: a)) == 0)
    }

    @Test func unpinningReleasesWhatOnlyPinsHeld() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let b = plan.step("b")
        let c = plan.step("c", after: [a, b], makes: 0)
        let d = plan.step("d", after: [b], makes: 0)
        let bench = Bench(plan)
        bench.store(a)
        bench.store(b)
        bench.lifecycle.pinned(by: c)
        bench.lifecycle.unpin()
        bench.lifecycle.dropDue(.unneeded, after: nil, from: bench.instances)
        #expect(bench.lines() == ["drop a whole unneeded"])
        bench.lifecycle.unpin()
        bench.end(d)
        #expect(bench.lines() == ["drop b whole consumed"])
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
}
