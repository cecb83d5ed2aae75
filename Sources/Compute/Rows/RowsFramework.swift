import Columnar
package import Plan

/// A compute framework over plain values, row by row: small and slow, and written from the definitions of FEATURES alone, so that the
/// other frameworks can be held against it. It takes Arrow columns and gives Arrow columns; only while a step runs are there rows. What
/// it does not do is for Arrow: reading, writing, checks, programs.
package struct RowsFramework: ComputeFramework {
    package let name = FrameworkName.rows
    package let modes: Set<ParallelizationMode> = [.sync, .threads, .processes]
    package let keepsArtifacts = true
    /// Whose data it takes and gives.
    private let arrow = ArrowFramework()

    /// The feature groups that it has.
    package static var groups: Set<String> { RowFeatures.groups }

    package init() {}

    /// Throws `ComputeError`, or `CancellationError` once the step is not wanted any more.
    package func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        try context.checkCancellation()
        do {
            let features = try arrow.features(of: inputs).map { data in
                try context.checkCancellation()
                return try RowFeature(data)
            }
            let made = try perform(step, features, context)
            let outputs = try made.features.map { feature in
                try context.checkCancellation()
                return try feature.data()
            }
            return StepProduct(
                outputs: outputs, rows: made.rows, removedRows: made.removedRows, artifact: made.artifact)
        } catch let error as ColumnarError {
            throw ComputeError(error)
        } catch let error as RowProblem {
            throw ComputeError(error.code, error.message, value: error.value)
        } catch let error as OptionProblem {
            throw ComputeError(.mismatch, error.message)
        } catch let error as ExpressionError {
            throw ComputeError(.mismatch, error.message)
        }
    }

    private func perform(_ step: Step, _ inputs: [RowFeature], _ context: StepContext) throws -> RowsMade {
        switch step.work {
        case .compute(let call):
            guard let rows = inputs.first?.rowCount else {
                throw ComputeError(.mismatch, "the feature has no inputs, so it has no rows to stand on")
            }
            let use = context.artifactUse(of: step.id)
            let (feature, artifact) = try RowFeatures.compute(call, inputs, rows: rows, use, context)
            return RowsMade([feature], rows: rows, artifact: artifact)
        case .pick(let suffix): return try RowSteps.pick(suffix, inputs)
        case .rowNumber: return RowSteps.rowNumbers(inputs)
        case .order(let work): return try RowSteps.order(work, inputs)
        case .filter(let predicate): return try RowSteps.filter(predicate, inputs)
        case .select(let work): return try RowSteps.select(work, inputs)
        case .groupBy(let keys, let aggregates): return try RowSteps.groupBy(keys: keys, aggregates, inputs)
        case .append(let parts, let distinct):
            let slots = step.outputs.map { context.plan[$0] }
            return try RowSteps.append(parts: parts, distinct: distinct, slots, inputs)
        case .join(let work): return try RowSteps.join(work, inputs)
        case .read, .command, .query, .transform, .check, .write:
            throw ComputeError(.unsupported, "the framework \(name) does not do this; \(step.label) is for arrow")
        }
    }

    /// Whether it does the step, of which it then has the same answer as every other framework.
    package static func canPerform(_ step: Step, in plan: ExecutionPlan) -> Bool { refusal(of: step, in: plan) == nil }

    /// Why it does not do the step; nil: it does.
    package static func refusal(of step: Step, in plan: ExecutionPlan) -> String? {
        switch step.work {
        case .read: return "files and databases are read into columns"
        case .command: return "programs take and give Arrow streams"
        case .query: return "a query is an SQL engine's"
        case .transform, .check, .write: return "it makes rows, and neither checks nor writes them"
        case .compute(let call):
            if let reason = RowFeatures.refusal(of: call) { return reason }
        case .filter(let predicate):
            if !RowExpression.canEvaluate(predicate.root) { return RowFeatures.noDecimals }
        case .select(let work):
            if let predicate = work.predicate, !RowExpression.canEvaluate(predicate.root) {
                return RowFeatures.noDecimals
            }
        case .pick, .rowNumber, .order, .groupBy, .append, .join: break
        }
        // A value of no known type might be one that is carried only, and not computed with.
        guard let unknown = (step.inputs + step.outputs).first(where: { plan[$0].type == nil }) else { return nil }
        return "the type of '\(plan[unknown].name)' is known by the run only"
    }

    /// As Arrow's, and the rows beside it.
    package func estimate(_ step: Step, inputs: [any SlotData], plan: ExecutionPlan) -> StepEstimate {
        var estimate = arrow.estimate(step, inputs: inputs, plan: plan)
        let values = inputs.reduce(0) { $0 + $1.rowCount } + step.outputs.count * (inputs.first?.rowCount ?? 0)
        let bytes = inputs.reduce(0) { $0 + $1.contentByteCount }
        estimate.scratch += values * MemoryLayout<RowValue>.stride + bytes
        return estimate
    }
}

extension RowsFramework: PortableFramework {
    package func share(_ data: any SlotData) throws -> SharedData { try arrow.share(data) }

    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        try arrow.spill(data, into: folder)
    }

    package func map(_ data: SharedData) throws -> any SlotData { try arrow.map(data) }
    package func identity(of data: any SlotData) -> UInt? { arrow.identity(of: data) }
}

/// What a step made, as rows.
struct RowsMade {
    var features: [RowFeature]
    var rows: Int
    /// See `StepProduct`.
    var removedRows: Int?
    /// See `StepProduct`.
    var artifact: [UInt8]?

    init(_ features: [RowFeature], rows: Int, removedRows: Int? = nil, artifact: [UInt8]? = nil) {
        self.artifact = artifact
        self.features = features
        self.rows = rows
        self.removedRows = removedRows
    }
}
