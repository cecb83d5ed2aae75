import Events
import History
import Monitor

/// Earlier runs, and a step over them, as tables for people.
enum HistoryText {
    static func runs(_ runs: [RecordedRun]) -> String {
        guard !runs.isEmpty else { return "no runs\n" }
        let rows = runs.map { run in
            [
                run.id, when(run), run.plan.singleLine, run.outcome.rawValue, Figures.duration(run.duration),
                steps(run.counts), Figures.count(run.rows), Figures.bytes(run.bytes), Figures.bytes(run.peakDataBytes),
                Figures.bytes(run.peakResidentBytes),
            ]
        }
        return TextTable.of(
            [["run", "when", "plan", "outcome", "time", "steps", "rows", "made", "peak data", "peak memory"]] + rows)
    }

    static func when(_ run: RecordedRun) -> String {
        Figures.timestamp(milliseconds: run.started / 1_000).prefix(19).replacing("T", with: " ") + "Z"
    }

    /// `20`, `17 of 20, 1 failed, 2 skipped`, `20, 14 as before`.
    private static func steps(_ counts: RecordedRun.Counts) -> String {
        let done = counts.finished + counts.cached
        var text = done == counts.steps ? "\(counts.steps)" : "\(done) of \(counts.steps)"
        for (number, word) in [
            (counts.cached, "as before"), (counts.failed, "failed"), (counts.skipped, "skipped"),
            (counts.cancelled, "cancelled"),
        ] where number > 0 {
            text += ", \(number) \(word)"
        }
        return text
    }

    // MARK: A step

    /// - Parameter found: the newest first.
    static func step(_ label: String, _ found: [(run: RecordedRun, step: RecordedStep)]) -> String {
        guard let newest = found.first else { return "no runs\n" }
        let definition = newest.step.definition
        let statistics = StepStatistics(found.map(\.step))
        var page = "\(label.singleLine)  (\(definition.group.singleLine), \(definition.framework.singleLine))\n"
        page += summary(statistics) + "\n\n"
        let hasSeveralPlans = Set(found.map(\.run.file)).count > 1
        let rows = found.map { run, step in
            [run.id, when(run)] + (hasSeveralPlans ? [run.plan.singleLine] : []) + [
                step.outcome.name, step.outcome == .cached || step.attempts == 0 ? "" : Figures.duration(step.duration),
                ratio(step, statistics), made(step, Figures.count(step.rows)), made(step, Figures.bytes(step.bytes)),
                made(step, Figures.bytes(step.peakBytes)), remarks(step, definition),
            ]
        }
        let head =
            ["run", "when"] + (hasSeveralPlans ? ["plan"] : [])
            + ["outcome", "time", "of median", "rows", "made", "peak data", ""]
        return page + TextTable.of([head] + rows)
    }

    /// `12 runs: median 4.2s, nine in ten within 5.1s, 1.3× what it was; fails in 2 of them: flaky`
    private static func summary(_ statistics: StepStatistics) -> String {
        var text = Figures.count(statistics.runs, "run") + " in which it was done"
        if let median = statistics.median {
            text += ": median \(Figures.duration(median))"
            if let p90 = statistics.p90, statistics.finished > 1 { text += ", 9 of 10 within \(Figures.duration(p90))" }
            if let rows = statistics.medianRows, let bytes = statistics.medianBytes {
                text += ", \(Figures.count(rows)) rows, \(Figures.bytes(bytes))"
            }
            if let trend = statistics.trend { text += "; the last five took \(Figures.factor(trend)) those before" }
        }
        if statistics.failed > 0 {
            text += "; failed in \(statistics.failed) of them\(statistics.isFlaky ? ": flaky" : "")"
        }
        return text
    }

    private static func ratio(_ step: RecordedStep, _ statistics: StepStatistics) -> String {
        guard step.outcome == .finished, let median = statistics.median, median > 0 else { return "" }
        return Figures.factor(Double(step.duration) / Double(median))
    }

    private static func made(_ step: RecordedStep, _ text: String) -> String { step.outcome == .finished ? text : "" }

    private static func remarks(_ step: RecordedStep, _ newest: RecordedStep.Definition) -> String {
        var remarks: [String] = []
        if step.attempts > 1 { remarks.append("\(step.attempts) attempts") }
        if step.definition.hash != newest.hash { remarks.append("did something else") }
        return remarks.joined(separator: ", ")
    }
}
