import Compute
import Plan

/// A program's own extender as the engine takes it.
struct AdaptedExtender: StepExtender {
    let extender: any WeirExtender

    var name: String { extender.name }
    var priority: Int { extender.priority }
    var failurePolicy: ExtenderFailurePolicy {
        switch extender.onError {
        case .fail: .fail
        case .warn: .warn
        }
    }

    func perform(
        _ step: Step, inputs: [any SlotData], context: StepContext, around work: ExtendedWork
    ) throws -> StepProduct {
        let described = WeirStep(step, inputs, context)
        switch step.work.kind {
        case .compute:
            return try extended(step, context, work) { try extender.calculate(described, proceed: $0) }
        case .join:
            return try extended(step, context, work) { try extender.join(described, proceed: $0) }
        case .check:
            return try validated(described, work)
        case .transform, .write:
            return try work()
        }
    }

    private func extended(
        _ step: Step, _ context: StepContext, _ work: ExtendedWork,
        _ call: (() throws -> WeirStepResult) throws -> WeirStepResult
    ) throws -> StepProduct {
        let names = step.outputs.map { context.plan[$0].name }
        var made: StepProduct?
        let result = try call {
            let product = try work()
            made = product
            return WeirStepResult(features: zip(names, product.outputs).map { WeirFeature(name: $0, data: $1) })
        }
        guard result.features.count == names.count else {
            throw ComputeError(
                .mismatch, "it gave \(result.features.count) features in place of \(names.joined(separator: ", "))")
        }
        let rows = result.rows
        if let other = result.features.first(where: { $0.rows != rows }) {
            throw ComputeError(.mismatch, "it gave \(other.rows) rows of \(other.name), but \(rows) of others")
        }
        var product = made ?? StepProduct(rows: rows)
        product.outputs = result.features.map(\.data)
        if !product.outputs.isEmpty { product.rows = rows }
        return product
    }

    private func validated(_ step: WeirStep, _ work: ExtendedWork) throws -> StepProduct {
        var made: StepProduct?
        let found = try extender.validate(step) {
            let product = try work()
            made = product
            return WeirValidation(failedRows: product.violation?.failedRows ?? 0, rows: product.rows)
        }
        var product = made ?? StepProduct(rows: found.rows)
        product.rows = found.rows
        if found.failedRows == 0 {
            product.violation = nil
        } else if product.violation?.failedRows != found.failedRows {
            product.violation = CheckViolation(
                failedRows: found.failedRows, totalRows: found.rows, sample: product.violation?.sample)
        }
        return product
    }
}
