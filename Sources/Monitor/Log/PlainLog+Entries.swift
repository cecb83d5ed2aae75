import Events
import Plan

extension PlainLog {
    /// The line for an event; nil for those that have none (readiness, progress, samples, storing).
    func entry(for event: RunEvent, ended: RunTally.Running?) -> Entry? {
        switch event.kind {
        case .runStarted(let run): entry(runStarted: run)
        case .runPaused: Entry(.pause, "no more steps start")
        case .runResumed: Entry(.resume, "steps start again")
        case .runHeld(let failed): Entry(.pause, "held: \(Figures.count(failed, "step")) failed or cancelled")
        case .breakpointHit(let breakpoint, let step): entry(hit: breakpoint, after: step)
        case .stepStarted(let step, let worker, let attempt): entry(started: step, by: worker, attempt: attempt)
        case .stepFinished(let step, let figures): entry(finished: step, figures, ended: ended)
        case .stepFailed(let step, let failure): entry(failed: step, failure, at: event.time, ended: ended)
        case .stepRetried(let step, let attempt, let delay):
            Entry(
                .retry, "\(tally.label(step))  attempt \(attempt)\(delay == 0 ? "" : " in \(Figures.duration(delay))")")
        // What never ran because the run ended is only counted: there may be thousands.
        case .stepCancelled(let step): ended.map { _ in Entry(.stop, "\(tally.label(step))  cancelled") }
        case .stepSkipped(let step, let cause):
            cause.map { Entry(.skip, "\(tally.label(step))  needs \(tally.label($0))") }
        case .stepCached(let step): !style.tellsCached ? nil : Entry(.cache, "\(tally.label(step))  as before")
        case .dataDropped(let drop): entry(dropped: drop)
        case .dataSpilled(let dataset, let bytes):
            Entry(.spill, "\(name(of: dataset))  \(Figures.bytes(bytes)) to disk")
        case .checkPassed(let step): Entry(.check, "\(rule(of: step))  holds")
        case .checkFailed(let step, let check): entry(checkFailed: step, check)
        case .artifactSaved(let step, let path): Entry(.save, "\(tally.label(step))  \(path.singleLine)")
        case .workerExited(let worker, let reason): entry(exited: worker, reason)
        case .flight(let activity): Entry(.flight, activity.text)
        case .logLine(nil, let text): Entry(.log, text.singleLine)
        case .warning(let text): multiline(.warn, text)
        case .stepReady, .stepProgressed, .workerStarted, .workerBusy, .workerIdle, .dataStored, .dataShared,
            .resultCollected, .resourceSample, .logLine, .runExpected, .runFinished:
            nil
        }
    }

    private func entry(runStarted run: RunStarted) -> Entry {
        var text = "\(run.plan.singleLine)  \(Figures.count(run.steps.count, "step"))"
        text += " mode=\(run.modes.map(\.rawValue).joined(separator: ",")) workers=\(run.workers)"
        if let budget = run.memoryBudget { text += " memory=\(Figures.bytes(Int(budget)))" }
        return Entry(.run, text)
    }

    private func entry(started step: StepID, by worker: WorkerID, attempt: Int) -> Entry? {
        guard style.tellsStarts else { return nil }
        return Entry(.start, "\(tally.label(step))  worker=\(worker)\(attempt > 1 ? " attempt=\(attempt)" : "")")
    }

    private func entry(finished step: StepID, _ figures: StepFigures, ended: RunTally.Running?) -> Entry {
        var text = "\(tally.label(step))  \(Figures.duration(figures.duration)) rows=\(figures.rows)"
        text += " mem=\(Figures.bytes(figures.bytes))"
        if let worker = ended?.worker { text += " worker=\(worker)" }
        if let factor = tally.expectation(of: step)?.slowness(of: figures.duration) {
            text += ", \(StepRemark.slow(factor).text)"
        }
        return Entry(.done, text)
    }

    private func entry(failed step: StepID, _ failure: StepFailure, at time: UInt64, ended: RunTally.Running?) -> Entry
    {
        var text = "\(tally.label(step)) "
        if let since = ended?.since { text += " \(Figures.duration(time - min(time, since)))" }
        if let step = tally.description(of: step) {
            text += " group=\(step.group.singleLine) framework=\(step.framework)"
        }
        if let worker = failure.worker ?? ended?.worker { text += " worker=\(worker)" }
        if failure.attempts > 1 { text += " attempts=\(failure.attempts)" }
        if let expected = tally.expectation(of: step), expected.isFlaky {
            text += ", \(StepRemark.flaky(failed: expected.failed, runs: expected.runs).text)"
        }
        let lines = failure.message.printable.split(separator: "\n", omittingEmptySubsequences: true)
        text += ": \(lines.first ?? "no reason given")"
        return Entry(.fail, text, details: lines.dropFirst().map(String.init))
    }

    private func entry(dropped drop: DataDrop) -> Entry {
        let columns = Figures.count(drop.slots.count, "column")
        // Columns that a join or a filter let through as they are still use the memory.
        let size = drop.bytes == 0 ? "0B (shared, or on disk)" : Figures.bytes(drop.bytes)
        var text = "\(name(of: drop.dataset))  \(drop.isWhole ? "last " : "")\(columns) \(size)"
        switch drop.reason {
        case .consumed: text += drop.after.map { ", after \(tally.label($0))" } ?? ""
        case .unneeded: text += ", needed no more" + (drop.after.map { " after \(tally.label($0))" } ?? "")
        case .runEnded: text += ", at the end of the run"
        }
        return Entry(.drop, text)
    }

    private func entry(hit breakpoint: Breakpoint, after step: StepID?) -> Entry {
        switch breakpoint {
        case .dropped(let dataset): Entry(.pause, "breakpoint: \(name(of: dataset)) dropped")
        case .memory(let over): Entry(.pause, "breakpoint: memory over \(Figures.bytes(over))")
        case .zeroRows: Entry(.pause, "breakpoint: zero rows" + (step.map { " of \(tally.label($0))" } ?? ""))
        }
    }

    private func entry(checkFailed step: StepID, _ check: CheckFailed) -> Entry {
        let verdict = check.isError ? "fails" : "does not hold (a warning)"
        return Entry(
            .check,
            "\(check.description.singleLine)  \(verdict): \(check.extent.singleLine)"
        )
    }

    private func entry(exited worker: WorkerID, _ reason: String) -> Entry? {
        // A thread that ends with its run is not news; a process that ends is.
        guard worker.kind == .process else { return nil }
        return multiline(.worker, "\(worker) ended: \(reason)")
    }

    /// A check's label without the word that the line begins with.
    private func rule(of step: StepID) -> String {
        let label = tally.label(step)
        return label.hasPrefix("check ") ? String(label.dropFirst("check ".count)) : label
    }

    private func multiline(_ word: Word, _ text: String) -> Entry {
        let lines = text.printable.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        return Entry(word, lines.first ?? "", details: Array(lines.dropFirst()))
    }

    private func name(of dataset: DatasetID) -> String {
        guard let datasets = tally.started?.datasets, datasets.indices.contains(Int(dataset.index)) else {
            return dataset.description
        }
        return datasets[Int(dataset.index)].name.singleLine
    }
}
