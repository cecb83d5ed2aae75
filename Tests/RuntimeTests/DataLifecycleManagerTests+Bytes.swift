import Compute
import Events
import Plan
import Runtime
import Testing

/// What is accounted, and what goes back.
extension DataLifecycleManagerTests {
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
}
