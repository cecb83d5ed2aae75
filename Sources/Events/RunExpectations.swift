package import Plan

/// What earlier runs of a plan tell of one that is to come. A value; whoever reads the history makes it.
package struct RunExpectations: Sendable, Hashable {
    /// Of one step, over the last runs in which it was done.
    package struct Step: Sendable, Hashable {
        /// Nanoseconds: the median of the runs in which it finished.
        package var duration: UInt64
        /// Bytes of what it made, and rows: medians.
        package var bytes: Int
        package var rows: Int
        /// Bytes that it made for each row of the datasets that it took: the median. Nil: not known, or of no use, as for a step that
        /// reads.
        package var bytesPerInput: Double?
        /// The last runs in which it was done, well or not.
        package var runs: Int
        /// Those in which it finished, from which the figures are.
        package var finished: Int
        /// Those in which it failed, or finished only after it had failed.
        package var failed: Int

        package init(
            duration: UInt64, bytes: Int, rows: Int, bytesPerInput: Double? = nil, runs: Int,
            finished: Int? = nil, failed: Int = 0
        ) {
            self.duration = duration
            self.bytes = bytes
            self.rows = rows
            self.bytesPerInput = bytesPerInput
            self.runs = runs
            self.finished = finished ?? runs
            self.failed = failed
        }

        /// Whether it finishes in some runs and fails in others, though it does the same in all.
        package var isFlaky: Bool { failed > 0 && finished > 0 }

        /// Bytes that it makes of so many rows, as far as is known how they go together.
        package func bytes(input: Int?) -> Int {
            guard let bytesPerInput, let input, input > 0 else { return bytes }
            return Int(min(bytesPerInput * Double(input), 0x1p60))
        }

        /// How many times its median a step takes, where that is worth a word: at least twice as long and a tenth of a second
        /// longer, with three runs to go by. Nil: it is not.
        package func slowness(of elapsed: UInt64) -> Double? {
            guard finished >= 3, duration > 0, elapsed >= 2 * duration, elapsed - duration >= 100_000_000 else {
                return nil
            }
            return Double(elapsed) / Double(duration)
        }
    }

    /// By step of the plan; nil: nothing is known of it. One that never finished has no duration to go by, and is nil too.
    package var steps: ContiguousArray<Step?>

    package init(steps: ContiguousArray<Step?>) { self.steps = steps }

    package subscript(index: Int) -> Step? { steps.indices.contains(index) ? steps[index] : nil }

    /// Rows of all datasets that a step takes, each counted once. Nil where those of one are not known, and where it takes none.
    package static func inputRows(
        of slots: [SlotID], dataset: (SlotID) -> DatasetID?, rows: (DatasetID) -> Int?
    ) -> Int? {
        var seen: Set<DatasetID> = []
        var sum = 0
        for slot in slots {
            guard let dataset = dataset(slot), seen.insert(dataset).inserted else { continue }
            guard let count = rows(dataset) else { return nil }
            sum += count
        }
        return seen.isEmpty ? nil : sum
    }

    /// Whether nothing is known.
    package var isEmpty: Bool { steps.allSatisfy { $0 == nil } }
}
