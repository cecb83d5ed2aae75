import Columnar
import Compute
import Foundation
import Plan

/// Plans a file and performs its steps one after another, as a run would, without a runtime.
struct PlanRunner {
    let plan: ExecutionPlan
    private(set) var violations: [String] = []
    private(set) var removedRows: [String: Int] = [:]
    private(set) var previews: [String: TablePreview] = [:]
    /// Of the outputs that have no file.
    private(set) var tables: [String: Table] = [:]

    init(_ text: String, in folder: String) throws {
        let file = try PlanFileDecoder.decode(text: text, path: "plan.yaml", folder: folder)
        let sources = InspectedSources()
        plan = try FrameworkAssignment.apply(
            to: Planner.plan(file, sources: sources, features: BuiltInCatalog(), queries: EngineCatalog()),
            engines: EngineCatalog(), sources: sources)
    }

    mutating func run() throws {
        let frameworks: [any ComputeFramework] = [ArrowFramework(), RowsFramework()] + SQLFramework.all
        let context = StepContext(plan: plan)
        var slots: [SlotID: any SlotData] = [:]
        for step in plan.steps {
            let inputs = try step.inputs.map { slot in
                guard let data = slots[slot] else { throw TestFailure("\(step.label) comes before \(plan[slot].name)") }
                return data
            }
            guard let framework = frameworks.first(where: { $0.name == step.framework }) else {
                throw TestFailure("there is no framework \(step.framework)")
            }
            let product = try framework.perform(step, inputs: inputs, context: context)
            guard product.outputs.count == step.outputs.count else {
                throw TestFailure("\(step.label) made \(product.outputs.count) slots, not \(step.outputs.count)")
            }
            for (slot, data) in zip(step.outputs, product.outputs) {
                try check(data, plan[slot], rows: product.rows)
                slots[slot] = data
            }
            if case .check(let check) = step.work, product.violation != nil { violations.append(check.description) }
            if let removed = product.removedRows { removedRows[step.label] = removed }
            if case .write(let index) = step.work, let output = product.output {
                previews[plan.outputs[index].name] = output.preview
                tables[plan.outputs[index].name] = (output.table as? TableData)?.table
                if let staged = output.staged {
                    _ = try? FileManager.default.removeItem(atPath: staged.final)
                    try FileManager.default.moveItem(atPath: staged.temporary, toPath: staged.final)
                }
            }
        }
    }

    /// What the plan says of a slot holds.
    private func check(_ data: any SlotData, _ slot: Slot, rows: Int) throws {
        guard data.rowCount == rows else { throw TestFailure("\(slot.name) has \(data.rowCount) rows, not \(rows)") }
        guard let planned = slot.type, let data = data as? FeatureData else { return }
        for column in data.columns where try column.dataType != planned {
            throw TestFailure("\(slot.name) was planned as \(planned), but is \(column.type)")
        }
    }
}
