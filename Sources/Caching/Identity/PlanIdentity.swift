package import Columnar
package import Plan

/// What the data of each slot of a plan is known by: a hash of all that decides its values. That is what is done to get it, the
/// identities of the slots that this takes, and what is in the files that it reads. Slots of two plans with the same identity hold
/// the same data, whatever they are called and wherever they stand.
///
/// An identity is as narrow as the step allows: a column that a filter carries along depends on the predicate and on that column, not on
/// the others that the step carries. So a plan that asks for one column more keeps the identities of all it asked for before.
///
/// Where something decides that has no identity (a server's table), there is none. Linear in the size of the plan.
package struct PlanIdentity: Sendable {
    /// By slot; nil: it must be computed by each run anew.
    package let slots: ContiguousArray<ContentHash?>
    /// By step: of what it does as a whole.
    package let steps: ContiguousArray<ContentHash?>
    /// Of steps that read files: what these were like before they were read for the identity.
    private let versions: [StepID: ContentHash]
    let fitted: FittedSteps

    /// Reads the files that the plan reads, unless they are known. Blocks.
    ///
    /// - Parameters:
    ///   - engine: what stands for the program: another build may compute otherwise.
    ///   - previews: what decides how outputs are shown, which is kept with them.
    package init(
        of plan: ExecutionPlan, engine: String, previews: String = "", fitted: FittedSteps = .forgotten,
        files: FileFingerprints
    ) {
        var slots = ContiguousArray<ContentHash?>(repeating: nil, count: plan.slots.count)
        var steps = ContiguousArray<ContentHash?>(repeating: nil, count: plan.steps.count)
        let rules = StepIdentityRules(
            plan: plan, engine: engine, previews: previews, drivers: Self.drivers(of: plan), fitted: fitted,
            sources: files)
        var versions: [StepID: ContentHash] = [:]
        for (index, step) in plan.steps.enumerated() {
            versions[step.id] = Self.version(of: step, fitted, files)
            // What cannot be encoded has no identity; a step that is worth it can always be run.
            guard let identity = try? rules.identity(of: step, slots: { slots[Int($0.index)] }) else { continue }
            steps[index] = identity.step
            for (slot, hash) in zip(step.outputs, identity.outputs) { slots[Int(slot.index)] = hash }
        }
        self.slots = slots
        self.steps = steps
        self.versions = versions
        self.fitted = fitted
    }

    private static func drivers(of plan: ExecutionPlan) -> String {
        plan.run.drivers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }

    /// Whether the files that a step itself reads are still those that its identity is of.
    func isStill(_ step: Step, files: FileFingerprints) -> Bool {
        versions[step.id].map { Self.version(of: step, fitted, files) == $0 } ?? true
    }

    private static func version(of step: Step, _ fitted: FittedSteps, _ files: FileFingerprints) -> ContentHash? {
        fitted.file(of: step.id).map { files.version(of: [$0]) } ?? files.version(of: step.work)
    }

    package subscript(slot: SlotID) -> ContentHash? { slots[Int(slot.index)] }
    package subscript(step: StepID) -> ContentHash? { steps[Int(step.index)] }
}
