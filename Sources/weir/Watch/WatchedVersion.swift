import Caching
import Plan

/// The last sound version of a watched plan.
struct WatchedVersion {
    var plan: ExecutionPlan
    var identity: PlanIdentity
    /// Whether a run of it has ended well, or nothing of it had to run.
    var isDone = false

    /// Whether another version would do just the same.
    func isSame(as other: WatchedVersion) -> Bool {
        plan.steps.count == other.plan.steps.count && identity.steps == other.identity.steps
            && identity.slots == other.identity.slots
    }
}
