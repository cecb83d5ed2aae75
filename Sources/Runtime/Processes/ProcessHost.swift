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
/// The hosting thread's, but for `wake`, and for the time in which the orchestrator stands in for it: see `borrow`.
final class ProcessHost: @unchecked Sendable {
    // Sendable: `pipe` is constant and for every thread. `process` is written by the hosting thread only, and used, as all else is,
    // under `custody`; the hosting thread sleeps without it.

    let id: WorkerID
    private let pipe: WakePipe
    private let events: EventBus
    private let deaths: Locked<WorkerDeaths>
    private let memoryLimit: Int?
    private let carriage: DataCarriage
    private let custody = Custody()
    private var process: WorkerProcess?
    private var current: OrderedStep?
    /// The framework of the last step.
    private var portable: (name: FrameworkName, framework: any PortableFramework)?

    /// A step that the process is at.
    private struct OrderedStep {
        var inputs: PackedInputs
        var call: WorkerProcess.Call
    }

    /// - Parameters:
    ///   - deaths: those of all workers of the run.
    ///   - memoryLimit: as `WorkerProcess` takes it.
    ///   - carriage: the run's.
    /// - Returns: nil where there is no descriptor left.
    init?(
        _ id: WorkerID, events: EventBus, deaths: Locked<WorkerDeaths>, memoryLimit: Int?, carriage: DataCarriage
    ) {
        guard let pipe = WakePipe() else { return nil }
        self.id = id
        self.pipe = pipe
        self.events = events
        self.deaths = deaths
        self.memoryLimit = memoryLimit
        self.carriage = carriage
    }

    /// Any thread: there may be something to do, or the step may be cancelled.
    func wake() { pipe.wake() }

    /// Sleeps until woken; sees meanwhile if the process dies.
    func idle() {
        guard let process else { return pipe.wait() }
        let ready = process.sleep(wake: pipe)
        custody.hold {
            // Who has left a step here has left its troubles with it.
            guard current == nil, let end = process.endOfIdleness(ready) else { return }
            forget(end)
        }
    }

    /// Has a process ready. What died without owing anything is replaced.
    func prepare() throws(RunFault) {
        try custody.hold { () throws(RunFault) in
            guard current == nil else { return }
            if let end = process?.endIfDead() { forget(end) }
            if process == nil { try startProcess() }
        }
    }

    private func startProcess() throws(RunFault) {
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

    /// Does a task's step in the process, or goes on with it where the orchestrator has left it. Blocks until it is done.
    func perform(_ task: StepTask) throws -> Performed {
        try custody.hold { () throws -> Performed in
            // Most often it was prepared just before.
            if process == nil { try startProcess() }
            guard let process else { throw RunFault(.workerFailed, "there is no worker process") }
            guard var step = try current ?? begin(task, in: process) else {
                return try handle(process.lost(task.stepLogged), to: task, inputs: PackedInputs())
            }
            current = nil
            let reply = process.finish(
                step.call, wake: pipe, isCancelled: { task.isCancelled }, logged: task.stepLogged,
                heard: { Self.pass($0, to: task) }, asked: { offer($0, to: &step.inputs) })
            return try handle(reply, to: task, inputs: step.inputs)
        }
    }

    /// What came of a step, and the nanoseconds of processor time that the process took for it.
    typealias Performed = (product: StepProduct, processorTime: UInt64)

    private func handle(_ reply: WorkerProcess.Reply, to task: StepTask, inputs: PackedInputs) throws -> Performed {
        switch reply {
        case .answer(let frame):
            deaths.withLock { $0.stepEnded() }
            return try product(frame, inputs)
        case .cancelled:
            forget(.unknown, "ended with a step that nobody waits for")
            throw CancellationError()
        case .ended(let end):
            deaths.withLock { $0.died() }
            let message = process.map { end.message(process: $0.id, lastLines: $0.output.lastLines) }
            forget(end)
            throw RunFault(.workerDied, message ?? end.description, step: task.step)
        }
    }

    /// Nil: the process does not listen any more.
    private func begin(_ task: StepTask, in process: WorkerProcess) throws -> OrderedStep? {
        let (order, inputs) = try order(for: task, framework(of: task))
        return process.begin(order).map { OrderedStep(inputs: inputs, call: $0) }
    }

    private func framework(of task: StepTask) throws -> any PortableFramework {
        let name = task.framework.name
        if let portable, portable.name == name { return portable.framework }
        guard let framework = task.framework as? any PortableFramework else {
            throw RunFault(.workerFailed, "the data of \(name) cannot cross to another process")
        }
        portable = (name, framework)
        return framework
    }

    /// The run is over. Bounded in time.
    func end() {
        custody.hold {
            guard let process else { return }
            process.end(isWanted: true)
            forget(.unknown, "run ended")
        }
    }

    private func forget(_ end: WorkerEnd, _ reason: String? = nil) {
        process = nil
        events.publish(.workerExited(id, reason: reason ?? end.description))
    }

    // MARK: Orders and answers

    private func order(
        for task: StepTask, _ framework: any PortableFramework
    ) throws -> (WorkerFrame, inputs: PackedInputs) {
        var inputs = PackedInputs()
        for input in task.inputs { try inputs.add(input, of: framework, by: carriage) }
        if let service = carriage.service { inputs.consign(to: service) }
        let order = StepOrder(
            task.shared.plan.steps[Int(task.step.index)], shared: task.shared, pieces: inputs.pieces,
            data: inputs.data, carrier: inputs.carrier, stagingID: task.stagingID)
        return (WorkerFrame(kind: .order, bytes: try order.wireBytes, descriptors: inputs.descriptors), inputs)
    }

    /// Answers a process that can have no shared memory for what its step made.
    private func offer(_ question: WorkerFrame, to inputs: inout PackedInputs) -> WorkerFrame {
        for descriptor in question.descriptors { close(descriptor) }
        let offer: CarrierOffer
        do throws(RunFault) {
            let service = try carriage.change(because: String(decoding: question.bytes, as: UTF8.self))
            offer = .carrier(inputs.consign(to: service))
        } catch {
            offer = .none(because: error.message)
        }
        return WorkerFrame(kind: .carrier, bytes: (try? offer.wireBytes) ?? [])
    }

    private func product(
        _ frame: WorkerFrame, _ inputs: PackedInputs
    ) throws -> Performed {
        var descriptors = frame.descriptors[...]
        defer { for descriptor in descriptors { close(descriptor) } }
        let made: StepAnswer.Product
        switch try StepAnswer(wireBytes: frame.bytes) {
        case .failed(let failure): throw failure.error
        case .made(let product): made = product
        }
        func data(_ data: StepAnswer.Data) throws -> any SlotData {
            switch data {
            case .input(let place):
                guard inputs.kept.indices.contains(place) else { break }
                return inputs.kept[place]
            case .new(let layout, let copy?): return SharedData(SharedMemory(copying: copy), layout)
            case .new(let layout, nil):
                guard let descriptor = descriptors.popFirst() else { break }
                return SharedData(try SharedMemory(taking: descriptor), layout)
            case .sent(let layout, let place):
                guard let table = inputs.consignment?.take(place) else { break }
                return try ColumnarData(table.columns, layout).slotData
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

// MARK: The orchestrator in the hosting thread's place

extension ProcessHost {
    /// Takes the process from the hosting thread, which sleeps, until `giveBack`. False where there is none, or the thread is just
    /// looking after it.
    func borrow() -> Bool {
        guard custody.takeIfFree() else { return false }
        if process != nil, current == nil { return true }
        custody.giveBack()
        return false
    }

    func giveBack() { custody.giveBack() }

    /// `perform`, while the process is borrowed. Holds up nobody: once interrupted, and where the process is in trouble, it leaves
    /// the step to `perform`.
    ///
    /// - Returns: nil where it does so.
    func attend(to task: StepTask, unless interruption: WorkerProcess.Interruption) throws -> Performed? {
        guard let process, var step = try begin(task, in: process) else { return nil }
        let answer = process.attend(
            &step.call, unless: interruption, logged: task.stepLogged, heard: { Self.pass($0, to: task) })
        guard let answer else {
            current = step
            return nil
        }
        return try handle(.answer(answer), to: task, inputs: step.inputs)
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
