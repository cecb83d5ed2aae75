import Plan

extension ExecutionPlan {
    /// The slots that hold families of columns, which are no columns of a query; a slot's type does not tell. Linear in steps.
    var familySlots: Set<SlotID> {
        var families: Set<SlotID> = []
        for step in steps {
            switch step.work {
            case .compute(let call):
                // A program's own group makes one column of single columns.
                let shape = try? FeatureGroups[call.group]?.result(of: call, inputs: step.inputs.map { self[$0].type })
                // What has single columns for an operand has a member for each of a family's.
                let hasFamily = step.inputs.prefix(call.inputCount).contains { families.contains($0) }
                if case .family? = shape {
                    families.formUnion(step.outputs)
                } else if hasFamily {
                    families.formUnion(step.outputs)
                }
            case .filter, .select:
                for (input, output) in zip(step.inputs.suffix(step.outputs.count), step.outputs)
                where families.contains(input) { families.insert(output) }
            case .append, .transform:
                for (input, output) in zip(step.inputs, step.outputs) where families.contains(input) {
                    families.insert(output)
                }
            case .join(let work):
                let carried = step.inputs.suffix(work.leftCarried + work.rightCarried)
                for (input, output) in zip(carried, step.outputs) where families.contains(input) {
                    families.insert(output)
                }
            case .groupBy(let keys, let aggregates):
                for (aggregate, output) in zip(aggregates, step.outputs.dropFirst(keys)) {
                    if let input = aggregate.input, families.contains(step.inputs[input]) { families.insert(output) }
                }
            case .read, .pick, .rowNumber, .order, .command, .query, .check, .write: continue
            }
        }
        return families
    }
}
