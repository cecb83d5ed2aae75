import Compute
import Plan

extension DataLifecycleManager {
    /// Puts the files of all collected outputs in place, in the order of the plan's outputs, and removes every temporary file
    /// of the run that then is left. To be called once, when no step runs any more.
    ///
    /// - Parameters:
    ///   - isWanted: whether files are to be put in place at all; else they are removed.
    ///   - runID: as in the staging paths of the run.
    /// - Returns: the outputs put in place, and why the first that could not be put in place was not; those after it are
    ///   removed too.
    package func settleOutputs(
        isWanted: Bool, runID: String, files: any OutputFiles
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
        for (index, output) in outputs.enumerated() where !placed.contains(index) {
            if case .file(let path, _, _) = output.target {
                files.remove(StepContext.stagingPath(for: path, runID: runID))
            }
        }
        return (placed, fault)
    }
}
