import Events
import Plan

/// The critical path as it was found last. To find it costs as much as the plan is long, so that for long plans it is done at most once
/// a second where steps have changed; and for all now and then where time alone goes on.
struct RememberedCriticalPath: Sendable {
    /// By step.
    private(set) var marks: ContiguousArray<Bool> = []
    private var found: (run: String, revision: Int, time: UInt64)?

    /// Up to so many steps it follows each change.
    private static let instantLimit = 2_000

    /// Before each drawing. Returns whether it was found anew.
    mutating func update(for scene: Scene) -> Bool {
        let model = scene.model
        let run = model.plan?.runID ?? ""
        if let found, found.run == run, marks.count == model.steps.count, scene.now >= found.time {
            let isUnchanged = found.revision == model.phaseRevision
            let isInstant = model.steps.count <= Self.instantLimit
            let patience: UInt64 = isUnchanged ? 5_000_000_000 : isInstant ? 0 : 1_000_000_000
            if model.end != nil ? isUnchanged : scene.now - found.time < patience { return false }
        }
        found = (run, model.phaseRevision, scene.now)
        marks = model.criticalSteps(at: scene.now)
        return true
    }
}
