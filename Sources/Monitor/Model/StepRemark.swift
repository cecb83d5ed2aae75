package import Events
package import Plan

/// What earlier runs have to say of a step of this one.
package enum StepRemark: Sendable, Hashable {
    /// It takes, or took, so many times its median.
    case slow(Double)
    /// It failed in some of the last runs and finished in others.
    case flaky(failed: Int, runs: Int)

    /// Whether it changes by the clock alone, as long as the step runs.
    var isOfTheClock: Bool { if case .slow = self { true } else { false } }

    /// `3.1× its median`, `flaky 2/10`.
    package var text: String {
        switch self {
        case .slow(let factor): "\(Figures.factor(factor)) its median"
        case .flaky(let failed, let runs): "flaky \(failed)/\(runs)"
        }
    }

    /// The same where there is little room: `3.1×`.
    package var shortText: String {
        if case .slow(let factor) = self { Figures.factor(factor) } else { text }
    }
}

extension RunModel {
    /// What earlier runs tell of a step.
    package func expectation(of step: StepID) -> RunExpectations.Step? { pace.expectations?[Int(step.index)] }

    /// The worst first.
    package func remarks(on step: StepID, at now: UInt64) -> [StepRemark] {
        guard let expected = expectation(of: step) else { return [] }
        var remarks: [StepRemark] = []
        let record = self[step]
        if record.phase == .running || record.phase == .finished,
            let factor = expected.slowness(of: record.elapsed(at: now))
        {
            remarks.append(.slow(factor))
        }
        if expected.isFlaky { remarks.append(.flaky(failed: expected.failed, runs: expected.runs)) }
        return remarks
    }

    /// Nanoseconds that the rest of the run may take; nil where there is nothing to go by.
    ///
    /// The work that is left, as earlier runs tell it and else the mean of the feature group so far, spread over the workers; what
    /// steps that run have done of what they are known to take is no rest, and none of it is shorter than the longest of them.
    package func estimatedRest(at now: UInt64) -> UInt64? {
        guard let rest = pace.estimatedRest else { return nil }
        guard pace.expectations != nil else { return rest }
        var (done, longest) = (UInt64(0), UInt64(0))
        for worker in workers.all {
            guard let step = worker.step, let expected = expectation(of: step)?.duration else { continue }
            let elapsed = self[step].elapsed(at: now)
            done += min(elapsed, expected)
            longest = max(longest, expected - min(elapsed, expected))
        }
        let share = done / UInt64(max(1, plan?.workers ?? 1))
        return max(rest - min(rest, share), longest)
    }
}
