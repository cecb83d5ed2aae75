import Events
import Plan
import Testing

@testable import Runtime

/// The rule alone: what is resident is as the test says.
@Suite struct BreakpointsTests {
    private var breakpoints = Breakpoints()

    private mutating func look(bytes: Int = 0, resident: Set<Int> = []) -> [Breakpoint] {
        breakpoints.look(residentBytes: bytes) { resident.contains(Int($0.index)) }
    }

    @Test mutating func noneAreNeverHit() {
        #expect(breakpoints.isEmpty)
        #expect(look(bytes: .max) == [])
        #expect(breakpoints.made(rows: 0) == [])
    }

    @Test mutating func memoryIsHitWhenItIsExceededAndNotWhenItIsReached() {
        breakpoints.set([.memory(over: 100)])
        #expect(look(bytes: 100) == [])
        #expect(look(bytes: 101) == [.memory(over: 100)])
        #expect(look(bytes: 500) == [])
    }

    @Test mutating func memoryIsHitAgainOnceItHasFallen() {
        breakpoints.set([.memory(over: 100)])
        #expect(look(bytes: 101) == [.memory(over: 100)])
        #expect(look(bytes: 100) == [])
        #expect(look(bytes: 101) == [.memory(over: 100)])
    }

    @Test mutating func eachMarkOfMemoryIsHitByItself() {
        breakpoints.set([.memory(over: 100), .memory(over: 50)])
        #expect(look(bytes: 60) == [.memory(over: 50)])
        #expect(look(bytes: 200) == [.memory(over: 100)])
        #expect(look(bytes: 0) == [])
        #expect(look(bytes: 200) == [.memory(over: 100), .memory(over: 50)])
    }

    @Test mutating func memoryExceededAlreadyIsHitAtOnceButNotForBeingSetAgain() {
        breakpoints.set([.memory(over: 100)])
        #expect(look(bytes: 200) == [.memory(over: 100)])
        breakpoints.set([.zeroRows, .memory(over: 100)])
        #expect(look(bytes: 200) == [])
        breakpoints.set([])
        breakpoints.set([.memory(over: 100)])
        #expect(look(bytes: 200) == [.memory(over: 100)])
    }

    @Test mutating func datasetIsHitWhenItGoesAndNotBeforeItCame() {
        breakpoints.set([.dropped(DatasetID(1))])
        #expect(look(resident: [0]) == [])
        #expect(look(resident: [0, 1]) == [])
        #expect(look(resident: [1]) == [])
        #expect(look(resident: []) == [.dropped(DatasetID(1))])
        #expect(look(resident: []) == [])
    }

    @Test mutating func datasetComputedAnewIsHitAgain() {
        breakpoints.set([.dropped(DatasetID(1))])
        for _ in 1...2 {
            #expect(look(resident: [1]) == [])
            #expect(look(resident: []) == [.dropped(DatasetID(1))])
        }
    }

    @Test mutating func datasetDroppedBeforeItsBreakpointWasSetIsNotHit() {
        breakpoints.set([.zeroRows])
        #expect(look(resident: [1]) == [])
        breakpoints.set([.dropped(DatasetID(1))])
        #expect(look(resident: []) == [])
    }

    @Test mutating func rowsAreHitOnlyByNone() {
        breakpoints.set([.zeroRows, .zeroRows])
        #expect(breakpoints.made(rows: 1) == [])
        #expect(breakpoints.made(rows: 0) == [.zeroRows])
        #expect(breakpoints.made(rows: 0) == [.zeroRows])
    }
}
