import Events
import History
import Monitor

/// Two runs side by side as a table for people.
enum CompareText {
    static func page(_ before: RecordedRun, _ after: RecordedRun, _ comparison: RunComparison, limit: Int) -> String {
        var page = TextTable.of([
            ["", "run", "when", "plan", "outcome", "time", "made", "peak data", "peak memory"], run("before", before),
            run("after", after),
        ])
        let shown = comparison.lines.prefix(limit)
        guard !shown.isEmpty else { return page + "\nneither run came to a step\n" }
        let rows = shown.map { line in
            [
                line.label.singleLine, time(line.before), time(line.after), line.ratio.map(Figures.factor) ?? "",
                difference(line.difference), pair(line) { Figures.count($0.rows) },
                pair(line) { Figures.bytes($0.bytes) },
                remarks(line),
            ]
        }
        page += "\n" + TextTable.of([["step", "before", "after", "ratio", "change", "rows", "made", ""]] + rows)
        let rest = comparison.lines.count - shown.count
        if rest > 0 { page += "… and \(Figures.count(rest, "step")) more; --limit shows them\n" }
        return page
    }

    private static func run(_ name: String, _ run: RecordedRun) -> [String] {
        [
            name, run.id, HistoryText.when(run), run.plan.singleLine, run.outcome.rawValue,
            Figures.duration(run.duration), Figures.bytes(run.bytes), Figures.bytes(run.peakDataBytes),
            Figures.bytes(run.peakResidentBytes),
        ]
    }

    /// How long it took; how it ended where it did not finish.
    private static func time(_ step: RecordedStep?) -> String {
        guard let step else { return "" }
        return switch step.outcome {
        case .finished: Figures.duration(step.duration)
        case .cached: "as before"
        case .failed, .cancelled, .skipped: step.outcome.name
        }
    }

    private static func difference(_ nanoseconds: Int64) -> String {
        guard nanoseconds != 0 else { return "" }
        return (nanoseconds < 0 ? "-" : "+") + Figures.duration(nanoseconds.magnitude)
    }

    /// `12`, or `12 → 15` where they differ.
    private static func pair(_ line: RunComparison.Line, _ text: (RecordedStep) -> String) -> String {
        let texts = [line.before, line.after].compactMap { $0.flatMap { $0.outcome == .finished ? text($0) : nil } }
        return Set(texts).count < 2 ? texts.first ?? "" : texts.joined(separator: " → ")
    }

    private static func remarks(_ line: RunComparison.Line) -> String {
        if line.before == nil { return "new" }
        if line.after == nil { return "gone" }
        return line.isChanged ? "does something else" : ""
    }
}
