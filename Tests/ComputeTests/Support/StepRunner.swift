import Columnar
import Compute
import Plan

/// Performs one step of a framework on columns given by hand.
struct StepRunner {
    var framework: any ComputeFramework = ArrowFramework()
    /// Names of the step's output slots, for messages.
    var outputNames: [String] = []
    var outputs: [OutputPlan] = []
    var isCancelled: @Sendable () -> Bool = { false }
    var previewRows = 10
    var describesResults = false

    func perform(_ work: StepWork, _ inputs: [FeatureData] = []) throws -> StepProduct {
        let dataset = DatasetID(0)
        let id = StepID(0)
        let step = Step(
            id: id, label: "test", work: work, framework: .arrow, inputs: [],
            outputs: outputNames.indices.map { SlotID($0) },
            dependencies: [])
        let plan = ExecutionPlan(
            name: "test", steps: [step],
            slots: ContiguousArray(
                outputNames.map { Slot(name: $0, dataset: dataset, producer: id, type: nil) }),
            datasets: [DatasetPlan(name: "test", framework: .arrow, creator: id)], outputs: outputs)
        let context = StepContext(
            plan: plan, previewRows: previewRows, describesResults: describesResults, isCancelled: isCancelled)
        return try framework.perform(step, inputs: inputs, context: context)
    }

    func perform(_ work: StepWork, _ inputs: [Column]) throws -> StepProduct {
        try perform(work, inputs.map { .column($0) })
    }
}

extension StepProduct {
    /// The outputs' values as text, column by column.
    var texts: [[String?]] {
        get throws {
            try outputs.map { output in
                guard case .column(let column)? = output as? FeatureData else { throw TestFailure("not a column") }
                return try column.scalars().map(\.text)
            }
        }
    }

    func feature(_ index: Int) throws -> FeatureData {
        guard let data = outputs[index] as? FeatureData else { throw TestFailure("no feature") }
        return data
    }

    func column(_ index: Int) throws -> Column {
        guard case .column(let column)? = outputs[index] as? FeatureData else { throw TestFailure("not a column") }
        return column
    }
}

/// The message of the error that `body` throws; nil: none.
func message(of body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let error as ComputeError {
        return error.message
    } catch {
        return "\(error)"
    }
}
