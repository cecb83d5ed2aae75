package import Columnar

/// A step of one run as the history keeps it.
package struct RecordedStep: Sendable, Hashable {
    /// How it ended.
    package enum Outcome: Int, Sendable, Hashable, CaseIterable {
        case finished
        case failed
        case cancelled
        case skipped
        /// Its result is that of an earlier run.
        case cached

        /// `finished`
        package var name: String { "\(self)" }
    }

    /// What it does: the same in every run that does the same.
    package struct Definition: Sendable, Hashable {
        package var hash: ContentHash
        package var label: String
        /// The hash as text.
        package var identity: String { hash.description }
        /// `compute`, `join`, …
        package var kind: String
        /// The feature group's name, or the kind of work.
        package var group: String
        package var framework: String

        package init(hash: ContentHash, label: String, kind: String, group: String, framework: String) {
            self.hash = hash
            self.label = label
            self.kind = kind
            self.group = group
            self.framework = framework
        }
    }

    /// Its place in the plan.
    package var index: Int
    package var definition: Definition
    package var outcome: Outcome
    /// Attempts made; 0: it never began.
    package var attempts = 0
    /// Nanoseconds, of its last attempt.
    package var duration: UInt64 = 0
    /// Nanoseconds of its worker thread's processor time.
    package var processorTime: UInt64 = 0
    /// Of what it made.
    package var rows = 0
    package var bytes = 0
    /// Rows of the datasets that it took; of a step that reads files, bytes of these. Nil: not known.
    package var input: Int?
    /// Bytes of data that the run held at once, at most, while it ran.
    package var peakBytes = 0

    package init(index: Int, definition: Definition, outcome: Outcome) {
        self.index = index
        self.definition = definition
        self.outcome = outcome
    }

    /// Whether an attempt at it failed.
    package var hasFailed: Bool { outcome == .failed || (outcome == .finished && attempts > 1) }
}
