import Columnar
package import Plan

/// Gives an SQL engine what it can do in place of others: of the steps of a plan, those that read, filter, join, group and sort rows,
/// and the features over them, become queries. A chain of steps becomes one query, as far as the rows between are wanted by nobody
/// else; what the engine cannot do exactly as this program defines it stays where it was, and reads what the query gave.
///
/// A pure function of the plan. Linear in steps.
package struct QueryFusion {
    static let engine = FrameworkName.duckdb
    /// Steps in a row that become one query, at most: DuckDB's time to plan it grows with their square, and it refuses more than
    /// a thousand.
    static let deepest: Int32 = 32

    let plan: ExecutionPlan
    /// By step: whether it is part of a query.
    private var isFused: ContiguousArray<Bool>
    /// The files of steps that read Parquet, looked into once.
    private(set) var readers: [StepID: FileReader] = [:]
    /// By dataset: whether a query yields it as data; else it is part of the queries of those that read it.
    private var isYielded: ContiguousArray<Bool>
    /// By dataset: slots that a query yields, ascending.
    private var yielded: ContiguousArray<[SlotID]>
    /// By dataset: whether some query reads a column of it that is made elsewhere.
    private var isMixed: ContiguousArray<Bool>
    /// By slot: fused steps in a row that end with it.
    private var depth: ContiguousArray<Int32>
    /// By dataset: whether it is data because what would be made of it in one query is too deep.
    private var isCut: ContiguousArray<Bool>

    /// The plan with what the engine can do as queries, where its run's options prefer the engine to Arrow.
    ///
    /// - Throws: where the engine is preferred and cannot be used here.
    package static func apply(
        to plan: ExecutionPlan, engines: any QueryCatalog
    ) throws(PlanError) -> ExecutionPlan {
        let preferred = plan.run.frameworks ?? []
        let names = preferred.map { FrameworkName($0.value) }
        guard let place = names.firstIndex(of: engine), place < names.firstIndex(of: .arrow) ?? .max else {
            return plan
        }
        do throws(PlanError) {
            try engines.find(engine)
        } catch {
            throw error.located(at: preferred[place].position)
        }
        var fusion = QueryFusion(plan)
        fusion.choose()
        fusion.divide()
        return fusion.rewritten() ?? plan
    }

    private init(_ plan: ExecutionPlan) {
        self.plan = plan
        isFused = ContiguousArray(repeating: false, count: plan.steps.count)
        isYielded = ContiguousArray(repeating: false, count: plan.datasets.count)
        yielded = ContiguousArray(repeating: [], count: plan.datasets.count)
        isMixed = ContiguousArray(repeating: false, count: plan.datasets.count)
        depth = ContiguousArray(repeating: 0, count: plan.slots.count)
        isCut = ContiguousArray(repeating: false, count: plan.datasets.count)
    }

    func isFused(_ step: StepID) -> Bool { isFused[Int(step.index)] }

    /// Whether a slot is made within a query.
    func isFused(_ slot: SlotID) -> Bool { isFused[Int(plan[slot].producer.index)] }

    // MARK: What the engine does

    /// Steps that make rows wherever the engine can; those that add a column only where its rows are the engine's already.
    private mutating func choose() {
        let families = plan.familySlots
        for step in plan.steps {
            guard let first = step.outputs.first, step.framework == .arrow, step.timeout == nil, step.retries == nil,
                (step.inputs + step.outputs).allSatisfy({ slot in
                    plan[slot].type.flatMap(SQLExpression.name(of:)) != nil && !families.contains(slot)
                })
            else { continue }
            let creator = plan[plan[first].dataset].creator
            if creator != step.id {
                guard isFused(creator),
                    step.inputs.allSatisfy({ isFused($0) && plan[$0].dataset == plan[first].dataset })
                else { continue }
            }
            var deep = 1 + (step.inputs.map { depth[Int($0.index)] }.max() ?? 0)
            // A column more is Arrow's; rows begin anew, with data.
            if deep > Self.deepest && creator != step.id { continue }
            if case .read(let work) = step.work { readers[step.id] = Self.reader(of: work) }
            guard canWrite(step) else { continue }
            isFused[Int(step.id.index)] = true
            if deep > Self.deepest {
                deep = 1
                for slot in step.inputs { isCut[Int(plan[slot].dataset.index)] = true }
            }
            for slot in step.outputs { depth[Int(slot.index)] = deep }
        }
    }

    /// Of Parquet files in their own order, with the types that they have of their own; nil for every other source.
    private static func reader(of work: ReadWork) -> FileReader? {
        guard case .file(.parquet, _, _) = work.source.origin.value, work.source.orderBy.isEmpty,
            work.source.framework.map({ $0.value == engine.rawValue }) ?? true
        else { return nil }
        var stored = work.source
        stored.types = [:]
        return try? FileReader(stored)
    }

    /// A writer is gone before the next step is looked at, so that no array is copied for it.
    private func canWrite(_ step: Step) -> Bool {
        var writer = QueryWriter(self)
        return writer.canWrite(step)
    }

    /// Which rows are data, and which only a part of a query.
    private mutating func divide() {
        var wanted = ContiguousArray(repeating: Set<SlotID>(), count: plan.datasets.count)
        /// By dataset: those whose queries read it.
        var readers = ContiguousArray(repeating: Set<DatasetID>(), count: plan.datasets.count)
        for step in plan.steps {
            let own = isFused(step.id) ? step.outputs.first.map { plan[$0].dataset } : nil
            for slot in step.inputs {
                let dataset = plan[slot].dataset
                guard isFused(slot) else {
                    if own != nil { isMixed[Int(dataset.index)] = true }
                    continue
                }
                if let own {
                    if own != dataset { readers[Int(dataset.index)].insert(own) }
                } else {
                    wanted[Int(dataset.index)].insert(slot)
                }
            }
        }
        for index in plan.datasets.indices where isFused(plan.datasets[index].creator) {
            isYielded[index] =
                !wanted[index].isEmpty || (!isReread(DatasetID(index)) && (isCut[index] || readers[index].count != 1))
        }
        // What is data for one is read as data by all.
        for step in plan.steps where isFused(step.id) {
            guard let own = step.outputs.first.map({ plan[$0].dataset }) else { continue }
            for slot in step.inputs where isFused(slot) && plan[slot].dataset != own && readsAsData(plan[slot].dataset)
            {
                wanted[Int(plan[slot].dataset.index)].insert(slot)
            }
        }
        for index in plan.datasets.indices where isYielded[index] { yielded[index] = wanted[index].sorted() }
    }

    /// Whether queries find a dataset as data, and not by a part of themselves.
    func readsAsData(_ dataset: DatasetID) -> Bool {
        guard isFused(plan[dataset].creator) else { return true }
        return isYielded[Int(dataset.index)] && !isReread(dataset)
    }

    /// A file is rather read twice than kept, unless columns made elsewhere stand beside its own.
    private func isReread(_ dataset: DatasetID) -> Bool {
        guard case .read = plan[plan[dataset].creator].work else { return false }
        return !isMixed[Int(dataset.index)] && !isCut[Int(dataset.index)]
    }

    // MARK: The new plan

    /// Nil where a query cannot be written after all.
    private func rewritten() -> ExecutionPlan? {
        var result = ExecutionPlan(
            name: plan.name, file: plan.file, steps: [], slots: [], datasets: [], outputs: plan.outputs, run: plan.run,
            warnings: plan.warnings)
        var rewriting = Rewriting(plan: plan)
        for step in plan.steps {
            if !isFused(step.id) {
                rewriting.keep(step, in: &result)
                continue
            }
            guard let first = step.outputs.first else { continue }
            let dataset = plan[first].dataset
            guard plan[dataset].creator == step.id, isYielded[Int(dataset.index)] else { continue }
            let slots = yielded[Int(dataset.index)]
            var writer = QueryWriter(self)
            guard let query = writer.query(of: dataset, slots) else { return nil }
            rewriting.add(query, for: step, slots, in: &result)
        }
        return result
    }
}

/// From the old numbers of a plan to new ones.
private struct Rewriting {
    let plan: ExecutionPlan
    private var slots: [SlotID: SlotID] = [:]
    private var datasets: [DatasetID: DatasetID] = [:]
    private var steps: [StepID: StepID] = [:]

    init(plan: ExecutionPlan) { self.plan = plan }

    mutating func keep(_ step: Step, in result: inout ExecutionPlan) {
        var new = step
        new.id = StepID(result.steps.count)
        new.inputs = step.inputs.compactMap { slots[$0] }
        new.outputs = make(step.outputs, by: new.id, in: &result)
        new.dependencies = dependencies(new.inputs, step.dependencies, result)
        if case .write(let output) = step.work { result.outputs[output].step = new.id }
        steps[step.id] = new.id
        result.steps.append(new)
    }

    mutating func add(_ query: QueryWriter.Query, for step: Step, _ outputs: [SlotID], in result: inout ExecutionPlan) {
        let id = StepID(result.steps.count)
        let inputs = query.inputs.compactMap { slots[$0] }
        let made = make(outputs, by: id, in: &result)
        result.steps.append(
            Step(
                id: id, label: query.label, work: .query(query.work), framework: QueryFusion.engine, inputs: inputs,
                outputs: made, dependencies: dependencies(inputs, [], result), position: step.position))
    }

    private mutating func make(_ old: [SlotID], by step: StepID, in result: inout ExecutionPlan) -> [SlotID] {
        old.map { slot in
            let dataset = plan[slot].dataset
            let owner = datasets[dataset] ?? DatasetID(result.datasets.count)
            if datasets[dataset] == nil {
                datasets[dataset] = owner
                result.datasets.append(DatasetPlan(name: plan[dataset].name, framework: .arrow, creator: step))
            }
            let id = SlotID(result.slots.count)
            result.slots.append(
                Slot(name: plan[slot].name, dataset: owner, producer: step, type: plan[slot].type))
            slots[slot] = id
            return id
        }
    }

    /// The producers of its inputs, and what else it waited for.
    private func dependencies(_ inputs: [SlotID], _ old: [StepID], _ result: ExecutionPlan) -> [StepID] {
        Set(inputs.map { result[$0].producer } + old.compactMap { steps[$0] }).sorted()
    }
}
