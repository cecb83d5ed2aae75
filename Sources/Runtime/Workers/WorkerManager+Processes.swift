import ChildProcesses
import Compute
import Events
import Synchronization

extension WorkerManager {
    package func prepareProcesses(steps: Int) throws(RunFault) {
        guard WorkerServer.isAvailable else {
            throw RunFault(
                .workerFailed,
                "mode 'processes' runs steps in further processes of this program, but it does not call WeirKit.runWorkerIfAsked() first thing in its main; do that, or use mode 'threads'"
            )
        }
        ProcessHost.prepareEngine()
        try carriage.prepare()
        if attention == nil { attention = WakePipe() }
        let hasWorker = lock.withLock {
            hostsProcesses = true
            while state.liveCount < min(state.limit, max(steps, 1)), start(state.addWorker()) {}
            return state.liveCount > 0
        }
        guard hasWorker else { throw RunFault(.noThread, "the system has no thread left for a worker process") }
    }

    /// A thread that hosts a worker process: as `work`, but it waits for its process as well as for tasks.
    func work(_ index: Int, in host: ProcessHost) {
        var clock = ProcessorClock()
        var isBusy = false
        try? host.prepare()
        lock.lock()
        while true {
            if let task = state.next(for: index) {
                hasTasks.store(state.queuedCount > 0, ordering: .relaxed)
                lock.unlock()
                // The start of a process is not the step's time. Where there can be none, the task will say so.
                if task.runsInProcess { try? host.prepare() }
                if task.timeout != nil {
                    let wakesLoop = lock.withLock { report(.started(task, at: now)) }
                    if wakesLoop { wakeLoop() }
                }
                if !isBusy {
                    isBusy = true
                    // If it was begun, that has been told.
                    if !task.hasStarted { events.publish(.workerBusy(host.id, task.step)) }
                }
                if task.runsInProcess {
                    task.run(on: host.id, in: host)
                } else {
                    task.run(on: host.id, clock: &clock)
                }
                lock.lock()
                let end = state.ended(index)
                if end.isReported { hasReports.store(true, ordering: .relaxed) }
                lock.unlock()
                if !end.isReported { task.discard() }
                if end.wakesLoop { wakeLoop() }
                lock.lock()
            } else if state.mustExit(index) {
                break
            } else {
                if isBusy {
                    isBusy = false
                    lock.unlock()
                    events.publish(.workerIdle(host.id))
                    lock.lock()
                }
                while state.isIdle(index) {
                    lock.unlock()
                    host.idle()
                    lock.lock()
                }
            }
        }
        state.exited(index)
        lock.unlock()
        host.end()
    }

    /// Where all there is to do is one step in a process, the orchestrator does the part of the thread that hosts it: to wake that and
    /// be woken by it takes longer than many a step. Whatever else happens meanwhile, the thread goes on with the step.
    func attendLoneTask(unless interruption: WorkerProcess.Interruption) {
        lock.lock()
        guard let (index, task) = state.borrowWorker() else { return unlockAndWakeWorkers() }
        guard case .process(_, let host) = members[index], host.borrow() else {
            state.returnTask(of: index)
            return unlockAndWakeWorkers()
        }
        hasTasks.store(false, ordering: .relaxed)
        isAttending.store(true, ordering: .relaxed)
        lock.unlock()
        events.publish(.workerBusy(host.id, task.step))
        let isDone = task.run(on: host.id, borrowing: host, unless: interruption)
        host.giveBack()
        if isDone { events.publish(.workerIdle(host.id)) }
        lock.withLock {
            isAttending.store(false, ordering: .relaxed)
            state.returnWorker(index, isDone: isDone)
            hasReports.store(true, ordering: .relaxed)
        }
        if !isDone { host.wake() }
    }
}
