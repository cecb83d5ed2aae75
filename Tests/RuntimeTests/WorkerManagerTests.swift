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

/// The worker manager with its threads. Tests wait for what happens, never for time to pass.
@Suite struct WorkerManagerTests {
    /// The next `count` ends of tasks.
    static func ends(_ count: Int, of pool: WorkerManager) -> [StepTask] {
        var ends: [StepTask] = []
        var reports: [WorkerReport] = []
        while ends.count < count {
            pool.takeReports(&reports, waiting: .until(nil))
            for case .ended(let task) in reports { ends.append(task) }
        }
        return ends
    }

    @Test(arguments: [1, 2, 4]) func everyTaskRunsExactlyOnce(_ workers: Int) async {
        let tasks = Tasks(count: 2_000)
        let ended = await blocking {
            let pool = WorkerManager(workers: workers, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit((0..<1_000).map { tasks.task($0) })
            pool.submit((1_000..<2_000).map { tasks.task($0) })
            return Self.ends(2_000, of: pool).map(\.step)
        }
        #expect(ended.sorted() == (0..<2_000).map { StepID($0) })
        #expect(tasks.framework.performed.sorted() == ended.sorted())
    }

    @Test func tasksRunAtTheSameTime() async {
        let tasks = Tasks(count: 2)
        let (first, second) = (Gate(), Gate())
        // Each can end only while the other runs.
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, _ in
            first.open()
            second.wait()
            return framework.product(of: step)
        }
        tasks.framework.on(StepID(1)) { [framework = tasks.framework] step, _, _ in
            second.open()
            first.wait()
            return framework.product(of: step)
        }
        let ended = await blocking {
            let pool = WorkerManager(workers: 2, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit([tasks.task(0), tasks.task(1)])
            return Self.ends(2, of: pool).map(\.worker)
        }
        #expect(Set(ended) == [WorkerID(.thread, 1), WorkerID(.thread, 2)])
    }

    @Test func oneWorkerTakesTasksByPriority() async {
        let tasks = Tasks(count: 5)
        let gate = Gate()
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, _ in
            gate.wait()
            return framework.product(of: step)
        }
        await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit([tasks.task(0, priority: 100)])
            pool.submit([1, 2, 3, 4].map { tasks.task($0, priority: UInt64($0)) })
            gate.open()
            _ = Self.ends(5, of: pool)
        }
        #expect(tasks.framework.performed == [0, 4, 3, 2, 1].map { StepID($0) })
    }

    @Test func inputsAreReleasedBeforeTheEndIsReported() async {
        let tasks = Tasks(count: 1)
        let memory = tasks.framework.memory
        let inUse = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit([tasks.task(0, inputs: [FakeData(rows: 1, bytes: 1_000, by: StepID(0), memory: memory)])])
            let task = Self.ends(1, of: pool)[0]
            // The product of 100 bytes is in the task; the input was held by it alone.
            return withExtendedLifetime(task) { memory.bytesAllocated }
        }
        #expect(inUse == 100)
    }

    @Test func errorOfAStepComesWithItsEnd() async {
        let tasks = Tasks(count: 1)
        tasks.framework.fail(StepID(0), "boom")
        let text = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            defer { _ = pool.shutDown() }
            pool.submit([tasks.task(0)])
            guard case .failure(let error) = Self.ends(1, of: pool)[0].takeOutcome() else { return "none" }
            return "\(error)"
        }
        #expect(text == "boom")
    }

    @Test func inlineTaskRunsOnTheCallersThreadAndIsNotReported() async {
        let tasks = Tasks(count: 1)
        let thread = Locked<pthread_t?>(nil)
        tasks.framework.on(StepID(0)) { [framework = tasks.framework] step, _, _ in
            thread.withLock { $0 = pthread_self() }
            return framework.product(of: step)
        }
        let (isSame, worker, reported) = await blocking {
            let pool = WorkerManager(workers: 1, events: tasks.events)
            defer { _ = pool.shutDown() }
            let task = tasks.task(0)
            pool.runInline(task)
            var reports: [WorkerReport] = []
            pool.takeReports(&reports, waiting: .no)
            return (thread.withLock { $0 } == pthread_self(), task.worker, reports.count)
        }
        #expect(isSame)
        #expect(worker == .main)
        #expect(reported == 0)
    }

    @Test func waitEndsAtItsDeadline() async {
        let reports = await blocking {
            let pool = WorkerManager(workers: 1, events: EventBus())
            var reports: [WorkerReport] = [.command(.pause)]
            pool.takeReports(&reports, waiting: .until(pool.now + 1_000))
            return reports.count
        }
        #expect(reports == 0)
    }

    @Test func waitEndsAtADeadlineThatHasPassed() async {
        let reports = await blocking {
            let pool = WorkerManager(workers: 1, events: EventBus())
            var reports: [WorkerReport] = []
            pool.takeReports(&reports, waiting: .until(0))
            return reports.count
        }
        #expect(reports == 0)
    }

    @Test func commandWakesTheOrchestrator() async {
        let pool = WorkerManager(workers: 1, events: EventBus())
        async let waiting = blocking {
            var reports: [WorkerReport] = []
            pool.takeReports(&reports, waiting: .until(nil))
            return reports.compactMap { if case .command(let command) = $0 { command } else { nil } }
        }
        pool.post(.cancel(StepID(3)))
        #expect(await waiting == [.cancel(StepID(3))])
    }

    @Test func commandsKeepTheirOrder() async {
        let pool = WorkerManager(workers: 1, events: EventBus())
        let commands: [RunCommand] = [.pause, .retry(StepID(1)), .resume, .stop(gracefully: true)]
        for command in commands { pool.post(command) }
        var reports: [WorkerReport] = []
        pool.takeReports(&reports, waiting: .no)
        #expect(reports.compactMap { if case .command(let command) = $0 { command } else { nil } } == commands)
    }
}
