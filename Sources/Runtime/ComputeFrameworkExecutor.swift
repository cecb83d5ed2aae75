import Caching
package import Compute
package import Events
package import Plan

/// Owns the framework instances of a run: makes steps ready to run, has them run in their mode, and takes in what they made.
///
/// Data is immutable, so a task takes a snapshot of its inputs and steps of one dataset run at once; only the orchestrator's
/// thread reads and writes the instances, without a lock.
package final class ComputeFrameworkExecutor {
    /// The lanes of `RunState` that the executor knows.
    package enum Lane {
        package static let sync: RunState.Lane = 0
        /// Threads and processes.
        package static let workers: RunState.Lane = 1
    }

    package let instances: FrameworkInstances
    /// Of each step, and of each lane.
    package let lanes: ContiguousArray<RunState.Lane>
    package let capacities: [Int]
    /// What the user should know about the modes taken.
    package private(set) var warnings: [String] = []

    private let shared: StepContext.Shared
    private let cache: CachedRun?
    private let expectations: RunExpectations?
    private let events: EventBus
    private let pool: any WorkerPool
    private let files: any OutputFiles
    private let frameworks: [any ComputeFramework]
    /// Indices of `frameworks`, by step.
    private let frameworkOfStep: ContiguousArray<UInt16>
    /// By framework.
    private let runInProcesses: [Bool]
    /// By dataset; -1: not made yet.
    private var rowCounts: ContiguousArray<Int>

    /// - Throws: where the plan names a framework that the request does not have.
    package init(
        _ request: RunRequest, shared: StepContext.Shared, pool: any WorkerPool, files: any OutputFiles,
        events: EventBus
    ) throws(RunFault) {
        self.shared = shared
        cache = request.cache
        expectations = request.expectations
        self.events = events
        self.pool = pool
        self.files = files
        frameworks = request.frameworks
        instances = FrameworkInstances(slotCount: shared.plan.slots.count)
        rowCounts = ContiguousArray(repeating: -1, count: shared.plan.datasets.count)
        frameworkOfStep = try Self.frameworks(of: shared.plan, in: request.frameworks)

        var modes = Self.modes(request, available: Set(ParallelizationMode.allCases))
        let used = Set(frameworkOfStep).map { modes[Int($0)] }
        if used.contains(.processes) {
            try pool.prepareProcesses(steps: shared.plan.steps.count)
        } else if used.contains(.threads) && !pool.prepare() {
            modes = Self.modes(request, available: [.sync])
            warnings.append("The system has no thread left for a worker, so all steps run on one thread.")
        }
        runInProcesses = modes.map { $0 == .processes }
        let lanes = modes.map { $0 == .sync ? Lane.sync : Lane.workers }
        self.lanes = ContiguousArray(frameworkOfStep.lazy.map { lanes[Int($0)] })
        // Workers have a few tasks ahead of them, so that they need not wait for the orchestrator between short ones.
        // Where memory is scarce, each start is decided as late as can be.
        capacities = [1, request.memoryBudget == nil ? max(64, 16 * request.workers) : request.workers]
    }

    /// Of each framework of the request: the mode its steps run in.
    private static func modes(
        _ request: RunRequest, available: Set<ParallelizationMode>
    ) -> [ParallelizationMode] {
        request.frameworks.map {
            ParallelizationMode.resolve(offered: request.modes, supported: $0.modes, available: available).mode
        }
    }

    private static func frameworks(
        of plan: ExecutionPlan, in frameworks: [any ComputeFramework]
    ) throws(RunFault) -> ContiguousArray<UInt16> {
        let indices = Dictionary(frameworks.enumerated().map { ($1.name, UInt16($0)) }, uniquingKeysWith: { a, _ in a })
        var ofStep = ContiguousArray<UInt16>()
        ofStep.reserveCapacity(plan.steps.count)
        var last: (name: FrameworkName, index: UInt16)?
        for index in plan.steps.indices {
            let name = plan.steps[index].framework
            if let last, last.name == name {
                ofStep.append(last.index)
                continue
            }
            guard let found = indices[name] else {
                let step = plan.steps[index]
                let names = frameworks.map(\.name.rawValue).joined(separator: ", ")
                let place = step.position.map { "\($0): " } ?? ""
                throw RunFault(
                    .unknownFramework,
                    "\(place)“\(step.label)” needs the compute framework \(name), but this run has only: \(names)",
                    step: step.id)
            }
            last = (name, found)
            ofStep.append(found)
        }
        return ofStep
    }

    /// Whether some steps run in worker processes.
    package var usesProcesses: Bool { frameworkOfStep.contains { runInProcesses[Int($0)] } }

    /// What a step is expected to need of memory, given what is resident now. How much it makes is told by earlier runs where there are
    /// any, and that it surely needs so much by its framework alone.
    package func estimate(_ step: StepID) -> StepEstimate {
        let index = Int(step.index)
        let plan = shared.plan
        let inputs = plan.steps[index].inputs.compactMap { instances[$0] }
        let framework = Int(frameworkOfStep[index])
        var estimate = frameworks[framework].estimate(plan.steps[index], inputs: inputs, plan: plan)
        if let expected = expectations?[index], !plan.steps[index].outputs.isEmpty {
            let rows = RunExpectations.inputRows(
                of: plan.steps[index].inputs, dataset: { plan[$0].dataset },
                rows: { rowCounts[Int($0.index)] < 0 ? nil : rowCounts[Int($0.index)] })
            estimate.output = max(expected.bytes(input: rows), estimate.least - estimate.scratch)
        }
        // A worker makes data in its own memory, and then copies it to where others can see it.
        if runInProcesses[framework] { estimate.scratch += estimate.output }
        return estimate
    }

    /// The framework of a dataset, where its data can leave memory.
    package func portableFramework(of dataset: DatasetID) -> (any PortableFramework)? {
        let name = shared.plan[dataset].framework
        return frameworks.first { $0.name == name } as? any PortableFramework
    }

    /// A task for an attempt at a step, with a snapshot of its inputs.
    ///
    /// - Throws: where an input is not resident.
    package func prepare(
        _ step: StepID, attempt: Int, priority: UInt64, timeout: UInt64?, failureClosesIntake: Bool
    ) throws(RunFault) -> StepTask {
        let index = Int(step.index)
        var inputs: [any SlotData] = []
        let slots = shared.plan.steps[index].inputs
        inputs.reserveCapacity(slots.count)
        for slot in slots {
            guard let data = instances[slot] else {
                let name = shared.plan[slot].name
                throw RunFault(
                    .missingInput,
                    "its input \(name) is not in memory: the plan does not say that it needs it, or frees it early",
                    step: step)
            }
            inputs.append(data)
        }
        return StepTask(
            step: step, attempt: attempt, priority: priority, timeout: timeout,
            failureClosesIntake: failureClosesIntake, runsInProcess: runInProcesses[Int(frameworkOfStep[index])],
            framework: frameworks[Int(frameworkOfStep[index])], inputs: inputs, shared: shared,
            staged: stagedFile(of: step, attempt: attempt), cache: cache, events: events)
    }

    private func stagedFile(of step: StepID, attempt: Int) -> StagedFile? {
        guard case .write(let output) = shared.plan.steps[Int(step.index)].work,
            case .file(let path, _, _) = shared.plan.outputs[output].target
        else { return nil }
        let id = shared.stagingID(of: step, attempt: attempt)
        return StagedFile(StepContext.stagingPath(for: path, id: id), files)
    }

    /// Takes in what a step made, so that its output slots are resident, and takes the outputs out of `product`.
    ///
    /// - Throws: where it is not what the plan promises: one output for each slot, all with the rows of their dataset.
    package func absorb(_ product: inout StepProduct, of step: StepID) throws(RunFault) {
        let slots = shared.plan.steps[Int(step.index)].outputs
        guard product.outputs.count == slots.count else {
            throw RunFault(.brokenPromise, message(made: product.outputs.count, slots), step: step)
        }
        guard let first = slots.first else { return }
        let dataset = shared.plan.slots[Int(first.index)].dataset
        let isCreator = shared.plan.datasets[Int(dataset.index)].creator == step
        let known = rowCounts[Int(dataset.index)]
        let expected = isCreator || known < 0 ? product.outputs[0].rowCount : known
        for (slot, data) in zip(slots, product.outputs) where data.rowCount != expected {
            let of = shared.plan[dataset].name
            throw RunFault(
                .brokenPromise,
                "it made \(data.rowCount) rows of \(shared.plan[slot].name), but its dataset \(of) has \(expected)",
                step: step)
        }
        rowCounts[Int(dataset.index)] = expected
        for index in slots.indices { instances[slots[index]] = product.outputs[index] }
        product.outputs = []
    }

    /// Takes in data that an earlier run made, in the place of a step of this one.
    package func adopt(_ data: any SlotData, for slot: SlotID) {
        rowCounts[Int(shared.plan[slot].dataset.index)] = data.rowCount
        instances[slot] = data
    }

    /// The rows of the dataset that a step fills; nil for a step without outputs.
    package func dataset(of step: StepID) -> (id: DatasetID, rows: Int)? {
        guard let first = shared.plan.steps[Int(step.index)].outputs.first else { return nil }
        let dataset = shared.plan.slots[Int(first.index)].dataset
        return (dataset, rowCounts[Int(dataset.index)])
    }

    private func message(made: Int, _ slots: [SlotID]) -> String {
        let promised = "\(slots.count) \(slots.count == 1 ? "feature" : "features")"
        guard made < slots.count else { return "it made \(made) outputs, but promised \(promised)" }
        let missing = slots[made...].prefix(10).map { shared.plan[$0].name }.joined(separator: ", ")
        let more = slots.count - made > 10 ? ", …" : ""
        return "it made \(made) of \(promised) that it promised; missing: \(missing)\(more)"
    }
}
