import Caching
package import Plan
package import Watching

extension Engine {
    /// What a plan file depends on: its sources, as far as it can be read, and what its plan says besides. Reads the file; blocks.
    package static func inputs(
        ofPlanFile path: String, _ plan: ExecutionPlan?, parameters: [String: String] = [:]
    ) -> PlanInputs {
        var inputs = PlanInputs(planFile: path)
        if let plan { inputs.add(plan, commandFiles: FileFingerprints.files) }
        // A query names the files that there are now; the plan file may name a pattern.
        if let file = try? PlanFile.load(path: path, parameters: parameters) {
            for source in file.sources { inputs.add(source.origin.value) }
            for output in file.outputs { if let target = output.target { inputs.add(target.value) } }
        }
        inputs.followLinks()
        return inputs
    }
}
