import Events
import Plan

/// What happens to steps. Ids that the run has not announced, as a damaged recording may have them, change nothing.
extension RunModel {
    func has(_ step: StepID) -> Bool { steps.indices.contains(Int(step.index)) }

    mutating func change(_ step: StepID, _ body: (inout StepRecord) -> Void) {
        let index = Int(step.index)
        guard steps.indices.contains(index) else { return }
        body(&steps[index])
    }

    mutating func enter(_ phase: StepRecord.Phase, _ step: StepID) {
        let index = Int(step.index)
        guard steps.indices.contains(index), steps[index].phase != phase else { return }
        let earlier = steps[index].phase
        phaseCounts[Int(earlier.rawValue)] -= 1
        phaseCounts[Int(phase.rawValue)] += 1
        steps[index].phase = phase
        if earlier.isSettled != phase.isSettled {
            pace.settled(index, phase.isSettled ? 1 : -1)
            data.settled(index, phase.isSettled)
        }
        phaseRevision += 1
    }

    mutating func becameReady(_ step: StepID) {
        guard has(step) else { return }
        let earlier = self[step].phase
        isHeld = false
        enter(.ready, step)
        guard earlier.isSettled else { return }
        // It is retried, or computed anew for one that is.
        failures[step] = nil
        failedChecks[step] = nil
        if earlier == .failed || earlier == .cancelled { reviveSkipped(after: step) }
    }

    mutating func started(_ step: StepID, _ worker: WorkerID, _ attempt: Int) {
        guard has(step) else { return }
        enter(.running, step)
        let time = time
        change(step) {
            $0.attempt = attempt
            $0.worker = worker
            $0.startedAt = time
            $0.endedAt = time
            $0.rows = 0
        }
        workers.took(step, worker, at: time)
    }

    mutating func finished(_ step: StepID, _ figures: StepFigures) {
        // Its own clock is finer than that of the events.
        let time = time
        change(step) {
            $0.rows = figures.rows
            $0.bytes = figures.bytes
            $0.processorTime = figures.processorTime
            $0.endedAt = $0.attempt > 0 ? max($0.startedAt &+ figures.duration, $0.startedAt) : time
        }
        leaveWorker(step, processorTime: figures.processorTime)
        enter(.finished, step)
        pace.finished(Int(step.index), figures, at: time)
    }

    mutating func failed(_ step: StepID, _ failure: StepFailure) {
        guard has(step) else { return }
        failures[step] = failure
        ended(step, .failed)
        log.append(.error, step, failure.message, at: time)
    }

    mutating func skipped(_ step: StepID, _ cause: StepID?) {
        guard has(step) else { return }
        ended(step, .skipped)
        causes[step] = cause
    }

    mutating func willRetry(_ step: StepID, delay: UInt64) {
        ended(step, .retrying)
        let time = time
        change(step) { $0.endedAt = time &+ delay }
    }

    /// Ends an attempt, if one runs, and enters the phase.
    mutating func ended(_ step: StepID, _ phase: StepRecord.Phase) {
        if self[step].phase == .running {
            let time = time
            change(step) { $0.endedAt = time }
            leaveWorker(step, processorTime: 0)
        }
        enter(phase, step)
    }

    private mutating func leaveWorker(_ step: StepID, processorTime: UInt64) {
        let record = self[step]
        guard record.phase == .running, let worker = record.worker else { return }
        workers.left(step, worker, from: record.startedAt, to: max(record.endedAt, record.startedAt), processorTime)
    }

    /// Skipped steps that nothing keeps from running any more wait again, as the engine has them do.
    private mutating func reviveSkipped(after root: StepID) {
        for step in revivedSteps(after: root) {
            causes[step] = nil
            enter(.waiting, step)
        }
    }
}
