package import Caching
package import Columnar
package import Plan

/// What a run that begins has to do, as far as earlier runs tell: how much of the plan, what it takes from the cache, and what it computes
/// again only because its data is gone. A value; linear in the size of the plan.
package struct RunForecast: Sendable, Hashable {
    /// Steps that are done, and all steps.
    package private(set) var runs: Int
    package private(set) var steps: Int
    /// Steps whose data is taken from the cache, and its bytes.
    package private(set) var loads: Int
    package private(set) var loadedBytes: Int
    /// Labels of steps that were done before just as they are, and whose data is needed and in no cache any more; in plan order.
    package private(set) var recomputed: [String] = []
    /// What these came to the last time: bytes, and nanoseconds one after another.
    package private(set) var recomputedBytes = 0
    package private(set) var recomputedTime: UInt64 = 0

    /// - Parameter costs: of steps that were done before.
    package init(of plan: ExecutionPlan, _ identity: PlanIdentity, _ selection: WorkSelection, costs: StepCosts) {
        runs = selection.runCount
        steps = plan.steps.count
        loads = selection.fates.count { $0 == .load }
        loadedBytes = selection.loadedBytes
        for step in plan.steps where selection.fates[Int(step.id.index)] == .run && !step.outputs.isEmpty {
            guard let hash = identity[step.id], let cost = costs[hash] else { continue }
            recomputed.append(step.label)
            recomputedBytes += cost.bytes
            recomputedTime &+= cost.duration
        }
    }

    /// Whether there is more to say than that all of it runs.
    package var isWorthSaying: Bool { runs < steps || !recomputed.isEmpty }
}

/// What steps came to when they were done last, by what they do. A value.
package struct StepCosts: Sendable {
    package struct Cost: Sendable, Hashable {
        package var bytes: Int
        /// Nanoseconds.
        package var duration: UInt64

        package init(bytes: Int, duration: UInt64) {
            self.bytes = bytes
            self.duration = duration
        }
    }

    private var costs: [ContentHash: Cost] = [:]

    package init() {}

    package subscript(step: ContentHash) -> Cost? { costs[step] }

    /// A step has been done. One without an identity is another each time.
    package mutating func done(_ step: ContentHash?, _ cost: Cost) { if let step { costs[step] = cost } }
}
