import Events
import Plan
import Testing

@testable import Runtime

/// The worker manager's decisions, without threads.
@Suite struct WorkerPoolStateTests {
    let tasks = Tasks(count: 200)

    func state(limit: Int = 2, queued: Range<Int> = 0..<0) -> WorkerPoolState {
        var state = WorkerPoolState(limit: limit)
        for step in queued { state.submit(tasks.task(step)) }
        return state
    }

    /// A pool whose workers have all been started, with worker 0 … limit − 1 looking for a task.
    func running(limit: Int, tasks count: Int) -> WorkerPoolState {
        var state = state(limit: limit, queued: 0..<count)
        for worker in 0..<limit {
            #expect(wake(&state) == .newWorker(worker))
            #expect(next(&state, worker) == worker)
        }
        return state
    }

    func wake(_ state: inout WorkerPoolState) -> WorkerPoolState.Wake { state.nextWake() }

    func next(_ state: inout WorkerPoolState, _ worker: Int) -> Int? {
        state.next(for: worker).map { Int($0.step.index) }
    }

    func end(_ state: inout WorkerPoolState, _ worker: Int) -> (isReported: Bool, wakesLoop: Bool) {
        var clock = ProcessorClock()
        state.workers[worker].task?.run(on: .main, clock: &clock)
        return state.ended(worker)
    }

    func reports(_ state: inout WorkerPoolState) -> [Int] {
        var reports: [WorkerReport] = []
        state.takeReports(&reports)
        return reports.compactMap { if case .ended(let task) = $0 { Int(task.step.index) } else { nil } }
    }

    // MARK: Whom to wake

    @Test func nothingQueuedWakesNobody() {
        var state = state()
        #expect(wake(&state) == .nobody)
    }

    @Test func workersAreStartedOnlyAsTheyAreNeeded() {
        var state = state(limit: 8, queued: 0..<2)
        #expect(wake(&state) == .newWorker(0))
        #expect(wake(&state) == .newWorker(1))
        #expect(wake(&state) == .nobody)
        #expect(state.liveCount == 2)
    }

    @Test(arguments: [1, 2, 5]) func noMoreWorkersThanTheLimit(_ limit: Int) {
        var state = state(limit: limit, queued: 0..<20)
        for worker in 0..<limit { #expect(wake(&state) == .newWorker(worker)) }
        #expect(wake(&state) == .nobody)
    }

    @Test func limitIsAtLeastOne() { #expect(WorkerPoolState(limit: 0).limit == 1) }

    @Test func workerThatLooksAgainNeedsNoWaking() {
        var state = running(limit: 1, tasks: 1)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        state.willLookAgain(0)
        state.submit(tasks.task(7))
        #expect(wake(&state) == .nobody)
        #expect(next(&state, 0) == 7)
    }

    @Test func workerThatLooksAgainTakesOneTaskAndOthersAreWokenForTheRest() {
        var state = running(limit: 2, tasks: 2)
        for worker in 0..<2 {
            _ = end(&state, worker)
            #expect(next(&state, worker) == nil)
        }
        state.willLookAgain(0)
        for step in 5..<7 { state.submit(tasks.task(step)) }
        #expect(wake(&state) == .worker(1))
        #expect(wake(&state) == .nobody)
    }

    @Test func workerThatLooksInVainIsWokenLikeAnyOther() {
        var state = running(limit: 1, tasks: 1)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        state.willLookAgain(0)
        #expect(next(&state, 0) == nil)
        #expect(state.isIdle(0))
        state.submit(tasks.task(7))
        #expect(wake(&state) == .worker(0))
        #expect(wake(&state) == .nobody)
    }

    @Test func lookingAgainAfterBeingWokenChangesNothing() {
        var state = running(limit: 1, tasks: 1)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        for step in 5..<7 { state.submit(tasks.task(step)) }
        #expect(wake(&state) == .worker(0))
        state.willLookAgain(0)
        #expect(next(&state, 0) == 5)
        #expect(wake(&state) == .nobody)
    }

    @Test func idleWorkerIsWokenBeforeANewOneStarts() {
        var state = running(limit: 1, tasks: 1)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        state.submit(tasks.task(5))
        #expect(wake(&state) == .worker(0))
        #expect(wake(&state) == .nobody)
    }

    @Test func lastToGoIdleIsFirstToWake() {
        var state = running(limit: 3, tasks: 3)
        for worker in [2, 0, 1] {
            _ = end(&state, worker)
            #expect(next(&state, worker) == nil)
        }
        state.submit(tasks.task(5))
        state.submit(tasks.task(6))
        #expect(wake(&state) == .worker(1))
        #expect(wake(&state) == .worker(0))
        #expect(wake(&state) == .nobody)
    }

    @Test func workerOnItsWayIsNotWokenTwice() {
        var state = state(limit: 1, queued: 0..<1)
        #expect(wake(&state) == .newWorker(0))
        #expect(wake(&state) == .nobody)
        state.submit(tasks.task(1))
        #expect(wake(&state) == .nobody)
        #expect(next(&state, 0) == 0)
    }

    @Test func wokenWorkerThatFindsNothingGoesIdleAgain() {
        var state = running(limit: 2, tasks: 2)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        state.submit(tasks.task(7))
        #expect(wake(&state) == .worker(0))
        #expect(!state.isIdle(0))
        // The other worker was faster.
        _ = end(&state, 1)
        #expect(next(&state, 1) == 7)
        #expect(next(&state, 0) == nil)
        #expect(state.isIdle(0))
        state.submit(tasks.task(8))
        #expect(wake(&state) == .worker(0))
    }

    @Test func workerThatCouldNotStartIsNotCounted() {
        var state = state(limit: 2, queued: 0..<1)
        #expect(wake(&state) == .newWorker(0))
        state.couldNotStart(0)
        #expect(state.liveCount == 0)
        #expect(wake(&state) == .newWorker(1))
    }

    @Test func workersAreNumberedFromOne() {
        var state = state(limit: 2, queued: 0..<2)
        _ = wake(&state)
        _ = wake(&state)
        #expect(state.workers.map(\.id) == [WorkerID(.thread, 1), WorkerID(.thread, 2)])
    }

    // MARK: Which task

    @Test func highestPriorityIsTakenUpFirst() {
        var state = state(limit: 1)
        for (step, priority) in [(0, 3), (1, 9), (2, 5)] as [(Int, UInt64)] {
            state.submit(tasks.task(step, priority: priority))
        }
        _ = wake(&state)
        var order: [Int?] = []
        for _ in 0..<3 {
            order.append(next(&state, 0))
            _ = end(&state, 0)
        }
        #expect(order == [1, 2, 0])
    }

    @Test func planOrderDecidesAmongEqualPriorities() {
        var state = state(limit: 1)
        for step in [4, 1, 3, 0, 2] { state.submit(tasks.task(step)) }
        _ = wake(&state)
        var order: [Int?] = []
        for _ in 0..<5 {
            order.append(next(&state, 0))
            _ = end(&state, 0)
        }
        #expect(order == [0, 1, 2, 3, 4])
    }

    @Test func laterTaskOfHigherPriorityOvertakes() {
        var state = running(limit: 1, tasks: 3)
        state.submit(tasks.task(50, priority: 2))
        _ = end(&state, 0)
        #expect(next(&state, 0) == 50)
    }

    @Test func assignmentIsKeptWhileTheTaskRuns() {
        var state = running(limit: 2, tasks: 2)
        #expect(state.workers[1].task?.step == StepID(1))
        _ = end(&state, 1)
        #expect(state.workers[1].task == nil)
        #expect(state.workers[0].task?.step == StepID(0))
    }

    // MARK: Withdrawing and abandoning

    @Test func withdrawingTakesWhatNobodyHasTakenUp() {
        var state = running(limit: 1, tasks: 4)
        let withdrawn = state.withdrawAll()
        #expect(withdrawn.map(\.step).sorted() == [StepID(1), StepID(2), StepID(3)])
        #expect(state.queuedCount == 0)
        #expect(state.workers[0].task?.step == StepID(0))
    }

    @Test func abandoningAQueuedTaskRemovesIt() {
        var state = running(limit: 1, tasks: 3)
        let wasRunning = state.abandon(StepID(1))
        #expect(!wasRunning)
        #expect(state.abandonedCount == 0)
        _ = end(&state, 0)
        #expect(next(&state, 0) == 2)
    }

    @Test func abandonedTaskIsToldAndItsEndIsNotReported() {
        var state = running(limit: 1, tasks: 1)
        let task = state.workers[0].task
        let wasRunning = state.abandon(StepID(0))
        #expect(wasRunning)
        #expect(task?.isStepCancelled == true)
        #expect(!end(&state, 0).isReported)
        #expect(reports(&state) == [])
        #expect(state.abandonedCount == 0)
    }

    @Test func lostWorkerIsReplaced() {
        var state = running(limit: 1, tasks: 2)
        #expect(wake(&state) == .nobody)
        _ = state.abandon(StepID(0))
        #expect(wake(&state) == .newWorker(1))
        #expect(next(&state, 1) == 1)
    }

    @Test func surplusWorkerLeavesOnceALostOneIsBack() {
        var state = running(limit: 1, tasks: 3)
        _ = state.abandon(StepID(0))
        _ = wake(&state)
        #expect(next(&state, 1) == 1)
        _ = end(&state, 0)
        #expect(state.mustExit(0))
        #expect(next(&state, 0) == nil)
        state.exited(0)
        #expect(state.liveCount == 1)
        _ = end(&state, 1)
        #expect(next(&state, 1) == 2)
    }

    @Test func abandoningWhatIsNotThereDoesNothing() {
        var state = running(limit: 1, tasks: 2)
        let wasRunning = state.abandon(StepID(99))
        #expect(!wasRunning)
        #expect(state.queuedCount == 1)
    }

    // MARK: Failure

    @Test func failureThatEndsTheRunClosesTheIntakeAtOnce() {
        var state = state(limit: 1)
        tasks.framework.fail(StepID(0))
        state.submit(tasks.task(0, closesIntake: true))
        state.submit(tasks.task(1))
        _ = wake(&state)
        #expect(next(&state, 0) == 0)
        _ = end(&state, 0)
        #expect(next(&state, 0) == nil)
        #expect(wake(&state) == .nobody)
        #expect(state.withdrawAll().map(\.step) == [StepID(1)])
        state.submit(tasks.task(2))
        #expect(wake(&state) == .worker(0))
    }

    @Test func otherFailuresLeaveTheIntakeOpen() {
        var state = state(limit: 1)
        tasks.framework.fail(StepID(0))
        state.submit(tasks.task(0))
        state.submit(tasks.task(1))
        _ = wake(&state)
        _ = next(&state, 0)
        _ = end(&state, 0)
        #expect(next(&state, 0) == 1)
    }
}
