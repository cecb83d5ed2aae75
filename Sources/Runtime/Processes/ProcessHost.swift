internal import CSystem
import ChildProcesses
import Columnar
import Compute
import Events
import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A worker thread's own worker process: started with the run, used for step after step, replaced when it has died and there is a step for it.
/// One thread, but for `wake`.
final class ProcessHost: @unchecked Sendable {
    // Sendable: `pipe` is constant and for every thread; all else is used by the hosting thread only.

    let id: WorkerID
    private let pipe: WakePipe
    private let events: EventBus
    private let deaths: Locked<WorkerDeaths>
    private let memoryLimit: Int?
    private var process: WorkerProcess?

    /// - Parameters:
    ///   - deaths: those of all workers of the run.
    ///   - memoryLimit: as `WorkerProcess` takes it.
    /// - Returns: nil where there is no descriptor left.
    init?(_ id: WorkerID, events: EventBus, deaths: Locked<WorkerDeaths>, memoryLimit: Int?) {
        guard let pipe = WakePipe() else { return nil }
        self.id = id
        self.pipe = pipe
        self.events = events
        self.deaths = deaths
        self.memoryLimit = memoryLimit
    }

    /// Any thread: there may be something to do, or the step may be cancelled.
    func wake() { pipe.wake() }

    /// Sleeps until woken; sees meanwhile if the process dies.
    func idle() {
        guard let process else { return pipe.wait() }
        if let end = process.idle(wake: pipe) { forget(end) }
    }

    /// Has a process ready. What died without owing anything is replaced.
    func prepare() throws(RunFault) {
        if let end = process?.endIfDead() { forget(end) }
        guard process == nil else { return }
        guard !deaths.withLock({ $0.isExhausted }) else {
            throw RunFault(
                .workerFailed,
                "\(WorkerDeaths.limit) worker processes died one after another and no step ended between them, so no more are started"
            )
        }
        let started = try WorkerProcess(memoryLimit: memoryLimit)
        process = started
        events.publish(.workerStarted(id, processID: started.id))
    }

    /// Does a task's step in the process.
    func perform(_ task: StepTask) throws -> (product: StepProduct, processorTime: UInt64) {
        // Most often it was prepared just before.
        if process == nil { try prepare() }
        guard let process else { throw RunFault(.workerFailed, "there is no worker process") }
        guard let framework = task.framework as? any PortableFramework else {
            throw RunFault(.workerFailed, "the data of \(task.framework.name) cannot cross to another process")
        }
        let (order, inputs) = try order(for: task, framework)
        defer { withExtendedLifetime(inputs) {} }
        let reply = process.call(
            order, wake: pipe, isCancelled: { task.isCancelled }, logged: task.stepLogged,
            heard: { Self.pass($0, to: task) })
        switch reply {
        case .answer(let frame):
            deaths.withLock { $0.stepEnded() }
            return try product(frame, inputs)
        case .cancelled:
            forget(.unknown, "ended with a step that nobody waits for")
            throw CancellationError()
        case .ended(let end):
            deaths.withLock { $0.died() }
            let message = end.message(process: process.id, lastLines: process.output.lastLines)
            forget(end)
            throw RunFault(.workerDied, message, step: task.step)
        }
    }

    /// The run is over. Bounded in time.
    func end() {
        guard let process else { return }
        process.end(isWanted: true)
        forget(.unknown, "run ended")
    }

    private func forget(_ end: WorkerEnd, _ reason: String? = nil) {
        process = nil
        events.publish(.workerExited(id, reason: reason ?? end.description))
    }

    // MARK: Orders and answers

    private func order(
        for task: StepTask, _ framework: any PortableFramework
    ) throws -> (WorkerFrame, inputs: [SharedData]) {
        let inputs = try task.inputs.map { try framework.share($0) }
        var places: [ObjectIdentifier: Int] = [:]
        var memories: [SharedMemory] = []
        let data = inputs.map { input in
            let key = ObjectIdentifier(input.memory)
            let place = places[key] ?? memories.count
            if place == memories.count {
                places[key] = place
                memories.append(input.memory)
            }
            return StepOrder.Input(memory: place, layout: input.layout)
        }
        let order = StepOrder(
            task.shared.plan.steps[Int(task.step.index)], shared: task.shared, pieces: memories.map(\.copy),
            data: data, stagingID: task.stagingID)
        let frame = WorkerFrame(
            kind: .order, bytes: try order.wireBytes, descriptors: memories.compactMap(\.descriptor))
        return (frame, inputs)
    }

    private func product(
        _ frame: WorkerFrame, _ inputs: [SharedData]
    ) throws -> (product: StepProduct, processorTime: UInt64) {
        var descriptors = frame.descriptors[...]
        defer { for descriptor in descriptors { close(descriptor) } }
        let made: StepAnswer.Product
        switch try StepAnswer(wireBytes: frame.bytes) {
        case .failed(let failure): throw failure.error
        case .made(let product): made = product
        }
        func data(_ data: StepAnswer.Data) throws -> SharedData {
            switch data {
            case .input(let place):
                guard inputs.indices.contains(place) else { break }
                return inputs[place]
            case .new(let layout, let copy?): return SharedData(SharedMemory(copying: copy), layout)
            case .new(let layout, nil):
                guard let descriptor = descriptors.popFirst() else { break }
                return SharedData(try SharedMemory(taking: descriptor), layout)
            }
            throw RunFault(.workerDied, "the worker process said less than it promised")
        }
        var product = StepProduct(
            outputs: try made.outputs.map(data), rows: made.rows, violation: made.violation,
            removedRows: made.removedRows, artifact: made.artifact, warnings: made.warnings)
        if let output = made.output {
            let staged: (temporary: String, final: String)? =
                if let temporary = output.file.temporary, let final = output.file.final { (temporary, final) } else {
                    nil
                }
            product.output = OutputProduct(
                staged: staged, preview: output.file.preview, bytes: output.file.bytes,
                table: try output.table.map(data))
        }
        return (product, made.processorTime)
    }

    private static func pass(_ frame: WorkerFrame, to task: StepTask) {
        switch frame.kind {
        case .log: task.stepLogged(String(decoding: frame.bytes, as: UTF8.self))
        case .progress where frame.bytes.count == 8:
            task.stepProgressed(rows: Int(frame.bytes.littleEndian(Int64.self, at: 0)))
        default: break
        }
        for descriptor in frame.descriptors { close(descriptor) }
    }
}

extension ProcessHost {
    /// What this process needs to host workers: a descriptor for each column that is resident, and that a stop by the terminal
    /// reaches them.
    static func prepareEngine() {
        _ = weir_descriptors_raise_limit()
        weir_stops_forward()
    }
}
