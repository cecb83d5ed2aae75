package import Plan

extension RunState {
    /// Runs a failed or cancelled step again, what was skipped because of it, and what must be computed anew for them because
    /// its data is gone. A step that also depends on another failure stays skipped. Where failures are held, the run goes on in
    /// spite of the others until one more step fails.
    ///
    /// - Parameter missing: the producers of those inputs of a step that are not in memory, as far as they have finished.
    /// - Returns: the steps that count as consumers of their inputs again, ascending; empty where there is nothing to retry.
    package mutating func retry(_ step: StepID, missing: (StepID) -> [StepID]) -> [StepID] {
        let index = Int(step.index)
        guard !isStopping, index >= 0, index < graph.count else { return [] }
        switch phases[index] {
        case .failed: failedCount -= 1
        case .cancelled: cancelledCount -= 1
        default: return []
        }
        phases[index] = .waiting
        retriesUsed[index] = 0
        if holdsFailures {
            acceptsFailures = false
            toleratedFailures = failedCount
        }
        var revived = [Int32(index)]
        reviveSkipped(after: index, into: &revived)
        rearmProducers(of: &revived, missing: missing)

        revived.sort()
        for step in revived { recount(Int(step)) }
        for step in revived where phases[Int(step)] == .waiting && unmet[Int(step)] == 0 { makeReady(Int(step)) }
        return revived.map { StepID(Int($0)) }
    }

    /// Puts skipped dependents back to waiting, in plan order, so that all a step depends on is decided before it.
    private mutating func reviveSkipped(after root: Int, into revived: inout [Int32]) {
        var candidates: [Int32] = []
        var seen: Set<Int32> = []
        var stack = [Int32(root)]
        while let step = stack.popLast() {
            for dependent in graph.dependents(of: Int(step))
            where phases[Int(dependent)] == .skipped && seen.insert(dependent).inserted {
                candidates.append(dependent)
                stack.append(dependent)
            }
        }
        for candidate in candidates.sorted() {
            let blocker = graph.dependencies(of: Int(candidate)).first { dependency in
                switch phases[Int(dependency)] {
                case .failed, .cancelled, .skipped: true
                default: false
                }
            }
            if let blocker {
                causes[Int(candidate)] = phases[Int(blocker)] == .skipped ? causes[Int(blocker)] : blocker
            } else {
                phases[Int(candidate)] = .waiting
                causes[Int(candidate)] = -1
                skippedCount -= 1
                revived.append(candidate)
            }
        }
    }

    /// Adds finished steps whose data is gone but needed, and what those need in turn.
    private mutating func rearmProducers(of revived: inout [Int32], missing: (StepID) -> [StepID]) {
        var next = 0
        while next < revived.count {
            for producer in missing(StepID(Int(revived[next]))) where phases[Int(producer.index)] == .finished {
                phases[Int(producer.index)] = .waiting
                finishedCount -= 1
                revived.append(producer.index)
                // What waits for it and was told that it had finished must wait for it again.
                for dependent in graph.dependents(of: Int(producer.index)) where phases[Int(dependent)] == .waiting {
                    recount(Int(dependent))
                }
            }
            next += 1
        }
    }

    private mutating func recount(_ step: Int) {
        unmet[step] = graph.dependencies(of: step).reduce(into: 0) { count, dependency in
            let index = Int(dependency)
            if index < 0 || index >= graph.count || phases[index] != .finished { count += 1 }
        }
    }
}
