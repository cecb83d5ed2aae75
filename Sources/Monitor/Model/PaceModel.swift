package import Events

/// How fast the run goes, and how long it may still take.
package struct PaceModel: Sendable {
    private struct Group: Sendable {
        /// Steps that earlier runs do not tell of.
        var unsettled = 0
        var finished = 0
        var duration: UInt64 = 0
    }

    /// Finished steps, rows and bytes within a second of the run.
    private struct Second: Sendable {
        var number: UInt64
        var steps = 0
        var rows = 0
    }

    private static let window = 5

    /// By step: an index of `groups`.
    private var groupOfStep: ContiguousArray<Int32> = []
    private var groups: [Group] = []
    /// By step.
    private var isUnsettled: ContiguousArray<Bool> = []
    /// What earlier runs tell; nil: nothing, or not yet.
    package private(set) var expectations: RunExpectations?
    /// Nanoseconds that unsettled steps take by what earlier runs tell.
    private var expectedWork = 0.0
    /// Nanoseconds that a step takes on average by what earlier runs tell.
    private var expectedMean: UInt64?
    private var recent: [Second] = []
    private var workers = 1
    private var earlierSample: (time: UInt64, processorTime: UInt64)?
    /// Of this process, between the two latest samples: processors in use, 1 being one whole core; nil before the second.
    package private(set) var processorsInUse: Double?
    /// Bytes that the process had resident, over time.
    package private(set) var residentHistory = Series(limit: 1_024)

    package init() {}

    init(_ plan: RunStarted) {
        var names: [String: Int32] = [:]
        groupOfStep = ContiguousArray(
            plan.steps.indices.map { step in
                if let known = names[plan.steps[step].group] { return known }
                let index = Int32(names.count)
                names[plan.steps[step].group] = index
                return index
            })
        groups = Array(repeating: Group(), count: names.count)
        for group in groupOfStep { groups[Int(group)].unsettled += 1 }
        isUnsettled = ContiguousArray(repeating: true, count: groupOfStep.count)
        workers = max(1, plan.workers)
    }

    /// From now on steps are expected to take what they took in earlier runs.
    mutating func expect(_ new: RunExpectations) {
        let earlier = isUnsettled
        for step in earlier.indices where earlier[step] { settled(step, 1) }
        expectations = new
        for step in earlier.indices where earlier[step] { settled(step, -1) }
        var total = (count: UInt64(0), duration: UInt64(0))
        for case let step? in new.steps {
            total.count += 1
            total.duration &+= step.duration
        }
        expectedMean = total.count > 0 ? total.duration / total.count : nil
    }

    /// - Parameter change: 1: it has come to an end; -1: it has not, after all.
    mutating func settled(_ step: Int, _ change: Int) {
        guard groupOfStep.indices.contains(step) else { return }
        isUnsettled[step] = change < 0
        if let expected = expectations?[step] {
            expectedWork -= Double(change) * Double(expected.duration)
        } else {
            groups[Int(groupOfStep[step])].unsettled -= change
        }
    }

    mutating func finished(_ step: Int, _ figures: StepFigures, at time: UInt64) {
        guard groupOfStep.indices.contains(step) else { return }
        groups[Int(groupOfStep[step])].finished += 1
        groups[Int(groupOfStep[step])].duration &+= figures.duration
        let number = time / 1_000_000_000
        if recent.last?.number != number {
            recent.append(Second(number: number))
            if recent.count > Self.window + 1 { recent.removeFirst() }
        }
        recent[recent.count - 1].steps += 1
        recent[recent.count - 1].rows &+= figures.rows
    }

    mutating func sampled(_ sample: ResourceSample, at time: UInt64) {
        if let earlier = earlierSample, time > earlier.time, sample.processorTime >= earlier.processorTime {
            processorsInUse = Double(sample.processorTime - earlier.processorTime) / Double(time - earlier.time)
        }
        earlierSample = (time, sample.processorTime)
        residentHistory.append(sample.residentBytes, at: time)
    }

    /// Finished steps and rows made a second, over the last few seconds.
    package func rates(at now: UInt64) -> (steps: Double, rows: Double) {
        let number = now / 1_000_000_000
        let oldest = number >= UInt64(Self.window) ? number - UInt64(Self.window) : 0
        let span = min(Double(now) / 1e9, Double(Self.window) + Double(now % 1_000_000_000) / 1e9)
        guard span > 0 else { return (0, 0) }
        var total = (steps: 0, rows: 0)
        for second in recent where second.number >= oldest {
            total.steps += second.steps
            total.rows &+= second.rows
        }
        return (Double(total.steps) / span, Double(total.rows) / span)
    }

    /// Nanoseconds that a step took in earlier runs, their median. Else what steps of its group have taken on average; of any group where
    /// none of its own has finished; nil before the first.
    package func expectedDuration(of step: Int) -> UInt64? {
        guard groupOfStep.indices.contains(step) else { return nil }
        if let expected = expectations?[step] { return expected.duration }
        let group = groups[Int(groupOfStep[step])]
        return group.finished > 0 ? group.duration / UInt64(group.finished) : overallMean
    }

    private var overallMean: UInt64? {
        let total = groups.reduce(into: (count: 0, duration: UInt64(0))) {
            $0.count += $1.finished
            $0.duration &+= $1.duration
        }
        return total.count > 0 ? total.duration / UInt64(total.count) : expectedMean
    }

    /// Nanoseconds that the steps left may take, spread over the workers; nil where there is nothing to go by. An estimate: what the
    /// steps took in earlier runs, and of those that these do not tell of the means by feature group, nothing of what the data will be
    /// like.
    package var estimatedRest: UInt64? {
        guard let overallMean else { return nil }
        let work = groups.reduce(max(expectedWork, 0)) { sum, group in
            let mean = group.finished > 0 ? Double(group.duration) / Double(group.finished) : Double(overallMean)
            return sum + mean * Double(group.unsettled)
        }
        return UInt64(min(max(work, 0) / Double(workers), 0x1p62))
    }
}
