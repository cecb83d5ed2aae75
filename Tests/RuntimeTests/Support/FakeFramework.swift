import Compute
import Events
import Plan
import Runtime

/// Counts bytes of fake data that live, as an allocator would.
final class FakeMemory: MemoryMeter {
    private let state = Locked((bytes: 0, peak: 0, releases: 0))
    var bytesAllocated: Int { state.withLock { $0.bytes } }
    var peakBytes: Int { state.withLock { $0.peak } }
    var releases: Int { state.withLock { $0.releases } }
    func releaseUnused() { state.withLock { $0.releases += 1 } }

    func add(_ bytes: Int) {
        state.withLock {
            $0.bytes += bytes
            $0.peak = max($0.peak, $0.bytes)
        }
    }
}

/// Takes its bytes from a memory for as long as it lives.
final class FakeData: SlotData {
    let rowCount: Int
    let byteCount: Int
    let madeBy: StepID
    private let memory: FakeMemory

    init(rows: Int, bytes: Int, by step: StepID, memory: FakeMemory) {
        rowCount = rows
        byteCount = bytes
        madeBy = step
        self.memory = memory
        memory.add(bytes)
    }

    deinit { memory.add(-byteCount) }
}

struct FakeError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// Does nothing, at once, and keeps a record of it. What a step does instead may be said.
final class FakeFramework: ComputeFramework {
    typealias Work = @Sendable (Step, [any SlotData], StepContext) throws -> StepProduct

    let name: FrameworkName
    let modes: Set<ParallelizationMode>
    let keepsArtifacts: Bool
    let memory: FakeMemory
    private let work: Locked<[StepID: Work]> = Locked([:])
    private let record: Locked<[StepID]> = Locked([])
    private let inputs: Locked<[StepID: [StepID]]> = Locked([:])

    init(
        _ name: FrameworkName = "fake", modes: Set<ParallelizationMode> = [.sync, .threads],
        keepsArtifacts: Bool = false, memory: FakeMemory = .init()
    ) {
        self.keepsArtifacts = keepsArtifacts
        self.name = name
        self.modes = modes
        self.memory = memory
    }

    /// Steps in the order in which they began, each as often as it was tried.
    var performed: [StepID] { record.withLock { $0 } }
    /// Who made what a step read, at its last attempt.
    func inputs(of step: StepID) -> [StepID]? { inputs.withLock { $0[step] } }

    func on(_ step: StepID, _ body: @escaping Work) { work.withLock { $0[step] = body } }

    /// Fails a step the first `times` times, then lets it do what it does.
    func fail(_ step: StepID, times: Int = .max, _ message: String = "broken") {
        let left = Locked(times)
        let before = work.withLock { $0[step] }
        on(step) { [self] plan, inputs, context in
            let fails = left.withLock { left in
                guard left > 0 else { return false }
                left -= 1
                return true
            }
            if fails { throw FakeError(message) }
            return try before?(plan, inputs, context) ?? product(of: plan)
        }
    }

    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        record.withLock { $0.append(step.id) }
        self.inputs.withLock { $0[step.id] = inputs.compactMap { ($0 as? FakeData)?.madeBy } }
        if let body = work.withLock({ $0[step.id] }) { return try body(step, inputs, context) }
        return product(of: step, context: context)
    }

    /// One row of 100 bytes for each output slot; for a write a preview, and a file's name if it has a target.
    func product(of step: Step, rows: Int = 1, bytes: Int = 100, context: StepContext? = nil) -> StepProduct {
        var product = StepProduct(
            outputs: step.outputs.map { _ in FakeData(rows: rows, bytes: bytes, by: step.id, memory: memory) },
            rows: rows)
        if case .write(let output) = step.work, let context {
            var staged: (temporary: String, final: String)?
            if case .file(let path, _, _) = context.plan.outputs[output].target {
                staged = (context.stagingPath(for: path), path)
            }
            product.output = OutputProduct(
                staged: staged, preview: TablePreview(columns: [], rows: [], rowCount: rows), bytes: 7,
                table: staged == nil ? FakeData(rows: rows, bytes: 0, by: step.id, memory: memory) : nil)
        }
        return product
    }
}
