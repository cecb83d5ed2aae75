import Compute
import Events
import Plan

extension RunLoop {
    /// A worker is done with a task, well or not.
    mutating func taskEnded(_ task: StepTask) {
        guard state.isCurrent(task.step, attempt: task.attempt) else { return task.discard() }
        let step = task.step
        leavesRoom(step)
        // In threads the deadline is kept by the loop; a step on the loop's own thread can only be judged afterwards.
        let isLate = task.timeout.map { task.duration > $0 } ?? false
        var product: StepProduct
        switch task.takeOutcome() {
        case .success(let made): product = made
        case .failure(let error):
            return failed(step, isLate ? timeoutFault(step) : error, worker: task.worker, retries: retries(of: step))
        case nil: return
        }
        if isLate {
            task.discard()
            return failed(step, timeoutFault(step), worker: task.worker, retries: retries(of: step))
        }
        do throws(RunFault) {
            // Leaves nothing of the data here, so that it goes when the instances let go of it.
            try executor.absorb(&product, of: step)
            try lifecycle.keep(product.artifact, of: step)
        } catch {
            task.discard()
            return failed(step, error, worker: task.worker, retries: nil)
        }
        succeeded(task, product)
    }

    private mutating func succeeded(_ task: StepTask, _ product: StepProduct) {
        let step = task.step
        let before = lifecycle.residentBytes
        let stored = lifecycle.stored(step, in: executor.instances)
        if let fault = overflow(step, stored: lifecycle.residentBytes - before) {
            return failed(step, fault, worker: task.worker, retries: nil)
        }
        if let violation = product.violation {
            if checkFailed(task, violation) { return }
        }
        events.publish(
            .stepFinished(
                step,
                StepFigures(
                    rows: product.rows, bytes: stored + (product.output?.bytes ?? 0), duration: task.duration,
                    processorTime: task.processorTime)))
        if events.isObserved, let (dataset, rows) = executor.dataset(of: step) {
            events.publish(
                .dataStored(dataset, slots: shared.plan.steps[Int(step.index)].outputs, bytes: stored, rows: rows))
        }
        for warning in product.warnings { warn(warning) }
        if !breakpoints.isEmpty { lookForBreakpoints(made: step) }
        if let output = product.output { collect(output, rows: product.rows, of: step) }
        if product.violation == nil, case .check = shared.plan.steps[Int(step.index)].work {
            events.publish(.checkPassed(step))
        }
        warnOfFilter(step, product)
        state.finished(step)
        released(step, .consumed, after: step)
    }

    /// A filter that keeps every row, or none, is most likely a mistake.
    private mutating func warnOfFilter(_ step: StepID, _ product: StepProduct) {
        let plan = shared.plan.steps[Int(step.index)]
        var label = plan.label
        var isFilter = product.removedRows != nil
        if case .read(let work) = plan.work, let predicate = work.predicate {
            label += " where \(predicate.text)"
            isFilter = true
        }
        let place = plan.position.map { "\($0): " } ?? ""
        if product.removedRows == 0 {
            warn("\(place)“\(label)” removed no row")
        } else if isFilter && product.rows == 0 {
            warn("\(place)“\(label)” left no row")
        }
    }

    private mutating func collect(_ product: OutputProduct, rows: Int, of step: StepID) {
        guard case .write(let output) = shared.plan.steps[Int(step.index)].work else { return }
        if let earlier = lifecycle.collect(product, output: output)?.staged,
            earlier.temporary != product.staged?.temporary
        {
            files.remove(earlier.temporary)
        }
        let plan = shared.plan.outputs[output]
        let result = ResultCollected(
            output: plan.name, target: plan.target?.written, rows: rows, bytes: product.bytes, preview: product.preview)
        results[output] = result
        events.publish(.resultCollected(result))
    }

    /// Returns whether the run takes it for a failure of the step.
    private mutating func checkFailed(_ task: StepTask, _ violation: CheckViolation) -> Bool {
        let step = shared.plan.steps[Int(task.step.index)]
        guard case .check(let work) = step.work else { return false }
        let isError = work.severity == .error
        let check = CheckFailed(
            description: work.description, isError: isError, failedRows: violation.failedRows,
            totalRows: violation.totalRows, place: shared.plan.place(ofRowsOf: step),
            position: step.position.map { "\($0)" }, sample: violation.sample)
        failedChecks.append(RunResult.FailedCheck(step: task.step, check: check))
        events.publish(.checkFailed(task.step, check))
        guard isError else { return false }
        let examples = check.examples.map { ": \($0)" } ?? ""
        failed(
            task.step,
            RunFault(
                .checkFailed, "check failed: \(work.description): \(check.extent)\(examples)", step: task.step),
            worker: task.worker, retries: nil)
        return true
    }

    /// An attempt at a step has failed; it is tried again as far as `retries` allows.
    mutating func failed(_ step: StepID, _ error: any Error, worker: WorkerID?, retries: RetryPolicy?) {
        leavesRoom(step)
        let attempts = state.attempt(of: step)
        guard state.failed(step, retries: retries) else {
            events.publish(.logLine(step, "attempt \(attempts) failed: \(error)"))
            return
        }
        let plan = shared.plan.steps[Int(step.index)]
        let failure = StepFailure(
            message: "\(error)", position: plan.position.map { "\($0)" }, worker: worker, attempts: attempts)
        if failures.isEmpty, (error as? RunFault)?.code == .memoryBudget { isOutOfMemory = true }
        failures.append(RunResult.Failure(step: step, label: plan.label, failure: failure))
        events.publish(.stepFailed(step, failure))
        released(step, .unneeded, after: step)
    }

    func timeoutFault(_ step: StepID) -> RunFault {
        let timeout = shared.plan.steps[Int(step.index)].timeout ?? request.timeout ?? .zero
        return RunFault(
            .timeout, "it took longer than its timeout of \(timeout); give it a longer one or less to do", step: step)
    }
}

extension OutputPlan {
    /// Where its file is to lie; nil if it has none.
    var filePath: String? {
        if case .file(let path, _, _) = target { path } else { nil }
    }
}

extension OutputDeclaration.Target {
    /// As the plan writes it; a server without its address, which may hold a password.
    var written: String {
        switch self {
        case .file(_, let written, _): written
        case .table(let target): "\(target.database.written) table \(target.table)"
        }
    }
}

extension OutputDeclaration.TableTarget.Database {
    fileprivate var written: String {
        switch self {
        case .sqlite(_, let written), .duckdb(_, let written): written
        case .postgresql: "postgresql"
        }
    }
}

extension Located<OutputDeclaration.Target> {
    var written: String { value.written }
}
