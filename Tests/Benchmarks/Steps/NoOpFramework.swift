import Compute
import Plan

/// A compute framework whose steps do nothing, or wait.
struct NoOpFramework: ComputeFramework {
    static let name: FrameworkName = "noop"

    /// What each step does; nil: nothing at all.
    var work: (@Sendable (Step) -> Void)?

    var name: FrameworkName { NoOpFramework.name }
    var modes: Set<ParallelizationMode> { [.sync, .threads] }

    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        work?(step)
        return StepProduct(outputs: [Nothing()], rows: 0)
    }

    private struct Nothing: SlotData {
        var rowCount: Int { 0 }
        var byteCount: Int { 0 }
    }
}
