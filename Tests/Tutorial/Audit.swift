import WeirKit

/// Says of every feature and join how many nulls it has, and holds checks of no rows against the plan.
struct Audit: WeirExtender {
    let name = "audit"
    let priority = 10
    /// An audit that stumbles must not stop the work.
    let onError = WeirExtenderErrorPolicy.warn

    func calculate(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        let result = try proceed()
        try report(result, of: step)
        return result
    }

    func join(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        let result = try proceed()
        try report(result, of: step)
        return result
    }

    func validate(_ step: WeirStep, proceed: () throws -> WeirValidation) throws -> WeirValidation {
        var validation = try proceed()
        if validation.rows == 0 { validation.failedRows = 1 }
        return validation
    }

    private func report(_ result: WeirStepResult, of step: WeirStep) throws {
        for feature in result.features {
            let nulls = try feature.columns().reduce(0) { $0 + $1.column.nullCount }
            if nulls > 0 { step.log("\(feature.name): \(nulls) of \(feature.rows) are null") }
        }
    }
}
