import Columnar
import Compute
import Plan

/// A compute framework whose steps do nothing to a column, in any mode.
struct PortableNoOp: PortableFramework {
    static let name: FrameworkName = "portable"

    private let arrow = ArrowFramework()
    /// Rows of eight bytes that each step makes.
    var rows = 1

    var name: FrameworkName { PortableNoOp.name }
    var modes: Set<ParallelizationMode> { [.sync, .threads, .processes] }

    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        let column = try Column(repeating: .double(1), count: rows)
        return StepProduct(outputs: [FeatureData.column(column)], rows: rows)
    }

    func share(_ data: any SlotData) throws -> SharedData { try arrow.share(data) }
    func map(_ data: SharedData) throws -> any SlotData { try arrow.map(data) }
    func identity(of data: any SlotData) -> UInt? { arrow.identity(of: data) }
}
