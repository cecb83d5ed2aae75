package import Compute
package import Plan

extension DataLifecycleManager {
    /// Puts all collected outputs in place, in the order of the plan's outputs, and removes every temporary file of the run that
    /// then is left. To be called once, when no step runs any more.
    ///
    /// First rows go into tables, in transactions, and artifacts into files; then files take their places; and when all of them have,
    /// the transactions are committed. So a table that cannot be written leaves the files as they were, and a file that cannot be put in place leaves the
    /// tables as they were.
    ///
    /// - Parameters:
    ///   - isWanted: whether files are to be put in place at all; else they are removed.
    ///   - attempts: how often a step was tried.
    /// - Returns: the outputs put in place, and why the first that could not be put in place was not; those after it are
    ///   removed too.
    package mutating func settleOutputs(
        isWanted: Bool, files: any OutputFiles, tables: any OutputTables, attempts: (StepID) -> Int
    ) -> (placed: [Int], fault: RunFault?) {
        var placed: [Int] = []
        var (written, fault) = isWanted ? write(tables) : ([], nil)
        var artifacts: [StagedArtifact] = []
        if isWanted && fault == nil { (artifacts, fault) = stageArtifacts(files, attempts: attempts) }
        for (output, product) in results {
            guard let staged = product.staged else { continue }
            guard isWanted && fault == nil else {
                files.remove(staged.temporary)
                continue
            }
            if let reason = files.move(staged.temporary, to: staged.final) {
                let plan = outputs[output]
                fault = RunFault(
                    .outputNotPlaced,
                    "output \(plan.name) was written but could not be put in place as \(staged.final): \(reason)",
                    step: plan.step)
                files.remove(staged.temporary)
            } else {
                placed.append(output)
            }
        }
        let failed = place(artifacts, isWanted: fault == nil, files)
        fault = fault ?? failed
        if fault == nil, !written.isEmpty {
            fault = tables.commit().map { RunFault(.outputNotPlaced, $0) }
        } else {
            tables.rollBack()
        }
        if fault != nil { written = [] }
        // What steps left behind that failed, were abandoned, or wrote for nothing.
        let kept = Set(placed.compactMap { collected[$0]?.staged?.temporary })
        for output in outputs {
            guard let path = output.filePath else { continue }
            for attempt in stride(from: 1, through: attempts(output.step), by: 1) {
                let id = shared.stagingID(of: output.step, attempt: attempt)
                let temporary = StepContext.stagingPath(for: path, id: id)
                if !kept.contains(temporary) { files.remove(temporary) }
            }
        }
        return ((placed + written).sorted(), fault)
    }

    /// Writes the outputs that go into tables, and commits nothing; nothing more after the first that fails.
    private func write(_ tables: any OutputTables) -> (written: [Int], fault: RunFault?) {
        var written: [Int] = []
        for (output, product) in results {
            guard case .table(let target)? = outputs[output].target, let data = product.table else { continue }
            if let reason = tables.write(data, to: target) {
                let plan = outputs[output]
                return (
                    written,
                    RunFault(.outputNotPlaced, "output \(plan.name) could not be written: \(reason)", step: plan.step)
                )
            }
            written.append(output)
        }
        return (written, nil)
    }
}
