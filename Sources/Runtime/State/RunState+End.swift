package import Events
package import Plan

extension RunState {
    /// Whether nothing runs and nothing will, unless a paused run is resumed or a failure of a held one retried.
    package var isOver: Bool {
        guard inFlightCount == 0 else { return false }
        if isStopping { return true }
        if isPaused { return finishedCount == graph.count }
        return isAtEnd && !isHeld
    }

    /// Whether the run would be over, but waits for what is to become of its failed and cancelled steps.
    package var isHeld: Bool {
        holdsFailures && !acceptsFailures && failedCount + cancelledCount > 0 && !isStopping && !isPaused
            && inFlightCount == 0 && isAtEnd
    }

    private var isAtEnd: Bool { isFailing || (backingOffCount == 0 && !hasReady) }

    /// Ends the run: what has not ended is skipped. To be called once, when `isOver`.
    package mutating func conclude() -> RunFinished.Outcome {
        let outcome = self.outcome
        for index in 0..<graph.count {
            switch phases[index] {
            case .waiting, .ready, .backingOff:
                phases[index] = .skipped
                skippedCount += 1
                actions.append(.skip(StepID(index), cause: nil))
            case .started, .finished, .failed, .cancelled, .skipped: break
            }
        }
        return outcome
    }

    private var outcome: RunFinished.Outcome {
        if finishedCount == graph.count { return .succeeded }
        if isStopping { return .cancelled }
        if failedCount > 0 { return .failed }
        if finishedCount + cancelledCount + skippedCount == graph.count { return .cancelled }
        return .stalled
    }

    /// Steps that wait though nothing runs, with what they wait for; in plan order, at most `limit`, and the number of all.
    package func stalled(limit: Int = 10) -> (steps: [(step: StepID, waitsFor: [StepID])], total: Int) {
        var steps: [(step: StepID, waitsFor: [StepID])] = []
        var total = 0
        for index in 0..<graph.count where phases[index] == .waiting {
            total += 1
            guard steps.count < limit else { continue }
            let waitsFor = graph.dependencies(of: index)
                .filter { $0 < 0 || Int($0) >= graph.count || phases[Int($0)] != .finished }
            steps.append((StepID(index), waitsFor.prefix(limit).map { StepID(Int($0)) }))
        }
        return (steps, total)
    }
}
