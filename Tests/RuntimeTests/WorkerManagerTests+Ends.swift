import Compute
import Events
import Plan
import Runtime
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Timeouts, abandoned tasks, and the end of the pool.
extension WorkerManagerTests {
    @Test func startOfATaskWithATimeoutIsReported() async {
        let tasks = Tasks(count: 2)
        let kinds = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit([tasks.task(0, timeout: .max / 4), tasks.task(1)])
            var kinds: [String] = []
            var reports: [WorkerReport] = []
            while kinds.count < 3 {
                pool.takeReports(&reports, waiting: .until(nil))
                for report in reports {
                    switch report {
                    case .started(let task, _): kinds.append("started \(task.step)")
                    case .ended(let task): kinds.append("ended \(task.step)")
                    case .command: kinds.append("command")
                    }
                }
            }
            return kinds
        }
        #expect(kinds == ["started s0", "ended s0", "ended s1"])
    }

    @Test func abandonedTaskIsToldToStopAndAnotherWorkerTakesOver() async {
        let tasks = Tasks(count: 2)
        let (began, hold, ended) = (Gate(), Gate(), Gate())
        let sawCancel = Locked(false)
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, context in
            began.open()
            hold.wait()
            sawCancel.withLock { $0 = context.isCancelled() }
            ended.open()
            return framework.product(of: step)
        }
        let (worker, abandoned) = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            pool.submit([tasks.task(0)])
            began.wait()
            pool.abandon(StepID(0))
            pool.submit([tasks.task(1)])
            let worker = Self.ends(1, of: pool)[0].worker
            // The lost worker does not keep the pool from ending.
            let abandoned = pool.shutDown()
            hold.open()
            ended.wait()
            return (worker, abandoned)
        }
        #expect(worker == WorkerID(.thread, 2))
        #expect(abandoned == 1)
        #expect(sawCancel.withLock { $0 })
    }

    @Test func resultOfAnAbandonedTaskIsThrownAway() async {
        let tasks = Tasks(count: 3)
        let (began, hold) = (Gate(), Gate())
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, _ in
            began.open()
            hold.wait()
            return framework.product(of: step)
        }
        let ended = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            pool.submit([tasks.task(0)])
            began.wait()
            pool.abandon(StepID(0))
            hold.open()
            pool.submit([tasks.task(1), tasks.task(2)])
            let ended = Self.ends(2, of: pool).map(\.step)
            _ = pool.shutDown()
            return ended
        }
        #expect(ended.sorted() == [StepID(1), StepID(2)])
    }

    @Test func withdrawnTasksAreNotRun() async {
        let tasks = Tasks(count: 10)
        let (began, hold) = (Gate(), Gate())
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, _ in
            began.open()
            hold.wait()
            return framework.product(of: step)
        }
        let withdrawn = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            pool.submit((0..<10).map { tasks.task($0) })
            began.wait()
            let withdrawn = pool.withdrawAll().map(\.step)
            hold.open()
            _ = Self.ends(1, of: pool)
            _ = pool.shutDown()
            return withdrawn
        }
        #expect(withdrawn.sorted() == (1..<10).map { StepID($0) })
        #expect(tasks.framework.performed == [StepID(0)])
    }

    @Test func noTaskIsTakenUpAfterAFailureThatEndsTheRun() async {
        let tasks = Tasks(count: 50)
        tasks.framework.fail(StepID(0))
        await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            pool.submit((0..<50).map { tasks.task($0, closesIntake: true) })
            _ = Self.ends(1, of: pool)
            _ = pool.shutDown()
        }
        #expect(tasks.framework.performed == [StepID(0)])
    }

    @Test func threadsAreStartedOnlyAsTheyAreNeededAndAllEnd() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let tasks = Tasks(count: 3, events: bus)
        await blocking {
            let pool = WorkerManager(workers: 16, events: bus)
            for step in 0..<3 {
                pool.submit([tasks.task(step)])
                _ = Self.ends(1, of: pool)
            }
            _ = pool.shutDown()
        }
        let events = subscription.drain().map(\.kind.name)
        #expect(events.count { $0 == "worker_started" } <= 3)
        #expect(events.count { $0 == "worker_started" } == events.count { $0 == "worker_exited" })
        #expect(events.count { $0 == "step_started" } == 3)
    }

    @Test func preparingStartsOneWorkerAhead() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let isReady = await blocking {
            let pool = WorkerManager(workers: 4, events: bus)
            let isReady = pool.prepare() && pool.prepare()
            _ = pool.shutDown()
            return isReady
        }
        #expect(isReady)
        #expect(subscription.drain().map(\.kind.name) == ["worker_started", "worker_exited"])
    }

    @Test func poolThatNeverRanAnythingEnds() async {
        let abandoned = await blocking { WorkerManager(workers: 4, events: EventBus()).shutDown() }
        #expect(abandoned == 0)
    }

    @Test func timesOfAStepAreMeasured() async {
        let tasks = Tasks(count: 1)
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, _ in
            let end = MonotonicTime.threadProcessorTime + 2_000_000
            while MonotonicTime.threadProcessorTime < end {}
            return framework.product(of: step)
        }
        let (duration, processor) = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit([tasks.task(0)])
            let task = Self.ends(1, of: pool)[0]
            return (task.duration, task.processorTime)
        }
        // The step itself uses 2 ms of the processor, whatever the clock on the wall says.
        #expect(processor >= 2_000_000)
        #expect(duration >= 2_000_000)
    }

    @Test func whatAStepSaysIsPublished() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let tasks = Tasks(count: 1, events: bus)
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, context in
            context.log("half way")
            context.progress(5)
            return framework.product(of: step)
        }
        await blocking {
            let pool = WorkerManager(workers: 1, events: bus)
            pool.submit([tasks.task(0)])
            _ = Self.ends(1, of: pool)
            _ = pool.shutDown()
        }
        let names = subscription.drain().map(\.kind.name)
        #expect(names.prefix(5) == ["worker_started", "worker_busy", "step_started", "log_line", "step_progressed"])
    }
}
