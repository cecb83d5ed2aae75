package import Events
import Plan

/// Why a run did not succeed, once, at its end, for the error stream: a line for each failed step that names the place in the
/// plan file, the step, its feature group, framework, worker and the cause; then what else ended the run.
package struct FailureReport: RunLog {
    private var tally = RunTally()

    package init() {}

    package mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        tally.receive(event)
        guard case .runFinished(let end) = event.kind, end.outcome != .succeeded else { return }
        for failed in tally.failures { page.errors += line(failed) + "\n" }
        if let message = end.message { page.errors += "weir: error: \(message.printable)\n" }
        let plan = tally.started?.plan.singleLine ?? "the plan"
        switch end.outcome {
        case .cancelled:
            page.errors +=
                "weir: \(plan) was stopped: \(end.finished) of \(Figures.count(tally.stepCount, "step")) finished"
            page.errors += end.written.isEmpty ? "; no output was written\n" : "\n"
        case .failed, .stalled:
            if tally.failures.isEmpty && end.message == nil {
                page.errors += "weir: error: \(plan) \(end.outcome.rawValue)\n"
            }
        case .succeeded:
            break
        }
    }

    private func line(_ failed: RunTally.Failure) -> String {
        let place = failed.failure.position?.singleLine ?? "weir"
        var facts = [String]()
        if let step = tally.description(of: failed.step) {
            facts = ["group \(step.group.singleLine)", "framework \(step.framework)"]
        }
        if let worker = failed.failure.worker { facts.append("worker \(worker)") }
        if failed.failure.attempts > 1 { facts.append("\(failed.failure.attempts) attempts") }
        let details = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
        let message = failed.failure.message.printable.split(separator: "\n", omittingEmptySubsequences: true)
            .joined(separator: "\n    ")
        return "\(place): error: step '\(tally.label(failed.step))'\(details): \(message)"
    }
}
