package import Plan

/// Gives the row framework what it can do in place of Arrow. A pure function of the plan, which stays the same plan otherwise: both
/// frameworks have the same data. Linear in steps.
package enum RowsAssignment {
    /// The plan with its steps where its run's options want them: frameworks that they prefer to Arrow choose in the order of preference.
    ///
    /// - Throws: where an SQL engine is preferred and cannot be used here.
    package static func apply(
        to plan: ExecutionPlan, engines: any QueryCatalog
    ) throws(PlanError) -> ExecutionPlan {
        let names = (plan.run.frameworks ?? []).map { FrameworkName($0.value) }
        let preferred = names.prefix { $0 != .arrow }
        guard let rows = preferred.firstIndex(of: .rows) else {
            return try QueryFusion.apply(to: plan, engines: engines)
        }
        guard let engine = preferred.firstIndex(of: QueryFusion.engine), engine < rows else {
            return try QueryFusion.apply(to: assigned(plan), engines: engines)
        }
        return assigned(try QueryFusion.apply(to: plan, engines: engines))
    }

    private static func assigned(_ plan: ExecutionPlan) -> ExecutionPlan {
        var plan = plan
        for index in plan.steps.indices
        where plan.steps[index].framework == .arrow && RowsFramework.canPerform(plan.steps[index], in: plan) {
            plan.steps[index].framework = .rows
        }
        return plan
    }
}
