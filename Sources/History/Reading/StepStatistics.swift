/// How a step has done over its runs. Only what did the same as the newest of them counts.
package struct StepStatistics: Sendable, Hashable {
    /// In which it was done, well or not.
    package var runs = 0
    package var finished = 0
    /// In which it failed, or finished only after it had failed.
    package var failed = 0
    /// Nanoseconds; nil: it never finished.
    package var median: UInt64?
    package var p90: UInt64?
    /// The median of the newest five runs by that of those before, of which there are three at least; nil: there are fewer.
    package var trend: Double?
    /// Medians of what it made.
    package var medianRows: Int?
    package var medianBytes: Int?
    /// Of data in the run while it ran, at most.
    package var peakBytes = 0

    /// - Parameter steps: the newest first.
    package init(_ steps: [RecordedStep]) {
        guard let newest = steps.first?.definition.hash else { return }
        let same = steps.filter { $0.definition.hash == newest && ($0.outcome == .finished || $0.outcome == .failed) }
        let good = same.filter { $0.outcome == .finished }
        runs = same.count
        finished = good.count
        failed = same.count(where: \.hasFailed)
        peakBytes = good.map(\.peakBytes).max() ?? 0
        let durations = good.map { Double($0.duration) }
        let sorted = durations.sorted()
        median = Quantiles.of(sorted, 0.5).map { UInt64($0) }
        p90 = Quantiles.of(sorted, 0.9).map { UInt64($0) }
        medianRows = Quantiles.median(good.map { Double($0.rows) }).map { Int($0) }
        medianBytes = Quantiles.median(good.map { Double($0.bytes) }).map { Int($0) }
        if durations.count >= 8, let new = Quantiles.median(Array(durations.prefix(5))),
            let old = Quantiles.median(Array(durations.dropFirst(5))), old > 0
        {
            trend = new / old
        }
    }

    /// Whether it finishes in some runs and fails in others.
    package var isFlaky: Bool { failed > 0 && finished > 0 }
}
