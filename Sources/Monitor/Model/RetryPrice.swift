import Events
package import Plan

/// What it costs to run a failed or cancelled step again, before anyone confirms it.
package struct RetryPrice: Sendable, Hashable {
    /// Finished steps that must run again because what they made is gone; ascending.
    package var recomputed: [StepID]
    /// Bytes of what those made.
    package var bytes: Int
    /// Nanoseconds of work, one step after another: what those took, and what the step itself is expected to take.
    package var duration: UInt64
    /// Skipped steps that come back; ascending.
    package var revived: [StepID]

    /// `recomputes 3 steps, 41.2MiB, about 1.2s; 2 skipped steps come back`.
    package var text: String { text(naming: nil) }

    /// With the first steps that are recomputed by their names: `recomputes 3 steps (read flights, mph, …), 41.2MiB, about 1.2s`.
    package func text(naming label: ((StepID) -> String)?) -> String {
        var text = "recomputes "
        if recomputed.isEmpty {
            text += "nothing else"
        } else {
            text += Figures.count(recomputed.count, "step")
            if let label {
                let more = recomputed.count > 2 ? ", …" : ""
                text += " (\(recomputed.prefix(2).map(label).joined(separator: ", "))\(more))"
            }
            text += ", \(Figures.bytes(bytes))"
        }
        if duration > 0 { text += ", about \(Figures.duration(duration))" }
        if !revived.isEmpty {
            text += "; \(Figures.count(revived.count, "skipped step")) come\(revived.count == 1 ? "s" : "") back"
        }
        return text
    }
}

extension RunModel {
    /// What a retry of a step would cost; nil where it has neither failed nor been cancelled. Follows the engine's own rules: skipped
    /// dependents come back unless something else blocks them, and for all of these the producers of inputs that are not in memory
    /// run again, and theirs in turn. O(steps + edges) of the part that is concerned.
    package func retryPrice(of step: StepID) -> RetryPrice? {
        guard [.failed, .cancelled].contains(self[step].phase), let plan else { return nil }
        let revived = revivedSteps(after: step)
        var recomputed: Set<Int32> = []
        var stack = [step] + revived
        while let current = stack.popLast() {
            guard plan.steps.indices.contains(Int(current.index)) else { continue }
            for slot in plan.steps[Int(current.index)].inputs where !data.isResident(slot) {
                guard let producer = data.producer(of: slot), self[producer].phase == .finished,
                    recomputed.insert(producer.index).inserted
                else { continue }
                stack.append(producer)
            }
        }
        var price = RetryPrice(
            recomputed: recomputed.sorted().map { StepID(index: $0) }, bytes: 0,
            duration: pace.expectedDuration(of: Int(step.index)) ?? self[step].elapsed(at: time), revived: revived)
        for step in price.recomputed {
            price.bytes += self[step].bytes
            price.duration += self[step].elapsed(at: time)
        }
        return price
    }

    /// Skipped steps that wait again once a failed or cancelled step does; ascending. Nothing changes.
    func revivedSteps(after root: StepID) -> [StepID] {
        var candidates: Set<Int32> = []
        var stack = [root.index]
        while let step = stack.popLast() {
            guard steps.indices.contains(Int(step)) else { continue }
            for dependent in graph.dependents(of: Int(step))
            where steps[Int(dependent)].phase == .skipped && candidates.insert(dependent).inserted {
                stack.append(dependent)
            }
        }
        var revived: Set<Int32> = [root.index]
        var result: [StepID] = []
        for candidate in candidates.sorted() {
            let isBlocked = graph.dependencies(of: Int(candidate)).contains { dependency in
                guard steps.indices.contains(Int(dependency)), !revived.contains(dependency) else { return false }
                switch steps[Int(dependency)].phase {
                case .failed, .cancelled, .skipped: return true
                default: return false
                }
            }
            guard !isBlocked else { continue }
            revived.insert(candidate)
            result.append(StepID(index: candidate))
        }
        return result
    }
}

extension DataModel {
    /// Whether a slot's data is in memory or on disk, so that a step can read it.
    package func isResident(_ slot: SlotID) -> Bool {
        guard slots.indices.contains(Int(slot.index)) else { return false }
        switch slots[Int(slot.index)] {
        case .live, .shared, .spilled: return true
        case .absent, .dropped: return false
        }
    }
}
