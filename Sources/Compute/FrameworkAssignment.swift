package import ADBC
package import Plan

/// Gives steps to the frameworks that the run prefers to Arrow, or that parts of the plan are pinned to: a pass over the finished plan, which
/// stays the same plan otherwise, for all frameworks here have the same data. Linear in steps. Blocks while it looks into sources.
package enum FrameworkAssignment {
    /// Pins come first; then frameworks choose in the order of preference, where all SQL engines stand at the place of the first.
    ///
    /// - Throws: where an SQL engine is preferred and cannot be used here, and where a framework cannot do what is pinned to it.
    package static func apply(
        to plan: ExecutionPlan, engines: any QueryCatalog, drivers: DriverLocator = DriverLocator()
    ) throws(PlanError) -> ExecutionPlan {
        let plan = try withPinnedRows(plan)
        let preferred = (plan.run.frameworks ?? []).map { FrameworkName($0.value) }.prefix { $0 != .arrow }
        let rows = preferred.firstIndex(of: .rows) ?? preferred.endIndex
        let engine = preferred.firstIndex(where: QueryHome.engines.contains) ?? preferred.endIndex
        if rows < engine { return try QueryFusion.apply(to: withRows(plan), engines: engines, drivers: drivers) }
        let fused = try QueryFusion.apply(to: plan, engines: engines, drivers: drivers)
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
