import Events
import Plan
import Testing

@testable import Runtime

/// Steps that were to start but are held back, for want of memory.
extension RunStateTests {
    @Test func heldBackStepStartsAgainOnlyWhenItIsReconsidered() {
        var state = state([[], []])
        state.start()
        #expect(started(state.takeActions()) == [0, 1])
        state.holdBack(StepID(0))
        #expect(state.phase(of: StepID(0)) == .ready)
        #expect(state.takeActions() == [])
        state.finished(StepID(1))
        #expect(!state.isOver)
        #expect(state.takeActions() == [])
        state.reconsiderHeldBack()
        #expect(state.takeActions() == [.start(StepID(0), attempt: 1)])
        state.finished(StepID(0))
        #expect(state.isOver)
    }

    @Test func cancelledStepIsNotReconsidered() {
        var state = state([[], []])
        state.start()
        _ = state.takeActions()
        state.holdBack(StepID(0))
        state.cancel(StepID(0))
        state.reconsiderHeldBack()
        #expect(started(state.takeActions()) == [])
    }

    @Test func whileManyAreHeldBackNoFurtherOnesStart() {
        var state = state(Array(repeating: [], count: 200))
        state.start()
        var tried = 0
        while true {
            let steps = started(state.takeActions())
            if steps.isEmpty { break }
            tried += steps.count
            for step in steps { state.holdBack(StepID(step)) }
        }
        // As many as are in flight at once may be held back in one go.
        #expect(tried <= 132)
        #expect(state.heldBack.count == tried)
    }

    @Test func whereMemoryIsScarceConsumersStartFirst() {
        // 0 and 1 are read; 2 uses 0 and ends; 3, 4, 5 follow upon 1.
        let dependencies: [[Int]] = [[], [], [0], [1], [3], [4]]
        let graph = StepGraph(count: 6) { dependencies[$0].map { StepID($0) } }
        func order(consumersFirst: Bool) -> [Int] {
            var state = RunState(
                graph: graph, policy: .fast, capacities: [1], startsConsumersFirst: consumersFirst)
            var order: [Int] = []
            state.start()
            while let step = started(state.takeActions()).first {
                order.append(step)
                state.finished(StepID(step))
            }
            return order
        }
        #expect(order(consumersFirst: false) == [1, 3, 0, 4, 2, 5])
        #expect(order(consumersFirst: true) == [1, 3, 4, 5, 0, 2])
    }
}
