package import Plan

/// A compute framework whose steps have extenders around them.
package struct ExtendedFramework: PortableFramework {
    private let base: any PortableFramework
    /// The outermost first.
    private let extenders: [any StepExtender]

    /// - Parameter extenders: in the order in which they were registered; not empty.
    package init(_ base: any PortableFramework, extenders: [any StepExtender]) {
        self.base = base
        // Swift's sort is stable.
        self.extenders = extenders.sorted { $0.priority > $1.priority }
    }

    package var name: FrameworkName { base.name }
    package var modes: Set<ParallelizationMode> { base.modes }
    package var keepsArtifacts: Bool { base.keepsArtifacts }

    package func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        var warnings: [String] = []
        var product = try perform(step, inputs, context, from: 0, &warnings)
        product.warnings += warnings
        return product
    }

    private func perform(
        _ step: Step, _ inputs: [any SlotData], _ context: StepContext, from index: Int, _ warnings: inout [String]
    ) throws -> StepProduct {
        guard index < extenders.count else { return try base.perform(step, inputs: inputs, context: context) }
        let extender = extenders[index]
        let inner = InnerWork()
        do {
            defer { warnings += inner.warnings }
            return try extender.perform(
                step, inputs: inputs, context: context,
                around: ExtendedWork(
                    asIs: {
                        try inner.note { try perform(step, inputs, context, from: index + 1, &inner.warnings) }
                    },
                    changed: { step, inputs in
                        try inner.watch { try perform(step, inputs, context, from: index + 1, &inner.warnings) }
                    }))
        } catch {
            // What the work itself threw is the step's failure; the extender only passed it on, or stumbled over it.
            if let failure = inner.failure { throw failure }
            if error is CancellationError { throw error }
            switch extender.failurePolicy {
            case .fail:
                throw ComputeError(
                    .extender, "the extender '\(extender.name)' failed at “\(step.label)”: \(error)", cause: error)
            case .warn:
                warnings.append(
                    "the extender '\(extender.name)' failed at “\(step.label)”, which is as it would be without: \(error)"
                )
                return try inner.product ?? perform(step, inputs, context, from: index + 1, &warnings)
            }
        }
    }

    package func estimate(_ step: Step, inputs: [any SlotData], plan: ExecutionPlan) -> StepEstimate {
        base.estimate(step, inputs: inputs, plan: plan)
    }

    package func share(_ data: any SlotData) throws -> SharedData { try base.share(data) }
    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        try base.spill(data, into: folder)
    }
    package func map(_ data: SharedData) throws -> any SlotData { try base.map(data) }
    package func identity(of data: any SlotData) -> UInt? { base.identity(of: data) }
}

extension [any PortableFramework] {
    /// The frameworks with extenders around their steps; without extenders, the frameworks.
    package func extended(by extenders: [any StepExtender]) -> [any ComputeFramework] {
        extenders.isEmpty ? self : map { ExtendedFramework($0, extenders: extenders) }
    }
}

/// What came of the work that an extender is around. Confined to the step's thread.
private final class InnerWork {
    /// What the unchanged work gave last.
    private(set) var product: StepProduct?
    /// Why the work failed when it was last done.
    private(set) var failure: (any Error)?
    var warnings: [String] = []

    func note(_ work: () throws -> StepProduct) throws -> StepProduct {
        let product = try watch(work)
        self.product = product
        return product
    }

    func watch(_ work: () throws -> StepProduct) throws -> StepProduct {
        do {
            let product = try work()
            failure = nil
            return product
        } catch {
            failure = error
            throw error
        }
    }
}
