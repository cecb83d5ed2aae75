package import Plan

/// What becomes of what the steps of a run fit to their data.
package enum FittedSteps: Sendable {
    /// It goes with the run.
    case forgotten
    /// It is saved, so these steps are done whatever is kept of them.
    case saved(Set<StepID>)
    /// It is taken from these files (absolute paths), so what the steps make depends on what is in them.
    case loaded([StepID: String])

    /// Whether a step is done in every run.
    func isDone(_ step: StepID) -> Bool {
        if case .saved(let steps) = self { steps.contains(step) } else { false }
    }

    func file(of step: StepID) -> String? {
        if case .loaded(let files) = self { files[step] } else { nil }
    }
}
