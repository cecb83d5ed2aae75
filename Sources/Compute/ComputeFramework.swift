package import Plan

/// What a compute framework holds for one slot: a feature's values over the rows of its dataset. Immutable, so any number of
/// steps may read it at once; released when the last reference goes.
package protocol SlotData: Sendable {
    var rowCount: Int { get }
    /// Bytes of memory it keeps alive, also where other slots keep them alive too.
    var byteCount: Int { get }
    /// Bytes of its values, wherever they lie.
    var contentByteCount: Int { get }
    /// The blocks that `byteCount` is made of, where slots may share them; none: its memory is its own.
    var buffers: [DataBuffer] { get }
}

extension SlotData {
    package var contentByteCount: Int { byteCount }
    package var buffers: [DataBuffer] { [] }
}

/// A block of memory that one or several slots keep alive.
package struct DataBuffer: Sendable, Hashable {
    /// The same in every slot that refers to the block, and no other block's while it is alive.
    package var address: UInt
    package var byteCount: Int
    package init(address: UInt, byteCount: Int) {
        self.address = address
        self.byteCount = byteCount
    }
}

/// A compute framework: it does the work of steps. Stateless for the caller; one instance serves a whole run.
package protocol ComputeFramework: Sendable {
    var name: FrameworkName { get }
    /// How its steps may run.
    var modes: Set<ParallelizationMode> { get }
    /// Whether its steps save what they fit, and use what was saved: see `StepContext.artifactUse`.
    var keepsArtifacts: Bool { get }

    /// Does one step's work and returns what it made, in the order that `StepWork` documents. Blocks; called on any thread but
    /// never on Swift's cooperative pool, for several steps at once. Must not keep `inputs` beyond the call.
    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct

    /// What a step is expected to need of memory. Quick: it may look at the size of a file and its first few pages, no more. Called
    /// only for runs with a memory budget, on the orchestrator's thread.
    func estimate(_ step: Step, inputs: [any SlotData], plan: ExecutionPlan) -> StepEstimate
}

extension ComputeFramework {
    package var keepsArtifacts: Bool { false }

    package func estimate(_ step: Step, inputs: [any SlotData], plan: ExecutionPlan) -> StepEstimate {
        StepEstimate(output: inputs.reduce(0) { $0 + $1.contentByteCount }, scratch: 0, least: 0)
    }
}

/// What a step is expected to need of memory beside its inputs, in bytes.
package struct StepEstimate: Sendable, Hashable {
    /// Of what it makes.
    package var output: Int
    /// Of what it needs meanwhile.
    package var scratch: Int
    /// Bytes that it surely needs at once.
    package var least: Int

    package var total: Int { output + scratch }

    package init(output: Int, scratch: Int, least: Int) {
        self.output = output
        self.scratch = scratch
        self.least = least
    }
}

/// What a step may use besides its inputs. One for each attempt at a step.
package struct StepContext: Sendable {
    private let shared: Shared
    private let observer: (any StepObserver)?
    private let attempt: (step: StepID, number: Int)?

    /// - Parameters:
    ///   - shared: what all steps of the run have in common.
    ///   - attempt: which one it is, for the names of files that it writes; nil: the only one of the run.
    ///   - observer: hears what the step says; nil: nobody does.
    package init(_ shared: Shared, attempt: (step: StepID, number: Int)? = nil, observer: (any StepObserver)?) {
        self.shared = shared
        self.attempt = attempt
        self.observer = observer
    }

    /// A context outside of a run.
    package init(
        plan: ExecutionPlan, previewRows: Int = 10, describesResults: Bool = false,
        log: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (Int) -> Void = { _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.init(
            Shared(plan: plan, runID: "0", previewRows: previewRows, describesResults: describesResults),
            observer: Closures(log: log, progress: progress, cancelled: isCancelled))
    }

    package var plan: ExecutionPlan { shared.plan }
    package var previewRows: Int { shared.previewRows }
    package var describesResults: Bool { shared.describesResults }

    /// What a step does about what it fits.
    package func artifactUse(of step: StepID) -> ArtifactUse { shared.artifacts.use(of: step) }

    /// The path of the files, but for their endings, that say which of its rows a step made of which; nil: nobody wants to know.
    package func lineagePlace(of step: StepID) -> String? { shared.lineage?.place(of: step) }

    /// Says one line into the step's log. Any thread.
    package func log(_ line: String) { observer?.stepLogged(line) }

    /// Says how many rows are done so far. Any thread, as often as wanted.
    package func progress(_ rows: Int) { observer?.stepProgressed(rows: rows) }

    /// True once nobody wants the step's result; long work looks at it between pieces and throws `CancellationError`.
    package func isCancelled() -> Bool { observer?.isStepCancelled ?? false }

    /// Nil: the step may take as long as it likes.
    package var timeLeft: Duration? { observer?.stepTimeLeft }

    /// Runs `body`, which waits for something and need not ask `isCancelled` again and again: `wake` is called, on any thread, once
    /// the step is not wanted any more, at once where it is so already. That its time is up, `body` sees to by `timeLeft`.
    package func whileCancellable<Result>(
        wake: @escaping @Sendable () -> Void, _ body: () throws -> Result
    ) rethrows -> Result {
        observer?.wakeWhenCancelled(wake)
        defer { observer?.wakeWhenCancelled(nil) }
        return try body()
    }

    /// Where an output lies until the run puts it in place: beside `path`, hidden, of this attempt alone. The run removes what it
    /// finds there at its end, so a step that dies leaves nothing behind.
    package func stagingPath(for path: String) -> String {
        let id = attempt.map { shared.stagingID(of: $0.step, attempt: $0.number) } ?? shared.runID
        return Self.stagingPath(for: path, id: id)
    }

    package static func stagingPath(for path: String, id: String) -> String {
        let nameStart = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        return "\(path[..<nameStart]).\(path[nameStart...]).\(id).tmp"
    }

    /// The name of the output's file that a file of this name, as `stagingPath` gives it, would be put in the place of; nil for
    /// every other name.
    package static func targetName(ofStaged name: String) -> String? {
        guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
        let inner = name.dropFirst().dropLast(4)
        guard let dot = inner.lastIndex(of: "."), dot > inner.startIndex else { return nil }
        let id = inner[inner.index(after: dot)...]
        guard !id.isEmpty,
            id.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
        else { return nil }
        return String(inner[..<dot])
    }

    /// What all steps of a run have in common, shared by reference: a plan is too large to be copied for each step.
    package final class Shared: Sendable {
        package let plan: ExecutionPlan
        /// Unique among the runs of this machine; of digits, small letters and `-`, for it is part of file names.
        package let runID: String
        /// Of an output's preview, at most.
        package let previewRows: Int
        /// Whether the previews of outputs are to have statistics.
        package let describesResults: Bool
        /// What the steps do about what they fit.
        package let artifacts: ArtifactUses
        /// Where steps say which of their rows they made of which; nil: they do not.
        package let lineage: LineageTarget?
        package init(
            plan: ExecutionPlan, runID: String, previewRows: Int = 10, describesResults: Bool = false,
            artifacts: ArtifactUses = .none, lineage: LineageTarget? = nil
        ) {
            self.artifacts = artifacts
            self.lineage = lineage
            self.plan = plan
            self.runID = runID
            self.previewRows = previewRows
            self.describesResults = describesResults
        }

        /// In the names of files that an attempt at a step writes: an attempt that was given up may still be at it when the next
        /// begins.
        package func stagingID(of step: StepID, attempt: Int) -> String { "\(runID)-\(step.index)-\(attempt)" }
    }

    private final class Closures: StepObserver {
        private let log: @Sendable (String) -> Void
        private let progress: @Sendable (Int) -> Void
        private let cancelled: @Sendable () -> Bool

        init(
            log: @escaping @Sendable (String) -> Void, progress: @escaping @Sendable (Int) -> Void,
            cancelled: @escaping @Sendable () -> Bool
        ) {
            self.log = log
            self.progress = progress
            self.cancelled = cancelled
        }

        func stepLogged(_ line: String) { log(line) }
        func stepProgressed(rows: Int) { progress(rows) }
        var isStepCancelled: Bool { cancelled() }
    }
}

/// Hears what a step says while it runs. Called on any thread.
package protocol StepObserver: AnyObject, Sendable {
    func stepLogged(_ line: String)
    func stepProgressed(rows: Int)
    /// True once nobody wants the step's result.
    var isStepCancelled: Bool { get }
    /// Until the step has timed out; nil: any.
    var stepTimeLeft: Duration? { get }
    /// Has `wake` called once `isStepCancelled` has become true for another reason than time; nil: nobody waits for it any more.
    func wakeWhenCancelled(_ wake: (@Sendable () -> Void)?)
}

/// Of those whose steps are never cancelled.
extension StepObserver {
    package var stepTimeLeft: Duration? { nil }
    package func wakeWhenCancelled(_ wake: (@Sendable () -> Void)?) {}
}

/// What a step made.
package struct StepProduct: Sendable {
    /// One for each of the step's output slots.
    package var outputs: [any SlotData]
    /// Rows made (or checked, or written).
    package var rows: Int
    /// Set by `write` steps.
    package var output: OutputProduct?
    /// Set by `check` steps whose rule does not hold.
    package var violation: CheckViolation?
    /// Rows that a filter, or a read with one, removed; nil for every other step, and where it is not known. Zero is worth a
    /// warning.
    package var removedRows: Int?
    /// What the step fitted, where it is to be saved: the body of `ArtifactFile`.
    package var artifact: [UInt8]?
    /// What the user should know though the step went well; the run says each.
    package var warnings: [String]

    package init(
        outputs: [any SlotData] = [], rows: Int, output: OutputProduct? = nil, violation: CheckViolation? = nil,
        removedRows: Int? = nil, artifact: [UInt8]? = nil, warnings: [String] = []
    ) {
        self.artifact = artifact
        self.warnings = warnings
        self.outputs = outputs
        self.rows = rows
        self.output = output
        self.violation = violation
        self.removedRows = removedRows
    }
}

/// A written (or collected) output. A file lies under a temporary name beside its target until the run puts it in place.
package struct OutputProduct: Sendable {
    /// Absolute paths; nil for an output that is only previewed.
    package var staged: (temporary: String, final: String)?
    package var preview: TablePreview
    /// Size of the file, or of the data in memory.
    package var bytes: Int
    /// The whole table of an output kept in memory, for callers that embed the engine.
    package var table: (any SlotData)?

    package init(
        staged: (temporary: String, final: String)?, preview: TablePreview, bytes: Int, table: (any SlotData)? = nil
    ) {
        self.staged = staged
        self.preview = preview
        self.bytes = bytes
        self.table = table
    }
}

/// A check that does not hold.
package struct CheckViolation: Sendable, Codable {
    package var failedRows: Int
    package var totalRows: Int
    /// The first rows that fail, at most five. Its first column, `row`, numbers them within their dataset, from 1.
    package var sample: TablePreview?
    package init(failedRows: Int, totalRows: Int, sample: TablePreview?) {
        self.failedRows = failedRows
        self.totalRows = totalRows
        self.sample = sample
    }
}
