package import Plan

/// Something around the work of steps: it may look at what goes in and comes out, put something else in its place, or keep the work
/// from being done. A value or a class without a thread of its own.
///
/// It is called where its step runs: on the step's thread, and in mode `processes` in the worker process, which is this program
/// started once more, so that the program has to have the same extenders there. Several steps run at once. What it keeps in memory is
/// that process's alone.
package protocol StepExtender: Sendable {
    /// As messages name it; no two of a run have the same.
    var name: String { get }
    /// Of two extenders that of the higher priority is around the other. Of equals, the first registered is around the others.
    var priority: Int { get }
    /// What becomes of a step at which the extender fails.
    var failurePolicy: ExtenderFailurePolicy { get }

    /// Gives what the step made: what `work` gives, or something else. Blocks; must not keep `inputs`. An error that `work` throws is
    /// the step's own, however it is passed on.
    func perform(
        _ step: Step, inputs: [any SlotData], context: StepContext, around work: ExtendedWork
    ) throws -> StepProduct
}

/// What becomes of a step at which an extender fails.
package enum ExtenderFailurePolicy: String, Sendable, Hashable, CaseIterable {
    /// The step fails, and names the extender.
    case fail
    /// The step gives what it would give without the extender, and the run has a warning.
    case warn
}

/// What an extender is around: the step's work, or the next extender. Valid during the call that got it.
package struct ExtendedWork {
    private let asIs: () throws -> StepProduct
    private let changed: (Step, [any SlotData]) throws -> StepProduct

    init(
        asIs: @escaping () throws -> StepProduct, changed: @escaping (Step, [any SlotData]) throws -> StepProduct
    ) {
        self.asIs = asIs
        self.changed = changed
    }

    /// Does the work, anew with each call.
    package func callAsFunction() throws -> StepProduct { try asIs() }

    /// Does other work in its place. What that gives is never taken for what the step gives, but where the extender returns it.
    package func callAsFunction(_ step: Step, inputs: [any SlotData]) throws -> StepProduct {
        try changed(step, inputs)
    }
}
