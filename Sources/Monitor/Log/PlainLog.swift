package import Events
import Plan

/// The log of a run as lines for people and for `grep`:
///
///     2026-01-02T03:04:05.678Z [12/40] DONE  join flights⟕planes  4.2s rows=336776 mem=8.1MiB worker=t2
///
/// `[12/40]` counts the steps that are settled (finished, failed, skipped, cancelled), `mem` is the size of what the step
/// made. What a step logs is printed when it ends, together. Lines that continue an entry are indented.
package struct PlainLog: RunLog {
    package struct Style: Sendable {
        package var paint: Paint
        /// Cells across; tables are cut there, lines are not.
        package var width: Int
        /// Whether the log of a step is folded by GitHub's `::group::` and stands unindented, so that workflow commands
        /// that the step prints still begin their line.
        package var foldsStepLogs: Bool
        /// Whether steps that start have a line: not where something else shows what runs.
        package var tellsStarts: Bool
        /// Whether each step that is as before has a line, beside the number of all.
        package var tellsCached: Bool

        package init(
            paint: Paint = Paint(isOn: false), width: Int = 120, foldsStepLogs: Bool = false, tellsStarts: Bool = true,
            tellsCached: Bool = true
        ) {
            self.paint = paint
            self.width = width
            self.foldsStepLogs = foldsStepLogs
            self.tellsStarts = tellsStarts
            self.tellsCached = tellsCached
        }
    }

    /// The word of a line, five letters wide.
    package enum Word: String, Sendable {
        case run = "RUN"
        case start = "START"
        case done = "DONE"
        case drop = "DROP"
        case fail = "FAIL"
        case skip = "SKIP"
        case warn = "WARN"
        case check = "CHECK"
        case retry = "RETRY"
        case stop = "STOP"
        case still = "STILL"
        case log = "LOG"
        case spill = "SPILL"
        case cache = "CACHE"
        case pause = "PAUSE"
        case resume = "GO"
        case worker = "WORK"
        case save = "SAVE"
        case flight = "FLIGHT"

        var tint: Paint.Tint? {
            switch self {
            case .done, .cache: .green
            case .fail: .red
            case .warn, .retry, .stop: .yellow
            case .drop, .spill: .magenta
            case .run, .check, .save, .flight: .cyan
            case .start, .skip, .still, .log, .pause, .resume, .worker: .dim
            }
        }
    }

    let style: Style
    var tally = RunTally()
    var stepLogs = StepLogBuffer()

    package init(style: Style = Style()) { self.style = style }

    package mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        let ended = tally.running(endedBy: event)
        tally.receive(event)
        if let entry = entry(for: event, ended: ended) { append(entry, at: event.time, to: &page) }
        switch event.kind {
        case .logLine(let step?, let text):
            stepLogs.append(text, of: step)
        case .stepFinished(let step, _), .stepFailed(let step, _), .stepCancelled(let step),
            .stepRetried(let step, _, _):
            appendLog(of: step, to: &page)
        case .checkFailed(_, let check):
            appendSample(of: check, to: &page)
        case .runFinished(let end):
            RunSummary(paint: style.paint, width: style.width).append(end, tally, to: &page)
        default:
            break
        }
    }

    /// The heartbeat: names what runs, longest first.
    package mutating func tick(at time: UInt64, into page: inout LogPage) {
        guard tally.started != nil else { return }
        append(Entry(.still, runningList(at: time).map { "running  \($0)" } ?? "nothing runs"), at: time, to: &page)
    }

    /// `STOP  interrupted; waiting for by_route 12s (again: stop at once)`
    package mutating func stopRequested(_ request: StopRequest, at time: UInt64, into page: inout LogPage) {
        var text = request.cause
        if request.isGraceful {
            text += "; " + (runningList(at: time).map { "waiting for \($0)" } ?? "nothing is running")
            if let hint = request.hint { text += " (\(hint))" }
        } else {
            text += "; not waiting any longer"
        }
        append(Entry(.stop, text), at: time, to: &page)
    }

    /// `by_route 12s, join flights⟕planes 3.1s and 4 more`; nil where nothing runs.
    private func runningList(at time: UInt64) -> String? {
        let running = tally.runningSteps
        guard !running.isEmpty else { return nil }
        let named = running.prefix(4).map { running in
            let elapsed = time - min(time, running.since)
            let slow = tally.expectation(of: running.step)?.slowness(of: elapsed).map { StepRemark.slow($0).text }
            return "\(tally.label(running.step)) \(Figures.duration(elapsed))" + (slow.map { " (\($0))" } ?? "")
        }
        let more = running.count > named.count ? " and \(running.count - named.count) more" : ""
        return named.joined(separator: ", ") + more
    }

    // MARK: - Lines

    /// One line of the log before its time and count: the word and what follows it.
    struct Entry {
        var word: Word
        var text: String
        /// Further lines, indented.
        var details: [String]

        init(_ word: Word, _ text: String, details: [String] = []) {
            self.word = word
            self.text = text
            self.details = details
        }
    }

    func append(_ entry: Entry, at time: UInt64, to page: inout LogPage) {
        let milliseconds = Int64(((tally.started?.wallClock ?? 0) * 1_000).rounded()) + Int64(time / 1_000_000)
        let total = String(tally.stepCount)
        let count = DisplayWidth.pad(String(tally.settled), to: total.count, rightAligned: true)
        page.output += style.paint("\(Figures.timestamp(milliseconds: milliseconds)) [\(count)/\(total)]", .dim)
        page.output += " " + style.paint(DisplayWidth.pad(entry.word.rawValue, to: 5), entry.word.tint)
        page.output += " \(entry.text)\n"
        for line in entry.details { page.output += "    \(line)\n" }
    }

    private mutating func appendLog(of step: StepID, to page: inout LogPage) {
        guard let excerpt = stepLogs.take(step) else { return }
        let prefix = style.foldsStepLogs ? "" : "    | "
        if style.foldsStepLogs { page.output += "::group::log of \(tally.label(step))\n" }
        for line in excerpt.head { page.output += prefix + line.singleLine + "\n" }
        if excerpt.cut > 0 { page.output += "\(prefix)… \(Figures.count(excerpt.cut, "line")) cut …\n" }
        for line in excerpt.tail { page.output += prefix + line.singleLine + "\n" }
        if style.foldsStepLogs { page.output += "::endgroup::\n" }
    }

    private func appendSample(of check: CheckFailed, to page: inout LogPage) {
        guard let sample = check.sample else { return }
        for line in TableText.lines(of: sample, width: style.width - 4) { page.output += "    \(line)\n" }
    }
}

extension RunTally {
    /// The running step that the event ends; nil for every other event.
    fileprivate func running(endedBy event: RunEvent) -> Running? {
        switch event.kind {
        case .stepFinished(let step, _), .stepFailed(let step, _), .stepCancelled(let step),
            .stepRetried(let step, _, _):
            running(step)
        default:
            nil
        }
    }
}
