import Compute
import Events
import Plan

extension RunLoop {
    /// Ends the run: nothing runs any more, so outputs are put in place or removed, all data goes, and the result is told.
    mutating func conclude() -> RunResult {
        giveUpRetries()
        let stall = state.stalled()
        var outcome = state.conclude()
        var message = outcome == .stalled ? stallMessage(stall) : nil
        for action in state.takeActions() {
            guard case .skip(let step, let cause) = action else { continue }
            events.publish(.stepSkipped(step, cause: cause))
            released(step, .unneeded, after: cause)
        }
        let abandoned = pool.shutDown()

        if outcome == .succeeded, let limit = request.peakLimit, lifecycle.peakResidentBytes > limit {
            outcome = .failed
            message =
                "the data in memory came to \(MemoryBudget.text(lifecycle.peakResidentBytes)) at its peak, more than the \(MemoryBudget.text(Int(limit))) allowed"
        }

        let isWanted =
            outcome == .succeeded
            || (request.failure == .keepGoing && !state.isStopping && outcome != .stalled)
        let (placed, fault) = settleOutputs(isWanted)
        for (step, path) in lifecycle.savedArtifacts { events.publish(.artifactSaved(step, path: path)) }
        if let fault {
            outcome = .failed
            message = fault.message
        }
        let outputs = collectedOutputs(placed: placed)
        // Nothing is dropped under a reader: first all of them end, in bounded time.
        live?.close()
        request.dataService?.close()
        lifecycle.dropAll(from: executor.instances)
        live?.dropPut()
        if events.isObserved { publishSample() }

        let summary = RunFinished(
            outcome: outcome, finished: state.finishedCount, failed: state.failedCount, skipped: state.skippedCount,
            cancelled: state.cancelledCount, duration: pool.now &- startedAt,
            peakPoolBytes: request.memoryMeter.peakBytes,
            peakResidentBytes: ProcessUsage.peakResidentBytes,
            written: outputs.filter(\.isPlaced).compactMap(\.result.target), message: message)
        events.publish(.runFinished(summary))
        return RunResult(
            summary: summary, failures: failures, failedChecks: failedChecks, outputs: outputs, warnings: warnings,
            abandonedSteps: abandoned, isOutOfMemory: isOutOfMemory)
    }

    private mutating func settleOutputs(_ isWanted: Bool) -> (placed: [Int], fault: RunFault?) {
        let state = state
        return lifecycle.settleOutputs(isWanted: isWanted, files: files, tables: request.tables) {
            state.attempt(of: $0)
        }
    }

    private func collectedOutputs(placed: [Int]) -> [RunResult.Output] {
        let placed = Set(placed)
        return lifecycle.results.compactMap { output, product in
            guard let result = results[output] else { return nil }
            let plan = shared.plan.outputs[output]
            let isPlaced = plan.target != nil && placed.contains(output)
            return RunResult.Output(result: result, step: plan.step, isPlaced: isPlaced, table: product.table)
        }
    }

    private func stallMessage(_ stall: (steps: [(step: StepID, waitsFor: [StepID])], total: Int)) -> String {
        let plan = shared.plan
        func name(_ step: StepID) -> String {
            let index = Int(step.index)
            return plan.steps.indices.contains(index)
                ? "“\(plan.steps[index].label)” (\(step))" : "\(step), which the plan does not have"
        }
        var lines = ["no step can run though \(stall.total) \(stall.total == 1 ? "is" : "are") left:"]
        for (step, waitsFor) in stall.steps {
            lines.append("  \(name(step)) waits for \(waitsFor.map(name).joined(separator: ", "))")
        }
        if stall.total > stall.steps.count { lines.append("  … and \(stall.total - stall.steps.count) more") }
        return lines.joined(separator: "\n")
    }
}
