package import Plan

/// What a compute framework holds for one slot: a feature's values over the rows of its dataset. Immutable, so any number of
/// steps may read it at once; released when the last reference goes.
package protocol SlotData: Sendable {
    var rowCount: Int { get }
    /// Bytes of memory it keeps alive; buffers it shares with other slots count in each.
    var byteCount: Int { get }
}

/// A compute framework: it does the work of steps. Stateless for the caller; one instance serves a whole run.
package protocol ComputeFramework: Sendable {
    var name: FrameworkName { get }
    /// How its steps may run.
    var modes: Set<ParallelizationMode> { get }

    /// Does one step's work and returns what it made, in the order that `StepWork` documents. Blocks; called on any thread but
    /// never on Swift's cooperative pool, for several steps at once. Must not keep `inputs` beyond the call.
    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct
}

/// What a step may use besides its inputs. One for each attempt at a step.
package struct StepContext: Sendable {
    package var plan: ExecutionPlan
    /// Says one line into the step's log. Any thread.
    package var log: @Sendable (String) -> Void
    /// Says how many rows are done so far. Any thread, as often as wanted.
    package var progress: @Sendable (Int) -> Void
    /// True once nobody wants the step's result; long work looks at it between pieces and throws `CancellationError`.
    package var isCancelled: @Sendable () -> Bool

    package init(
        plan: ExecutionPlan, log: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (Int) -> Void = { _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.plan = plan
        self.log = log
        self.progress = progress
        self.isCancelled = isCancelled
    }
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
    /// Rows that a filter removed; nil for every other step. Zero is worth a warning.
    package var removedRows: Int?

    package init(
        outputs: [any SlotData] = [], rows: Int, output: OutputProduct? = nil, violation: CheckViolation? = nil,
        removedRows: Int? = nil
    ) {
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
package struct CheckViolation: Sendable {
    package var failedRows: Int
    package var totalRows: Int
    /// The first rows that fail, at most five.
    package var sample: TablePreview?
    package init(failedRows: Int, totalRows: Int, sample: TablePreview?) {
        self.failedRows = failedRows
        self.totalRows = totalRows
        self.sample = sample
    }
}
