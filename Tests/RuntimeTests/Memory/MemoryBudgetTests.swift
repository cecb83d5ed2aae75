import Compute
import Plan
import Testing

@testable import Runtime

/// Which steps there is room for, by sizes alone.
@Suite struct MemoryBudgetTests {
    static let mebibyte = 1 << 20

    func budget(_ total: Int = 160, own: Int = 20, processes: Int = 0) throws -> MemoryBudget {
        try MemoryBudget(total * Self.mebibyte, ownBytes: own * Self.mebibyte, processes: processes)
    }

    func need(_ output: Int, scratch: Int = 0, least: Int = 0) -> StepEstimate {
        StepEstimate(
            output: output * Self.mebibyte, scratch: scratch * Self.mebibyte, least: least * Self.mebibyte)
    }

    @Test func roomIsWhatProcessesAndAMarginLeave() throws {
        #expect(try budget().room == 130 * Self.mebibyte)
        #expect(try budget(processes: 2).room == 90 * Self.mebibyte)
    }

    @Test func budgetThatLeavesNoRoomSaysHowMuchWould() throws {
        let fault = #expect(throws: RunFault.self) { try budget(30, own: 20) }
        #expect(fault?.code == .memoryBudget)
        let message = try #require(fault?.message)
        #expect(message.contains("30MiB") && message.contains("weir itself takes 20MiB"))
        let least = try #require(message.split(separator: " ").last { $0.hasSuffix("MiB") || $0 == "34MiB" })
        let enough = try #require(Int(least.dropLast(3)))
        #expect(throws: Never.self) { try budget(enough, own: 20) }
    }

    @Test func stepStartsWhereItFits() throws {
        let budget = try budget()
        #expect(budget.answer(need(100, scratch: 30), resident: 0, isReading: false) == .starts)
        #expect(budget.answer(need(30), resident: 100 * Self.mebibyte, isReading: false) == .starts)
    }

    @Test func stepWaitsForThoseThatRun() throws {
        var budget = try budget()
        budget.started(StepID(0), need(100))
        #expect(budget.answer(need(31), resident: 0, isReading: false) == .waits)
        #expect(budget.answer(need(30), resident: 0, isReading: false) == .starts)
        budget.ended(StepID(0))
        #expect(budget.answer(need(31), resident: 0, isReading: false) == .starts)
    }

    @Test func readingLeavesRoomForThoseWhoUseIt() throws {
        var budget = try budget()
        budget.started(StepID(0), need(50))
        #expect(budget.answer(need(50), resident: 0, isReading: true) == .waits)
        #expect(budget.answer(need(40), resident: 0, isReading: true) == .starts)
        budget.ended(StepID(0))
        #expect(budget.answer(need(100), resident: 0, isReading: true) == .starts)
    }

    @Test func whereNothingRunsDataMakesRoom() throws {
        let budget = try budget()
        #expect(
            budget.answer(need(50), resident: 100 * Self.mebibyte, isReading: false) == .needsSpill(20 * Self.mebibyte))
        // Expected to be too large, but not surely: it runs alone.
        #expect(
            budget.answer(need(500), resident: 100 * Self.mebibyte, isReading: false)
                == .needsSpill(100 * Self.mebibyte))
        #expect(budget.answer(need(500), resident: 0, isReading: false) == .starts)
    }

    @Test func whatNeverFitsIsAnErrorThatSaysHowMuchItNeeds() throws {
        let budget = try budget()
        let need = need(200, least: 140)
        #expect(budget.answer(need, resident: 0, isReading: true) == .neverFits)
        var plan = PlanBuilder()
        let step = plan.step("huge")
        let fault = budget.fault(plan.plan[step], need.least, isExpected: true)
        #expect(fault.step == step)
        #expect(fault.message.contains("needs at least 140MiB") && fault.message.contains("160MiB"))
    }

    @Test func whatTheProcessTurnsOutToNeedIsNoRoomForData() throws {
        var budget = try budget()
        budget.learned(ownBytes: 60 * Self.mebibyte)
        #expect(budget.room == 90 * Self.mebibyte)
        budget.learned(ownBytes: 10 * Self.mebibyte)
        #expect(budget.room == 90 * Self.mebibyte)
    }

    @Test func stepThatIsToldTwiceCountsOnce() throws {
        var budget = try budget()
        budget.started(StepID(0), need(10))
        budget.started(StepID(0), need(20))
        #expect(budget.reserved == 20 * Self.mebibyte)
        budget.ended(StepID(0))
        budget.ended(StepID(0))
        #expect(budget.reserved == 0)
        #expect(budget.isIdle)
    }
}
