/// Something of a program's own around the steps of runs: around what computes features and rows, what validates them, and what joins
/// them. It may look at what goes in and comes out, put something else in its place, or keep the work from being done.
///
/// It runs where the step runs: on the step's thread, several at once, and in mode `processes` in a worker process, which is this
/// program started once more (see ``WeirEngine/runWorkerIfAsked()``). So what it keeps in memory is that process's alone; what a whole
/// run did, ``WeirRun/events`` tells. It must not wait for other steps. A step whose data a cache has is not done, and has no extender.
public protocol WeirExtender: Sendable {
    /// As messages name it; that of no other extender.
    var name: String { get }

    /// Of two extenders that of the higher priority is around the other; of equals, the first registered. 0 where it does not say.
    var priority: Int { get }

    /// What becomes of a step at which the extender throws. `.fail` where it does not say.
    var onError: WeirExtenderErrorPolicy { get }

    /// Around a step that computes: reads a source, computes a feature, filters, groups or sorts rows, runs a program or a query.
    ///
    /// - Parameter proceed: does the step's work, anew with each call. What it throws is the step's own failure, and fails the step,
    ///   unless the extender returns a result all the same.
    func calculate(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult

    /// Around a step that checks a rule.
    func validate(_ step: WeirStep, proceed: () throws -> WeirValidation) throws -> WeirValidation

    /// Around a step that joins two row spaces.
    func join(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult
}

extension WeirExtender {
    public var priority: Int { 0 }
    public var onError: WeirExtenderErrorPolicy { .fail }

    public func calculate(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        try proceed()
    }

    public func validate(_ step: WeirStep, proceed: () throws -> WeirValidation) throws -> WeirValidation {
        try proceed()
    }

    public func join(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult { try proceed() }
}

/// What becomes of a step at which an extender throws an error of its own.
public enum WeirExtenderErrorPolicy: Sendable, Hashable {
    /// The step fails, and its message names the extender.
    case fail
    /// The step gives what it gives without the extender, and the run has a warning that names both. What the step already did is
    /// not done again.
    case warn
}

/// What a check found.
public struct WeirValidation: Sendable, Hashable {
    /// Rows that do not hold the rule, or of which one is too many; 0: the check holds.
    public var failedRows: Int
    /// Rows looked at.
    public var rows: Int

    public init(failedRows: Int, rows: Int) {
        self.failedRows = failedRows
        self.rows = rows
    }
}
