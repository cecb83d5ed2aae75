internal import CSystem
import Columnar
package import Compute
import Events
import Plan
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The other end: a worker process, which does one step after another as its engine orders, keeps nothing between them but what is small
/// of the last one's, and ends when the engine does.
package final class WorkerServer: @unchecked Sendable {
    // Sendable: all but `staged` is used by the serving thread, or is constant; `staged` has a lock of its own. Frames go out under
    // `sending`, for a step may speak from any thread.

    package static let argument = "__worker"
    package static let variable = "WEIR_WORKER"
    /// Of the bytes that a worker may have of its own.
    static let memoryVariable = "WEIR_WORKER_MEMORY"
    private static let channel = Int32(WEIR_WORKER_CHANNEL)
    private static let isReady = Atomic(false)

    /// Whether this program has said that it can be a worker: see `serveIfAsked`.
    package static var isAvailable: Bool { isReady.load(ordering: .relaxed) }

    private let frameworks: [FrameworkName: any PortableFramework]
    private let meter: any MemoryMeter
    private let connect: DataConnector
    private let assembly = FrameAssembly()
    /// The run's service, once there is need of it.
    private var client: (address: String, client: any DataClient)?
    /// Whether the run has a memory budget: what a step is done with goes back to the system at once.
    private let isFrugal = getenv(WorkerServer.memoryVariable) != nil
    private let sending = Locked(())
    /// The file that a step writes.
    private let staged = Locked<String?>(nil)
    private var clock = ProcessorClock { MonotonicTime.processProcessorTime }
    private var recent = RecentData()

    private init(
        _ frameworks: [any ComputeFramework], _ meter: any MemoryMeter, _ connect: @escaping DataConnector
    ) {
        let portable = frameworks.compactMap { $0 as? any PortableFramework }
        self.frameworks = Dictionary(portable.map { ($0.name, $0) }) { first, _ in first }
        self.meter = meter
        self.connect = connect
    }

    /// Makes this process a worker if an engine has started it as one, and then does not return. To be called first thing in `main`,
    /// before there are threads: by that the engine knows that the program can be its own worker.
    ///
    /// - Parameter connect: reaches the run's service where memory cannot be shared.
    package static func serveIfAsked(
        frameworks: [any ComputeFramework], meter: any MemoryMeter, connect: @escaping DataConnector = noService
    ) {
        guard CommandLine.arguments.dropFirst().first == argument,
            getenv(variable).flatMap({ String(validatingCString: $0) }) == "\(WorkerFrame.version)",
            weir_channel_is_one(channel)
        else { return isReady.store(true, ordering: .relaxed) }
        weir_worker_prepare()
        weir_code_release()
        _ = weir_descriptors_raise_limit()
        if let limit = getenv(memoryVariable).flatMap({ Int64(String(cString: $0)) }) {
            _ = weir_worker_limit_memory(limit)
        }
        WorkerServer(frameworks, meter, connect).serve()
    }

    /// Of a program whose runs have no service either.
    package static let noService: DataConnector = { _ in
        throw RunFault(.workerFailed, "this program cannot receive data by a service")
    }

    private func serve() -> Never {
        let watch = PosixThread.start(name: "engine watch") { [self] in
            weir_wait_for_hang_up(Int32(WEIR_WORKER_LIFELINE))
            leave()
        }
        guard watch != nil else { give(up: RunFault(.noThread, "the system has no thread left for a worker process")) }
        while true { answer(nextFrame()) }
    }

    /// Waits for it.
    private func nextFrame() -> WorkerFrame {
        do throws(RunFault) {
            while true {
                if let frame = try assembly.next() { return frame }
                if try assembly.receive(from: Self.channel, waits: true) == .closed { leave() }
            }
        } catch {
            give(up: error)
        }
    }

    /// The engine shows the last lines that a worker printed, and its status.
    private func give(up fault: RunFault) -> Never {
        print(fault.message)
        fflush(nil)
        removeStaged()
        _exit(70)
    }

    /// The engine is gone, or has no more to do: what a step may have begun goes too.
    private func leave() -> Never {
        removeStaged()
        _exit(0)
    }

    private func removeStaged() {
        if let path = staged.withLock({ $0 }) { unlink(path) }
    }

    private func answer(_ frame: WorkerFrame) {
        var descriptors = frame.descriptors[...]
        defer { for descriptor in descriptors { close(descriptor) } }
        var answer: StepAnswer
        var made: [SharedData] = []
        var remains: Remains?
        do {
            guard frame.kind == .order else { throw ComputeError(.internal, "a worker process takes orders only") }
            let order = try StepOrder(wireBytes: frame.bytes)
            let pieces = try order.pieces.map { piece in
                switch piece {
                case .copy(let bytes): return Piece.memory(SharedMemory(copying: bytes))
                case .descriptor:
                    guard let next = descriptors.popFirst() else {
                        throw ComputeError(.internal, "an input did not come with its step")
                    }
                    return .memory(try SharedMemory(taking: next))
                case .ticket(let ticket):
                    return .table(try client(at: order.carrier?.address ?? "").get(ticket))
                }
            }
            answer = .made(try perform(order, pieces, &made, &remains))
        } catch {
            answer = .failed(StepAnswer.Failure(error))
            made = []
        }
        fflush(nil)
        // Before the engine knows: once it has the answer, the file is the engine's.
        staged.withLock { $0 = nil }
        do {
            send(
                WorkerFrame(
                    kind: .answer, bytes: try answer.wireBytes, descriptors: made.compactMap(\.memory.descriptor)))
        } catch {
            let failure = StepAnswer.Failure(ComputeError(.internal, "the answer cannot be written: \(error)"))
            send(WorkerFrame(kind: .answer, bytes: (try? StepAnswer.failed(failure).wireBytes) ?? []))
        }
        remains = nil
        if isFrugal || made.reduce(0, { $0 + $1.byteCount }) > 16 << 20 { meter.releaseUnused() }
    }

    /// What a step has used, and lets go of while the engine is busy with its answer.
    private struct Remains {
        var order: StepOrder
        var shared: StepContext.Shared
        var inputs: [any SlotData]
        var outputs: [any SlotData]
    }

    private func perform(
        _ order: StepOrder, _ pieces: [Piece], _ made: inout [SharedData], _ remains: inout Remains?
    ) throws -> StepAnswer.Product {
        guard let framework = frameworks[order.framework] else {
            throw ComputeError(.internal, "the worker process has no framework \(order.framework)")
        }
        let (step, shared) = order.alone
        if case .file(let path, _, _) = order.output?.target {
            staged.withLock { $0 = StepContext.stagingPath(for: path, id: order.stagingID) }
        }
        let inputs = try order.data.map { input in
            guard pieces.indices.contains(input.memory) else {
                throw ComputeError(.internal, "an input did not come with its step")
            }
            switch pieces[input.memory] {
            case .memory(let memory):
                let shared = SharedData(memory, input.layout)
                return try recent.data(of: shared, in: order.framework) ?? framework.map(shared)
            case .table(let table): return try ColumnarData(table.columns, input.layout).slotData
            }
        }
        var places: [UInt: Int] = [:]
        for (place, input) in inputs.enumerated() {
            if let identity = framework.identity(of: input) { places[identity] = place }
        }
        recent = RecentData()
        let began = clock.begin()
        let product = try framework.perform(step, inputs: inputs, context: StepContext(shared, observer: self))
        let processorTime = clock.end(began: began).processor
        remains = Remains(order: order, shared: shared, inputs: inputs, outputs: product.outputs)
        var carrier = order.carrier
        var sentCount = 0
        func moved(_ data: any SlotData) throws -> StepAnswer.Data {
            if let identity = framework.identity(of: data), let place = places[identity] { return .input(place) }
            if carrier == nil {
                do {
                    let shared = try framework.share(data)
                    made.append(shared)
                    recent.keep(data, sentAs: shared, of: order.framework)
                    return .new(shared.layout, copy: shared.memory.copy)
                } catch {
                    // What is no columns could not travel any other way either.
                    guard ColumnarData(data) != nil else { throw error }
                    carrier = try askForCarrier(because: error)
                }
            }
            guard let carrier, let columns = ColumnarData(data) else {
                throw ComputeError(
                    .internal, "\(type(of: data)) of \(framework.name) is no columns, so it cannot travel")
            }
            if let (memory, sizes) = try Column.copyOfSmall(columns.columns) {
                return .new(columns.layout(sizes: sizes), copy: memory.copy)
            }
            defer { sentCount += 1 }
            try client(at: carrier.address).put(Consignment.name(carrier.ticket, sentCount), columns.table)
            return .sent(columns.layout(), place: sentCount)
        }
        return StepAnswer.Product(
            outputs: try product.outputs.map(moved), rows: product.rows,
            output: try product.output.map {
                StepAnswer.Output(
                    file: StepAnswer.File(
                        temporary: $0.staged?.temporary, final: $0.staged?.final, preview: $0.preview, bytes: $0.bytes),
                    table: try $0.table.map(moved))
            }, violation: product.violation, removedRows: product.removedRows, artifact: product.artifact,
            warnings: product.warnings, processorTime: processorTime)
    }

    // MARK: Where memory cannot be shared

    /// Where an input lies.
    private enum Piece {
        case memory(SharedMemory)
        case table(Table)
    }

    private func client(at address: String) throws -> any DataClient {
        if let client, client.address == address { return client.client }
        let new = try connect(address)
        client = (address, new)
        return new
    }

    /// Waits for the engine's answer.
    private func askForCarrier(because reason: any Error) throws -> StepOrder.Carrier {
        send(WorkerFrame(kind: .carrierWanted, bytes: Array("\(reason)".utf8)))
        let frame = nextFrame()
        for descriptor in frame.descriptors { close(descriptor) }
        guard frame.kind == .carrier else {
            throw ComputeError(.internal, "the engine does not say how data can travel")
        }
        switch try CarrierOffer(wireBytes: frame.bytes) {
        case .carrier(let carrier): return carrier
        case .none(let reason): throw RunFault(.workerFailed, reason)
        }
    }

    // MARK: Speaking

    /// All of it, or the process ends.
    private func send(_ frame: WorkerFrame) {
        sending.withLock { _ in
            var delivery = FrameDelivery(frame)
            while !delivery.isDone {
                guard delivery.send(into: Self.channel, waits: true) else {
                    give(up: RunFault(.workerDied, "the channel to the engine is closed"))
                }
            }
        }
    }
}

extension WorkerServer: StepObserver {
    package func stepLogged(_ line: String) { send(WorkerFrame(kind: .log, bytes: Array(line.utf8))) }

    package func stepProgressed(rows: Int) {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: Int64(rows))
        send(WorkerFrame(kind: .progress, bytes: bytes))
    }

    /// Who does not want the step any more ends the process.
    package var isStepCancelled: Bool { false }
}
