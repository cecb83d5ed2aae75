package import Events
import Plan

/// What stays of a run at its end: previews of outputs that are kept nowhere else, then the outputs and the figures of the run. A log
/// of its own for what shows a run and then leaves the screen.
package struct RunSummary: RunLog {
    private let paint: Paint
    /// Cells across.
    private let width: Int
    private var tally = RunTally()
    private static let previewRows = 10

    package init(paint: Paint, width: Int) {
        self.paint = paint
        self.width = width
    }

    package mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        tally.receive(event)
        if case .runFinished(let end) = event.kind { append(end, tally, to: &page) }
    }

    func append(_ end: RunFinished, _ tally: RunTally, to page: inout LogPage) {
        for result in tally.results where result.target == nil { appendPreview(of: result, to: &page) }
        page.output += "\n"
        let plan = tally.started?.plan.singleLine ?? "run"
        let verdict = paint(end.outcome.rawValue, end.outcome == .succeeded ? .green : .red)
        page.output += "\(plan) \(verdict): \(counts(end, tally)) in \(Figures.duration(end.duration)),"
        page.output +=
            " peak memory \(Figures.bytes(end.peakResidentBytes)) (data \(Figures.bytes(end.peakPoolBytes)))\n"
        let written = Set(end.written)
        for result in tally.results {
            let size = "\(Figures.count(result.rows, "row")) \(Figures.bytes(result.bytes))"
            if let target = result.target {
                let verb =
                    tally.isCached(output: result.output)
                    ? "kept" : written.contains(target) ? "wrote" : "not written:"
                page.output += "  \(verb) \(target.singleLine)  \(size)\n"
            } else {
                page.output += "  shown \(result.output.singleLine)  \(size)\n"
            }
        }
    }

    private func appendPreview(of result: ResultCollected, to page: inout LogPage) {
        let columns = Figures.count(result.preview.columns.count, "column")
        page.output += "\n\(result.output.singleLine): \(Figures.count(result.rows, "row")), \(columns)\n"
        // A monitor's preview has more than is wanted in the scrollback.
        var preview = result.preview
        preview.rows = Array(preview.rows.prefix(Self.previewRows))
        for line in TableText.lines(of: preview, width: width) { page.output += line + "\n" }
    }

    /// `38 of 40 steps, 1 failed, 1 skipped`
    private func counts(_ end: RunFinished, _ tally: RunTally) -> String {
        let total = max(tally.stepCount, end.finished + end.failed + end.skipped + end.cancelled)
        var text =
            end.finished == total ? Figures.count(total, "step") : "\(end.finished) of \(Figures.count(total, "step"))"
        if tally.cachedCount > 0 { text += ", \(tally.cachedCount) as before" }
        for (number, word) in [(end.failed, "failed"), (end.skipped, "skipped"), (end.cancelled, "cancelled")]
        where number > 0 {
            text += ", \(number) \(word)"
        }
        if tally.warningChecks > 0 {
            text += ", \(Figures.count(tally.warningChecks, "check")) \(tally.warningChecks == 1 ? "warns" : "warn")"
        }
        return text
    }
}
