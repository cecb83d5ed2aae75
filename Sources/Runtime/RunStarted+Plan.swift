package import Events
import Plan

extension RunStarted {
    /// What a monitor needs to know of a request.
    package init(_ request: RunRequest, runID: String, wallClock: Double) {
        let plan = request.plan
        self.init(
            runID: runID, plan: plan.name, file: plan.file, wallClock: wallClock,
            modes: ParallelizationMode.allCases.filter(request.modes.contains), workers: request.workers,
            memoryBudget: request.memoryBudget,
            steps: plan.steps.map { step in
                Step(
                    label: step.label, kind: step.work.kind, group: step.work.group, framework: step.framework,
                    dependencies: step.dependencies, inputs: step.inputs, outputs: step.outputs)
            },
            slots: plan.slots.map { Slot(name: $0.name, dataset: $0.dataset, type: $0.type.map { "\($0)" }) },
            datasets: plan.datasets.map { Dataset(name: $0.name, framework: $0.framework) })
    }
}

extension StepWork {
    /// The feature group's name, or the kind of work.
    fileprivate var group: String {
        switch self {
        case .read: "read"
        case .compute(let call): call.group
        case .pick: "pick"
        case .rowNumber: "row_number"
        case .order: "order"
        case .filter: "filter"
        case .groupBy: "group_by"
        case .select: "select"
        case .append: "append"
        case .command: "command"
        case .query: "sql"
        case .join: "join"
        case .transform: "transform"
        case .check: "check"
        case .write: "write"
        }
    }
}
