import Caching
package import Events
package import Plan

/// Records one run in the history, on a thread of its own, in one transaction when the run is over: the run never waits for it. What goes
/// wrong is told and does no harm.
package final class RunRecorder: @unchecked Sendable {
    // Sendable: `note` is written by the recorder's thread and read after it was joined; `thread` is used by `finish` alone.
    private let file: HistoryFile
    private let plan: ExecutionPlan
    private let tellsExpectations: Bool
    private let bus: EventBus
    private let subscription: EventSubscription
    private var thread: PosixThread?
    private var note: String?

    /// Records what is published from now on. To be called before the run starts; `finish` after it.
    ///
    /// - Parameter tellsExpectations: whether what earlier runs tell of this one is to be told as soon as it is read, as an event.
    package init(_ file: HistoryFile, of plan: ExecutionPlan, tellsExpectations: Bool, on bus: EventBus) {
        self.file = file
        self.plan = plan
        self.tellsExpectations = tellsExpectations
        self.bus = bus
        subscription = bus.subscribe(logLimit: 0)
        thread = PosixThread.start(name: "weir history") { [self] in record() }
        if thread == nil {
            subscription.cancel()
            note = "this run is not recorded: the system has no thread left"
        }
    }

    /// Waits until the bus has finished and the run is recorded. Blocks. Once only.
    ///
    /// - Returns: what is to be said about it, for people; nil: nothing.
    package func finish() -> String? {
        thread?.join()
        thread = nil
        return note
    }

    private func record() {
        var fold = RunFold()
        // While the run begins: all that can be done before its end.
        do throws(HistoryError) {
            try file.prepare()
        } catch {
            return tell(error)
        }
        let definitions = PlanDefinition(of: plan)
        let inputs = SourceSizes.of(plan)
        var isTold = !tellsExpectations
        while let batch = subscription.nextBatch() {
            for event in batch { fold.receive(event) }
            guard !isTold else { continue }
            isTold = true
            tell(definitions, inputs)
        }
        guard let (run, steps) = fold.record(definitions: definitions, inputs: inputs) else { return }
        do throws(HistoryError) {
            note = try file.record(run, steps)
        } catch {
            note = "this run is not recorded: \(error)"
        }
    }

    /// In the run's log, once it has begun; afterwards where it is over already, or nobody reads the log.
    private func tell(_ error: HistoryError) {
        let text = "this run is not recorded: \(error)"
        let hasBegun = subscription.nextBatch() != nil
        subscription.cancel()
        if !hasBegun || !bus.publish(.logLine(nil, text)) { note = text }
    }

    /// A history that cannot be read tells nothing; that it cannot be written is told at the end.
    private func tell(_ definitions: PlanDefinition, _ inputs: [StepID: Int]) {
        guard let expectations = try? file.expectations(of: plan, definitions, inputs: inputs), !expectations.isEmpty
        else { return }
        bus.publish(.runExpected(expectations))
    }
}
