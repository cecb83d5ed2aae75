package import Plan

/// Gives steps to the frameworks that the run prefers to Arrow, or that parts of the plan are pinned to: a pass over the finished plan, which
/// stays the same plan otherwise, for all frameworks here have the same data. Linear in steps. Blocks while it looks into sources.
package enum FrameworkAssignment {
    /// Pins come first; then frameworks choose in the order of preference, where all SQL engines stand at the place of the first.
    ///
    /// - Parameters:
    ///   - sources: what the plan was made from.
    ///   - own: the program's own frameworks. Those that stand first of all choose before the others, and the rest after them.
    /// - Throws: where an SQL engine is preferred and cannot be used here, and where a framework cannot do what is pinned to it.
    package static func apply(
        to plan: ExecutionPlan, engines: any QueryCatalog, sources: InspectedSources,
        own: [any FeatureFramework] = []
    ) throws(PlanError) -> ExecutionPlan {
        guard !own.isEmpty else { return try apply(to: plan, engines: engines, sources: sources) }
        let preferred = (plan.run.frameworks ?? []).map { FrameworkName($0.value) }.prefix { $0 != .arrow }
        let wanted = preferred.compactMap { name in own.first { $0.name == name } }
        let first = preferred.prefix { name in own.contains { $0.name == name } }.count
        var plan = try withPinned(plan, own)
        for framework in wanted.prefix(first) { plan = plan.preferring(framework) }
        plan = try apply(to: plan, engines: engines, sources: sources)
        for framework in wanted.dropFirst(first) { plan = plan.preferring(framework) }
        return plan
    }

    private static func withPinned(
        _ plan: ExecutionPlan, _ own: [any FeatureFramework]
    ) throws(PlanError) -> ExecutionPlan {
        var plan = plan
        var problems: [Diagnostic] = []
        let families = plan.familySlots
        for index in plan.steps.indices {
            let step = plan.steps[index]
            guard let pin = step.pin, let framework = own.first(where: { $0.name.rawValue == pin.value }) else {
                continue
            }
            if framework.canPerform(step, in: plan, families) {
                plan.steps[index].framework = framework.name
            } else {
                problems.append(
                    .error(
                        "\(pin.value) cannot do '\(step.label)'; without the pin arrow does it", at: pin.position))
            }
        }
        guard problems.isEmpty else { throw PlanError(problems) }
        return plan
    }

    private static func apply(
        to plan: ExecutionPlan, engines: any QueryCatalog, sources: InspectedSources
    ) throws(PlanError) -> ExecutionPlan {
        let plan = try withPinnedRows(plan)
        let preferred = (plan.run.frameworks ?? []).map { FrameworkName($0.value) }.prefix { $0 != .arrow }
        let rows = preferred.firstIndex(of: .rows) ?? preferred.endIndex
        let engine = preferred.firstIndex(where: QueryHome.engines.contains) ?? preferred.endIndex
        if rows < engine { return try QueryFusion.apply(to: withRows(plan), engines: engines, sources: sources) }
        let fused = try QueryFusion.apply(to: plan, engines: engines, sources: sources)
        return rows == preferred.endIndex ? fused : withRows(fused)
    }

    private static func withRows(_ plan: ExecutionPlan) -> ExecutionPlan {
        var plan = plan
        for index in plan.steps.indices {
            let step = plan.steps[index]
            guard step.framework == .arrow, step.pin == nil, RowsFramework.canPerform(step, in: plan) else { continue }
            plan.steps[index].framework = .rows
        }
        return plan
    }

    private static func withPinnedRows(_ plan: ExecutionPlan) throws(PlanError) -> ExecutionPlan {
        var plan = plan
        var problems: [Diagnostic] = []
        for index in plan.steps.indices {
            let step = plan.steps[index]
            guard let pin = step.pin, pin.value == FrameworkName.rows.rawValue, step.framework == .arrow else {
                continue
            }
            if let reason = RowsFramework.refusal(of: step, in: plan) {
                problems.append(
                    .error(
                        "rows cannot do '\(step.label)': \(reason); without the pin arrow does it", at: pin.position))
            } else {
                plan.steps[index].framework = .rows
            }
        }
        guard problems.isEmpty else { throw PlanError(problems) }
        return plan
    }
}

/// A compute framework that computes features and nothing else, over Arrow's columns.
package protocol FeatureFramework: PortableFramework {
    /// Whether it computes the feature, of single columns of these types; nil: not known before the run.
    func canCompute(_ call: FeatureCall, inputs: [DataType?]) -> Bool
}

extension FeatureFramework {
    /// - Parameter families: the slots that hold several columns.
    fileprivate func canPerform(_ step: Step, in plan: ExecutionPlan, _ families: Set<SlotID>) -> Bool {
        guard case .compute(let call) = step.work, !step.inputs.contains(where: families.contains),
            !step.outputs.contains(where: families.contains)
        else { return false }
        return canCompute(call, inputs: step.inputs.map { plan[$0].type })
    }
}

extension ExecutionPlan {
    /// What Arrow would do and the framework can, it does.
    fileprivate func preferring(_ framework: some FeatureFramework) -> ExecutionPlan {
        var plan = self
        let families = familySlots
        for index in plan.steps.indices where plan.steps[index].framework == .arrow && plan.steps[index].pin == nil {
            if framework.canPerform(plan.steps[index], in: plan, families) {
                plan.steps[index].framework = framework.name
            }
        }
        return plan
    }
}
