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
                    if wakesLoop { lock.signal() }
                }
                if !isBusy {
                    isBusy = true
                    events.publish(.workerBusy(host.id, task.step))
                }
                task.run(on: host.id, clock: &clock, in: host)
                lock.lock()
                let end = state.ended(index)
                if end.isReported { hasReports.store(true, ordering: .relaxed) }
                lock.unlock()
                if !end.isReported { task.discard() }
                if end.wakesLoop { lock.signal() }
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
}
