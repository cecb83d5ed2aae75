package import Caching
package import Plan

/// What a saved plan does otherwise than the one before it. Steps are the same where their labels are. Linear in the size of both.
package struct PlanDifference: Sendable, Hashable {
    /// Labels, in plan order.
    package private(set) var added: [String] = []
    package private(set) var removed: [String] = []
    /// What they do has changed, or what is in the files that they read.
    package private(set) var changed: [String] = []
    /// Only what they take has changed.
    package private(set) var following: [String] = []
    /// `f moves from duckdb to arrow`.
    package private(set) var moved: [Move] = []

    package struct Move: Sendable, Hashable {
        package var label: String
        package var from: FrameworkName
        package var to: FrameworkName
    }

    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && following.isEmpty && moved.isEmpty
    }

    package init(
        from old: ExecutionPlan, _ oldIdentity: PlanIdentity, to new: ExecutionPlan, _ newIdentity: PlanIdentity
    ) {
        var before = Self.byLabel(old)
        for (key, step) in Self.keyed(new) {
            guard let earlier = before.removeValue(forKey: key) else {
                added.append(step.label)
                continue
            }
            if earlier.framework != step.framework {
                moved.append(Move(label: step.label, from: earlier.framework, to: step.framework))
            }
            let (was, now) = (oldIdentity[earlier.id], newIdentity[step.id])
            guard was != now || now == nil else { continue }
            let (took, takes) = (earlier.inputs.map { oldIdentity[$0] }, step.inputs.map { newIdentity[$0] })
            if took == takes { if now != nil { changed.append(step.label) } } else { following.append(step.label) }
        }
        removed = before.values.sorted { $0.id < $1.id }.map(\.label)
    }

    private struct Key: Hashable {
        var label: String
        /// Among steps of the same label.
        var number: Int
    }

    private static func keyed(_ plan: ExecutionPlan) -> [(key: Key, step: Step)] {
        var counts: [String: Int] = [:]
        return plan.steps.map { step in
            let number = counts[step.label, default: 0]
            counts[step.label] = number + 1
            return (Key(label: step.label, number: number), step)
        }
    }

    private static func byLabel(_ plan: ExecutionPlan) -> [Key: Step] {
        Dictionary(keyed(plan).map { ($0.key, $0.step) }, uniquingKeysWith: { first, _ in first })
    }

    /// One line for people: `1 changed: f17; 12 follow; 1 added: write sums`.
    package var text: String {
        var parts: [String] = []
        func list(_ labels: [String], _ word: String) {
            guard !labels.isEmpty else { return }
            let named = labels.prefix(3).joined(separator: ", ") + (labels.count > 3 ? ", …" : "")
            parts.append("\(labels.count) \(word): \(named)")
        }
        list(added, "added")
        list(removed, "removed")
        list(changed, "changed")
        if !following.isEmpty { parts.append("\(following.count) follow") }
        for move in moved.prefix(3) { parts.append("\(move.label) moves from \(move.from) to \(move.to)") }
        if moved.count > 3 { parts.append("\(moved.count - 3) more move") }
        return parts.isEmpty ? "no step is another" : parts.joined(separator: "; ")
    }
}
