import Plan

/// From the old numbers of a plan to new ones, as some of its steps become others.
struct PlanRewriting {
    private let plan: ExecutionPlan
    private var slots: [SlotID: SlotID] = [:]
    private var datasets: [DatasetID: DatasetID] = [:]
    private var steps: [StepID: StepID] = [:]

    init(_ plan: ExecutionPlan) { self.plan = plan }

    /// A step as it is, with its new number.
    @discardableResult
    mutating func keep(_ step: Step, in result: inout ExecutionPlan) -> StepID {
        var new = step
        new.id = StepID(result.steps.count)
        new.inputs = step.inputs.compactMap { slots[$0] }
        new.outputs = make(step.outputs, by: new.id, in: &result)
        new.dependencies = dependencies(new.inputs, step.dependencies, result)
        if case .write(let output) = step.work { result.outputs[output].step = new.id }
        steps[step.id] = new.id
        result.steps.append(new)
        return new.id
    }

    /// A query, in place of a step and those before it.
    mutating func add(
        _ query: QueryWriter.Query, _ engine: FrameworkName, for step: Step, _ outputs: [SlotID],
        in result: inout ExecutionPlan
    ) -> StepID {
        let id = StepID(result.steps.count)
        let inputs = query.inputs.compactMap { slots[$0] }
        let made = make(outputs, by: id, in: &result)
        result.steps.append(
            Step(
                id: id, label: query.label, work: .query(query.work), framework: engine, inputs: inputs,
                outputs: made, dependencies: dependencies(inputs, [], result), position: step.position))
        return id
    }

    private mutating func make(_ old: [SlotID], by step: StepID, in result: inout ExecutionPlan) -> [SlotID] {
        old.map { slot in
            let dataset = plan[slot].dataset
            let owner = datasets[dataset] ?? DatasetID(result.datasets.count)
            if datasets[dataset] == nil {
                datasets[dataset] = owner
                result.datasets.append(DatasetPlan(name: plan[dataset].name, framework: .arrow, creator: step))
            }
            let id = SlotID(result.slots.count)
            result.slots.append(
                Slot(name: plan[slot].name, dataset: owner, producer: step, type: plan[slot].type))
            slots[slot] = id
            return id
        }
    }

    /// The producers of its inputs, and what else it waited for.
    private func dependencies(_ inputs: [SlotID], _ old: [StepID], _ result: ExecutionPlan) -> [StepID] {
        Set(inputs.map { result[$0].producer } + old.compactMap { steps[$0] }).sorted()
    }
}
