import ADBC
import Caching
import Columnar
import Compute
import Plan
import TestFolders

/// A plan over files of a folder, and what its slots are known by.
struct PlannedText {
    let plan: ExecutionPlan
    let identity: PlanIdentity

    init(_ text: String, in folder: TestFolder, files: FileFingerprints = FileFingerprints(), engine: String = "e")
        throws
    {
        let file = try PlanFileDecoder.decode(text: text, path: "plan.yaml", folder: folder.path)
        plan = try Planner.plan(
            file, sources: InspectedSources(), features: BuiltInCatalog(), queries: EngineCatalog())
        identity = PlanIdentity(of: plan, engine: engine, files: files)
    }

    /// Of each slot by its dataset and name, such as `sales.amount`.
    var slots: [String: ContentHash?] {
        Dictionary(
            plan.slots.indices.map { index in
                let slot = plan.slots[index]
                return ("\(plan[slot.dataset].name).\(slot.name)", identity.slots[index])
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Of each step by its label.
    var steps: [String: ContentHash?] {
        Dictionary(
            plan.steps.map { ($0.label, identity[$0.id]) }, uniquingKeysWith: { first, _ in first })
    }

    /// Labels of steps that are in both plans and are not the same.
    func changes(to other: PlannedText) -> Set<String> {
        let others = other.steps
        return Set(steps.compactMap { label, hash in others[label].flatMap { $0 != hash ? label : nil } })
    }
}
