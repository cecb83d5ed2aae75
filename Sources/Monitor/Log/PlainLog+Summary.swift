import Events
import Plan

extension PlainLog {
    /// What stays at the end: previews of outputs that are kept nowhere else, then the outputs and the figures of the run.
    func appendSummary(of end: RunFinished, to page: inout LogPage) {
        for result in tally.results where result.target == nil { appendPreview(of: result, to: &page) }
        page.output += "\n"
        let plan = tally.started?.plan.singleLine ?? "run"
        let verdict = style.paint(end.outcome.rawValue, end.outcome == .succeeded ? .green : .red)
        page.output += "\(plan) \(verdict): \(counts(end)) in \(Figures.duration(end.duration)),"
        page.output +=
            " peak memory \(Figures.bytes(end.peakResidentBytes)) (data \(Figures.bytes(end.peakPoolBytes)))\n"
        let written = Set(end.written)
        for result in tally.results {
            let size = "\(Figures.count(result.rows, "row")) \(Figures.bytes(result.bytes))"
            if let target = result.target {
                let verb = written.contains(target) ? "wrote" : "not written:"
                page.output += "  \(verb) \(target.singleLine)  \(size)\n"
            } else {
                page.output += "  shown \(result.output.singleLine)  \(size)\n"
            }
        }
    }

    private func appendPreview(of result: ResultCollected, to page: inout LogPage) {
        let columns = Figures.count(result.preview.columns.count, "column")
        page.output += "\n\(result.output.singleLine): \(Figures.count(result.rows, "row")), \(columns)\n"
        for line in TableText.lines(of: result.preview, width: style.width) { page.output += line + "\n" }
    }

    /// `38 of 40 steps, 1 failed, 1 skipped`
    private func counts(_ end: RunFinished) -> String {
        let total = max(tally.stepCount, end.finished + end.failed + end.skipped + end.cancelled)
        var text =
            end.finished == total ? Figures.count(total, "step") : "\(end.finished) of \(Figures.count(total, "step"))"
        for (number, word) in [(end.failed, "failed"), (end.skipped, "skipped"), (end.cancelled, "cancelled")]
        where number > 0 {
            text += ", \(number) \(word)"
        }
        return text
    }
}
