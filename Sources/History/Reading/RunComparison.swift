/// Two runs side by side, step by step. A value.
package struct RunComparison: Sendable {
    package struct Line: Sendable, Hashable {
        /// Nil: the run had no such step.
        package var before: RecordedStep?
        package var after: RecordedStep?

        package var label: String { (after ?? before)?.definition.label ?? "" }

        /// Nanoseconds that the second run took longer for it; what is not there takes none.
        package var difference: Int64 {
            Int64(clamping: after?.duration ?? 0) - Int64(clamping: before?.duration ?? 0)
        }

        /// How many times as long the second run took for it; nil where one of them did not do it.
        package var ratio: Double? {
            guard let before, let after, before.outcome == .finished, after.outcome == .finished, before.duration > 0
            else { return nil }
            return Double(after.duration) / Double(before.duration)
        }

        /// Whether both runs have it, but it does something else.
        package var isChanged: Bool {
            guard let before, let after else { return false }
            return before.definition.hash != after.definition.hash
        }
    }

    /// The greatest difference in time first, then in the order of the second run.
    package let lines: [Line]

    /// Steps that do the same belong together, then those of the same label. Linear but for sorting.
    package init(before: [RecordedStep], after: [RecordedStep]) {
        var lines = after.map { Line(before: nil, after: $0) }
        var left = Self.pair(&lines, with: before, by: \.definition.hash)
        left = Self.pair(&lines, with: left, by: \.definition.label)
        lines += left.map { Line(before: $0, after: nil) }
        self.lines = lines.enumerated().sorted { a, b in
            let (first, second) = (a.element.difference.magnitude, b.element.difference.magnitude)
            return first == second ? a.offset < b.offset : first > second
        }.map(\.element)
    }

    /// Gives lines that have none the first step of the same key. Returns the steps that are left.
    private static func pair(
        _ lines: inout [Line], with steps: [RecordedStep], by key: (RecordedStep) -> some Hashable
    ) -> [RecordedStep] {
        var byKey = Dictionary(grouping: steps.indices, by: { key(steps[$0]) }).mapValues { ArraySlice($0) }
        var taken: Set<Int> = []
        for place in lines.indices where lines[place].before == nil {
            guard let step = lines[place].after, let first = byKey[key(step)]?.popFirst() else { continue }
            lines[place].before = steps[first]
            taken.insert(first)
        }
        return steps.indices.filter { !taken.contains($0) }.map { steps[$0] }
    }
}
