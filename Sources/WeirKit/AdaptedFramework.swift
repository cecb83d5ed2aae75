import Columnar
import Compute
import Plan

/// A program's own compute framework as the engine takes it. Its data are Arrow's.
struct AdaptedFramework: PortableFramework {
    let framework: any WeirComputeFramework
    let name: FrameworkName
    let modes: Set<ParallelizationMode> = [.sync, .threads, .processes]
    private let arrow = ArrowFramework()

    init(_ framework: any WeirComputeFramework) {
        self.framework = framework
        name = FrameworkName(framework.name)
    }

    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        guard case .compute(let call) = step.work else {
            throw ComputeError(.unsupported, "the framework \(name) computes features only; \(step.label) is none")
        }
        let features = try arrow.features(of: inputs)
        guard let rows = features.first?.rowCount else {
            throw ComputeError(.mismatch, "the feature has no inputs, so it has no rows to stand on")
        }
        let columns = try features.map { WeirColumn(try $0.singleColumn("the framework \(name)")) }
        let made = try framework.calculate(WeirFeatureCall(call), inputs: columns, rows: rows)
        return StepProduct(outputs: [FeatureData.column(made.column)], rows: rows)
    }

    func share(_ data: any SlotData) throws -> SharedData { try arrow.share(data) }
    func spill(_ data: any SlotData, into folder: String) throws -> SharedData { try arrow.spill(data, into: folder) }
    func map(_ data: SharedData) throws -> any SlotData { try arrow.map(data) }
    func identity(of data: any SlotData) -> UInt? { arrow.identity(of: data) }
}

extension AdaptedFramework: FeatureFramework {
    func canCompute(_ call: FeatureCall, inputs: [DataType?]) -> Bool {
        framework.canCalculate(WeirFeatureCall(call), inputs: inputs.map { $0.map { WeirType($0) } })
    }
}
