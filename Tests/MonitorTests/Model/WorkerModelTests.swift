import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct WorkerModelTests {
    @Test func workersStandInTheOrderOfTheirKindAndNumberHoweverTheyCome() {
        var model = WorkerModel()
        let ids = [WorkerID(.process, 2), WorkerID(.thread, 10), .main, WorkerID(.thread, 2), WorkerID(.process, 1)]
        for id in ids { model.started(id, process: nil, at: 0) }
        #expect(model.all.map(\.id.description) == ["main", "t2", "t10", "p1", "p2"])
        #expect(ids.allSatisfy { model[$0]?.id == $0 })
        #expect(model[WorkerID(.thread, 3)] == nil)
    }

    @Test func aStepMakesItBusyAndItsEndLeavesASpan() {
        var model = WorkerModel()
        let id = WorkerID(.thread, 1)
        model.started(id, process: nil, at: 10)
        model.becameBusy(id, at: 18)
        model.took(StepID(4), id, at: 20)
        #expect(model[id]?.state == .busy && model[id]?.step == StepID(4) && model[id]?.since == 20)
        model.left(StepID(4), id, from: 20, to: 50, 25)
        #expect(model[id]?.step == nil && model[id]?.busyTime == 30 && model[id]?.processorTime == 25)
        #expect(model[id]?.stepsDone == 1 && model[id]?.since == 50)
        #expect(model[id]?.spans == [.init(step: StepID(4), start: 20, end: 50)])
        #expect(model[id]?.state == .busy)
        model.becameIdle(id, at: 51)
        #expect(model[id]?.state == .idle)
    }

    @Test func theMainThreadIsIdleAsSoonAsItsStepEnds() {
        var model = WorkerModel()
        model.took(StepID(0), .main, at: 0)
        model.left(StepID(0), .main, from: 0, to: 5, 5)
        #expect(model[.main]?.state == .idle)
    }

    @Test func theBusyShareCountsWhatRunsAndEndsWithTheWorker() {
        var model = WorkerModel()
        let id = WorkerID(.process, 1)
        model.started(id, process: 77, at: 100)
        #expect(model[id]?.busyShare(at: 100) == 0)
        model.took(StepID(0), id, at: 100)
        model.left(StepID(0), id, from: 100, to: 125, 1)
        #expect(model[id]?.busyShare(at: 200) == 0.25)
        model.took(StepID(1), id, at: 150)
        #expect(model[id]?.busyShare(at: 200) == 0.75)
        model.exited(id, reason: "signal 9", at: 200)
        #expect(model[id]?.state == .exited("signal 9") && model[id]?.step == nil)
        #expect(model[id]?.busyShare(at: 900) == 0.25)
    }

    @Test func aWorkerThatComesBackIsCounted() {
        var model = WorkerModel()
        let id = WorkerID(.process, 1)
        model.started(id, process: 77, at: 0)
        for process: Int32 in [78, 79] {
            model.exited(id, reason: "exit status 1", at: 5)
            model.started(id, process: process, at: 6)
        }
        #expect(model[id]?.restarts == 2 && model[id]?.processID == 79 && model[id]?.state == .idle)
    }
}
