package import Plan

extension RunState {
    /// A started step has ended well.
    package mutating func finished(_ step: StepID) {
        let index = Int(step.index)
        precondition(phases[index] == .started, "\(step) was not started")
        phases[index] = .finished
        finishedCount += 1
        leaveFlight(index)
        for dependent in graph.dependents(of: index) where phases[Int(dependent)] == .waiting {
            unmet[Int(dependent)] -= 1
            if unmet[Int(dependent)] == 0 { makeReady(Int(dependent)) }
        }
    }

    /// A started step has failed. It is tried again where `retries` and the run's state allow it; else it has failed for good,
    /// and what depends on it is skipped.
    ///
    /// - Returns: whether it has failed for good.
    @discardableResult
    package mutating func failed(_ step: StepID, retries: RetryPolicy? = nil) -> Bool {
        let index = Int(step.index)
        precondition(phases[index] == .started, "\(step) was not started")
        leaveFlight(index)
        if let retries, Int(retriesUsed[index]) < retries.times, !isStopping, !isFailing {
            let delay = retries.backoff * (1 << min(Int(retriesUsed[index]), 20))
            retriesUsed[index] += 1
            phases[index] = .backingOff
            backingOffCount += 1
            actions.append(.retry(step, attempt: Int(attempts[index]) + 1, delay: delay))
            return false
        }
        phases[index] = .failed
        failedCount += 1
        skipDependents(of: index)
        if isFailing { actions.append(.withdrawQueued) }
        return true
    }

    /// Whether `failed` with these retries would be final.
    package func wouldFailForGood(_ step: StepID, retries: RetryPolicy?) -> Bool {
        Int(retriesUsed[Int(step.index)]) >= (retries?.times ?? 0)
    }

    /// The delay of a retry is over. Ignored where the step was cancelled meanwhile.
    package mutating func backoffEnded(_ step: StepID) {
        guard phases[Int(step.index)] == .backingOff else { return }
        backingOffCount -= 1
        makeReady(Int(step.index))
    }

    /// Started steps that no worker had taken up were taken back; they are ready again.
    package mutating func withdrawn(_ steps: some Sequence<StepID>) {
        for step in steps where phases[Int(step.index)] == .started { takeBack(Int(step.index)) }
    }

    /// Nobody wants the step any more; what depends on it is skipped. Ignored for a step that has ended.
    package mutating func cancel(_ step: StepID) {
        let index = Int(step.index)
        guard index >= 0 && index < graph.count else { return }
        switch phases[index] {
        case .waiting, .ready: break
        case .backingOff: backingOffCount -= 1
        case .started:
            leaveFlight(index)
            actions.append(.abandon(step))
        case .finished, .failed, .cancelled, .skipped: return
        }
        phases[index] = .cancelled
        cancelledCount += 1
        actions.append(.cancelled(step))
        skipDependents(of: index)
    }

    /// Starts no more steps; a run that has failed is held too, so that what failed may be retried before it ends.
    package mutating func pause() {
        guard !isPaused && !isStopping else { return }
        isPaused = true
        actions.append(.withdrawQueued)
    }

    package mutating func resume() { isPaused = false }

    /// Lets a held run end.
    package mutating func acceptFailures() { acceptsFailures = true }

    /// Ends the run: nothing starts any more. At once: what has started is abandoned.
    package mutating func stop(gracefully: Bool) {
        if !isStopping {
            isStopping = true
            isPaused = false
            actions.append(.withdrawQueued)
        }
        guard !gracefully else { return }
        for index in 0..<graph.count where phases[index] == .started {
            leaveFlight(index)
            phases[index] = .cancelled
            cancelledCount += 1
            actions.append(.abandon(StepID(index)))
            actions.append(.cancelled(StepID(index)))
        }
    }

    /// In plan order where nothing else is said; each is skipped for the step given, which failed or was cancelled.
    private mutating func skipDependents(of cause: Int) {
        var stack = [Int32(cause)]
        while let step = stack.popLast() {
            for dependent in graph.dependents(of: Int(step)) where phases[Int(dependent)] == .waiting {
                phases[Int(dependent)] = .skipped
                causes[Int(dependent)] = Int32(cause)
                skippedCount += 1
                actions.append(.skip(StepID(Int(dependent)), cause: StepID(cause)))
                stack.append(dependent)
            }
        }
    }
}
