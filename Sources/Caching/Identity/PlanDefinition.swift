package import Columnar
package import Plan

/// By what a plan's steps are known from run to run, whatever the data is like: a hash of what each does, and of what it does it to, with
/// files and servers by the names that the plan has for them. Two steps of one definition do the same; how long that takes and
/// how much it makes depends on the data.
///
/// As narrow as `PlanIdentity`, but no file is looked at, another build of the program changes nothing, and every step has one.
/// Linear in the size of the plan.
package struct PlanDefinition: Sendable {
    /// By step.
    package let steps: ContiguousArray<ContentHash>

    package init(of plan: ExecutionPlan) {
        var slots = ContiguousArray<ContentHash?>(repeating: nil, count: plan.slots.count)
        let rules = StepIdentityRules(
            plan: plan, engine: "", previews: "", drivers: "", fitted: .forgotten, sources: DeclaredSources())
        var steps = ContiguousArray<ContentHash>()
        steps.reserveCapacity(plan.steps.count)
        for step in plan.steps {
            let identity =
                (try? rules.identity(of: step, slots: { slots[Int($0.index)] }))
                ?? Self.byName(step, plan) { slots[Int($0.index)] }
            steps.append(identity.step)
            for (slot, hash) in zip(step.outputs, identity.outputs) { slots[Int(slot.index)] = hash }
        }
        self.steps = steps
    }

    package subscript(step: StepID) -> ContentHash { steps[Int(step.index)] }

    /// Of what cannot be encoded, or is not as the plan's own rules have it: what it is called.
    private static func byName(
        _ step: Step, _ plan: ExecutionPlan, slots: (SlotID) -> ContentHash?
    ) -> StepIdentityRules.Identity {
        var bytes = IdentityBytes("named step")
        bytes.add(step.label)
        bytes.add(step.framework.rawValue)
        bytes.add(step.inputs.compactMap(slots))
        let whole = bytes.hash
        let outputs = step.outputs.indices.map { index in
            var own = IdentityBytes("named slot")
            own.add(whole)
            own.add(count: index)
            return own.hash
        }
        return StepIdentityRules.Identity(step: whole, outputs: outputs)
    }
}
