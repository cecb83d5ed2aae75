import Compute
package import Plan

extension DataLifecycleManager {
    /// Puts the files of all collected outputs in place, in the order of the plan's outputs, and removes every temporary file
    /// of the run that then is left. To be called once, when no step runs any more.
    ///
    /// - Parameters:
    ///   - isWanted: whether files are to be put in place at all; else they are removed.
    ///   - attempts: how often a step was tried.
    /// - Returns: the outputs put in place, and why the first that could not be put in place was not; those after it are
    ///   removed too.
    package func settleOutputs(
        isWanted: Bool, files: any OutputFiles, attempts: (StepID) -> Int
    ) -> (placed: [Int], fault: RunFault?) {
        var placed: [Int] = []
        var fault: RunFault?
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
        return (placed, fault)
    }
}
