import ADBC
import Columnar
package import Plan

/// Gives SQL engines what they can do in place of Arrow: of the steps of a plan, those that read, filter, join, group and sort rows,
/// and the features over them, become queries. A chain of steps becomes one query, as far as the rows between are wanted by nobody
/// else; what an engine cannot do exactly as this program defines it stays where it was, and reads what the query gave.
///
/// DuckDB and SQLite work within this process, on data and on the files of their databases; a PostgreSQL server does what is made of its
/// own tables alone, so that nothing is moved to it.
///
/// A function of the plan and of the databases that it reads. Linear in steps. Blocks while it looks into sources.
package struct QueryFusion {
    /// Steps in a row that become one query, at most: DuckDB's time to plan it grows with their square, and it refuses more than
    /// a thousand.
    static let deepest: Int32 = 32

    let plan: ExecutionPlan
    private let inspected: InspectedSources
    /// Engines that the run prefers to Arrow, the first before the others.
    private let preferred: [FrameworkName]
    /// Families of columns, which are no columns of a query.
    private let families: Set<SlotID>
    /// By step: where the query runs that it is part of; nil: it stays what it is.
    private var homes: ContiguousArray<QueryHome?>
    /// What steps read, looked into once.
    private(set) var sources: [StepID: QuerySource] = [:]
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
    /// By dataset: the step that alone takes anything of it.
    private let soleReaders: ContiguousArray<StepID?>

    /// The plan with what engines can do as queries, where its run's options prefer them to Arrow, or a part of it is pinned to one.
    ///
    /// - Parameter sources: what the plan was made from.
    /// - Throws: where an engine is preferred and cannot be used here, and where one cannot do what is pinned to it.
    package static func apply(
        to plan: ExecutionPlan, engines: any QueryCatalog, sources: InspectedSources
    ) throws(PlanError) -> ExecutionPlan {
        let allowed = plan.run.frameworks ?? []
        let preferred = allowed.prefix { $0.value != FrameworkName.arrow.rawValue }
            .filter { QueryHome.engines.contains(FrameworkName($0.value)) }
            // A server is needed by those who read it.
            .filter { wish in QueryHome(FrameworkName(wish.value)) != nil || plan.reads(from: wish.value) }
        let pins = plan.steps.lazy.compactMap { $0.isQuery ? nil : $0.pin }
            .filter { QueryHome.engines.contains(FrameworkName($0.value)) }
        guard !preferred.isEmpty || pins.first(where: { _ in true }) != nil else { return plan }
        var known: Set<String> = []
        for wish in preferred + Array(pins) where known.insert(wish.value).inserted {
            do throws(PlanError) {
                try engines.find(FrameworkName(wish.value))
            } catch {
                throw error.located(at: wish.position)
            }
        }
        var fusion = QueryFusion(plan, preferred.map { FrameworkName($0.value) }, sources)
        fusion.choose()
        try fusion.checkPins()
        fusion.divide()
        return fusion.rewritten() ?? plan
    }

    private init(_ plan: ExecutionPlan, _ preferred: [FrameworkName], _ sources: InspectedSources) {
        self.plan = plan
        self.preferred = preferred
        inspected = sources
        families = plan.familySlots
        homes = ContiguousArray(repeating: nil, count: plan.steps.count)
        isYielded = ContiguousArray(repeating: false, count: plan.datasets.count)
        yielded = ContiguousArray(repeating: [], count: plan.datasets.count)
        isMixed = ContiguousArray(repeating: false, count: plan.datasets.count)
        depth = ContiguousArray(repeating: 0, count: plan.slots.count)
        isCut = ContiguousArray(repeating: false, count: plan.datasets.count)
        soleReaders = Self.soleReaders(of: plan)
    }

    private static func soleReaders(of plan: ExecutionPlan) -> ContiguousArray<StepID?> {
        var found = ContiguousArray<StepID?>(repeating: nil, count: plan.datasets.count)
        var isShared = ContiguousArray(repeating: false, count: plan.datasets.count)
        for step in plan.steps {
            for slot in step.inputs {
                let dataset = Int(plan[slot].dataset.index)
                if let other = found[dataset], other != step.id { isShared[dataset] = true }
                found[dataset] = step.id
            }
        }
        for dataset in found.indices where isShared[dataset] { found[dataset] = nil }
        return found
    }

    /// Where a step's query runs; nil: the step is part of none.
    func home(of step: StepID) -> QueryHome? { homes[Int(step.index)] }

    /// Where a slot is made within a query.
    func home(of slot: SlotID) -> QueryHome? { home(of: plan[slot].producer) }

    /// Where a dataset's rows are made.
    func home(of dataset: DatasetID) -> QueryHome? { home(of: plan[dataset].creator) }

    // MARK: What engines do

    /// Steps that make rows wherever an engine can; those that add a column only where its rows are the engine's already.
    private mutating func choose() {
        for step in plan.steps where step.framework == .arrow && step.timeout == nil && step.retries == nil {
            guard let first = step.outputs.first else { continue }
            let makesRows = plan[plan[first].dataset].creator == step.id
            for home in candidates(for: step, makesRows: makesRows) where take(step, home, makesRows: makesRows) {
                break
            }
        }
        // No other step has asked where these rows are.
        for step in plan.steps where home(of: step.id) != nil && sources[step.id]?.isBrought == true {
            let isCut = step.outputs.contains { self.isCut[Int(plan[$0].dataset.index)] }
            let reader = soleReader(of: step)
            if isCut || reader.flatMap(home) != home(of: step.id) { homes[Int(step.id.index)] = nil }
        }
    }

    /// The step that alone takes the rows that a step reads, to make others of them.
    private func soleReader(of step: Step) -> StepID? {
        guard let dataset = step.outputs.first.map({ plan[$0].dataset }),
            let reader = soleReaders[Int(dataset.index)]
        else { return nil }
        return plan[reader].outputs.contains { plan[$0].dataset == dataset } ? nil : reader
    }

    /// Where a step could be done, the place that is preferred first: the one that has the data already, then as the run prefers.
    private mutating func candidates(for step: Step, makesRows: Bool) -> [QueryHome] {
        let engines = step.pin.map { [FrameworkName($0.value)] } ?? preferred
        if case .read(let work) = step.work {
            guard engines.contains(where: QueryHome.engines.contains),
                let source = QuerySource(work.source, inspected), engines.contains(source.home.engine)
            else { return [] }
            // What lies in no engine goes to the one that is preferred, for one query; for several it is better read once.
            if source.isBrought, engines.compactMap(QueryHome.init).first != source.home || soleReader(of: step) == nil
            {
                return []
            }
            sources[step.id] = source
            return [source.home]
        }
        guard makesRows else {
            guard let first = step.outputs.first, let home = home(of: plan[first].dataset) else { return [] }
            return engines.contains(home.engine) ? [home] : []
        }
        let others = engines.compactMap(QueryHome.init)
        guard let first = step.inputs.first, let common = home(of: first), engines.contains(common.engine),
            step.inputs.allSatisfy({ home(of: $0) == common })
        else { return others }
        return [common] + others.filter { $0 != common }
    }

    /// Makes a step part of a query; false where it cannot be.
    private mutating func take(_ step: Step, _ home: QueryHome, makesRows: Bool) -> Bool {
        guard let first = step.outputs.first else { return false }
        let dataset = plan[first].dataset
        let isForeign = { [self] (slot: SlotID) in self.home(of: slot) != home }
        if makesRows
            ? !home.takesData && step.inputs.contains(where: isForeign)
            : step.inputs.contains(where: { isForeign($0) || plan[$0].dataset != dataset })
        {
            return false
        }
        let isColumn = { [self] (slot: SlotID) in
            plan[slot].type.flatMap(home.dialect.name) != nil && !families.contains(slot)
        }
        guard (step.inputs + step.outputs).allSatisfy(isColumn) else { return false }
        let inner = step.inputs.lazy.filter { !isForeign($0) }
        var deep = 1 + (inner.map { [self] in depth[Int($0.index)] }.max() ?? 0)
        // A column more is Arrow's; rows begin anew, with data.
        if deep > Self.deepest && !(makesRows && home.takesData) { return false }
        guard canWrite(step, home) else { return false }
        homes[Int(step.id.index)] = home
        if deep > Self.deepest {
            deep = 1
            for slot in step.inputs { isCut[Int(plan[slot].dataset.index)] = true }
        }
        for slot in step.outputs { depth[Int(slot.index)] = deep }
        return true
    }

    /// A writer is gone before the next step is looked at, so that no array is copied for it.
    private func canWrite(_ step: Step, _ home: QueryHome) -> Bool {
        var writer = QueryWriter(self, home)
        return writer.canWrite(step)
    }

    private func checkPins() throws(PlanError) {
        var problems: [Diagnostic] = []
        for step in plan.steps where !step.isQuery {
            guard let pin = step.pin, QueryHome.engines.contains(FrameworkName(pin.value)),
                home(of: step.id)?.engine.rawValue != pin.value
            else { continue }
            problems.append(
                .error(
                    "\(pin.value) cannot do '\(step.label)': \(refusal(of: step, by: [FrameworkName(pin.value)]))",
                    at: pin.position))
        }
        guard problems.isEmpty else { throw PlanError(problems) }
    }

    // MARK: What is data

    /// Which rows are data, and which only a part of a query.
    private mutating func divide() {
        var wanted = ContiguousArray(repeating: Set<SlotID>(), count: plan.datasets.count)
        /// By dataset: those whose queries read it.
        var readers = ContiguousArray(repeating: Set<DatasetID>(), count: plan.datasets.count)
        for step in plan.steps {
            let own = step.outputs.first.map { plan[$0].dataset }
            let home = home(of: step.id)
            for slot in step.inputs {
                let dataset = plan[slot].dataset
                guard let made = self.home(of: slot) else {
                    if home != nil { isMixed[Int(dataset.index)] = true }
                    continue
                }
                if made != home {
                    wanted[Int(dataset.index)].insert(slot)
                } else if let own, own != dataset {
                    readers[Int(dataset.index)].insert(own)
                }
            }
        }
        for index in plan.datasets.indices {
            guard let home = home(of: plan.datasets[index].creator) else { continue }
            let isShared = home.takesData && (isCut[index] || readers[index].count != 1)
            isYielded[index] = !wanted[index].isEmpty || (!isReread(DatasetID(index)) && isShared)
        }
        // What is data for one is read as data by all.
        for step in plan.steps {
            guard let home = home(of: step.id), let own = step.outputs.first.map({ plan[$0].dataset }) else { continue }
            for slot in step.inputs where self.home(of: slot) == home && plan[slot].dataset != own {
                let dataset = plan[slot].dataset
                if readsAsData(dataset, in: home) { wanted[Int(dataset.index)].insert(slot) }
            }
        }
        for index in plan.datasets.indices where isYielded[index] { yielded[index] = wanted[index].sorted() }
    }

    /// Whether queries find a dataset as data, and not by a part of themselves.
    func readsAsData(_ dataset: DatasetID, in home: QueryHome) -> Bool {
        guard self.home(of: dataset) == home else { return true }
        return home.takesData && isYielded[Int(dataset.index)] && !isReread(dataset)
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
        var rewriting = PlanRewriting(plan)
        for step in plan.steps {
            guard let home = home(of: step.id) else {
                let id = rewriting.keep(step, in: &result)
                result.choices += choice(of: step).map { [FrameworkChoice(step: id, reason: $0)] } ?? []
                continue
            }
            guard let first = step.outputs.first else { continue }
            let dataset = plan[first].dataset
            guard plan[dataset].creator == step.id, isYielded[Int(dataset.index)] else { continue }
            let slots = yielded[Int(dataset.index)]
            var writer = QueryWriter(self, home)
            guard let query = writer.query(of: dataset, slots) else { return nil }
            let id = rewriting.add(query, home.engine, for: step, slots, in: &result)
            result.choices.append(choice(of: query, in: home, as: id))
        }
        return result
    }

    // MARK: Why

    /// Why a step that an engine is preferred for stays with Arrow; nil for what no engine could ever do.
    private func choice(of step: Step) -> String? {
        guard step.framework == .arrow, step.pin == nil, !preferred.isEmpty else { return nil }
        switch step.work {
        case .command, .check, .write, .query, .pick, .rowNumber, .order, .transform: return nil
        case .read, .compute, .filter, .groupBy, .select, .append, .join: return refusal(of: step, by: preferred)
        }
    }

    private func choice(of query: QueryWriter.Query, in home: QueryHome, as id: StepID) -> FrameworkChoice {
        let steps = query.steps.count
        let databases = query.work.databases.map { $0.origin.description }
        let reason =
            databases.isEmpty
            ? "preferred to arrow" : "its data lies there: \(Set(databases).sorted().joined(separator: ", "))"
        var cost = "\(steps.counted("step")) in arrow"
        if !databases.isEmpty {
            cost += ", which would read \(query.columnsRead.counted("column")) out of the database"
        }
        return FrameworkChoice(step: id, reason: reason, alternatives: [cost])
    }

    /// Why none of the engines does a step.
    private func refusal(of step: Step, by engines: [FrameworkName]) -> String {
        let names = engines.map(\.rawValue).joined(separator: " and ")
        let have = engines.count == 1 ? "has" : "have"
        if step.timeout != nil || step.retries != nil {
            return "it has a timeout or retries of its own, and a query is several steps"
        }
        if case .read(let work) = step.work {
            let files =
                engines.contains(.duckdb)
                ? " and, by duckdb, Parquet files and a CSV file that one query alone reads" : ""
            return "what is read there are tables of \(names)\(files), by columns that mean the same; this is "
                + "\(work.source.origin.value)"
        }
        if case .compute(let call) = step.work, call.walksRows {
            return
                "arrow finds the order that '\(call.group)' goes along once for all features, where \(names) would sort "
                + "the rows for each and put them back"
        }
        let slots = step.inputs + step.outputs
        if let odd = slots.first(where: { slot in
            !engines.contains { engine in plan[slot].type.flatMap(SQLDialect(driver: engine.rawValue).name) != nil }
        }) {
            let type = plan[odd].type.map { "\($0)" } ?? "a type that only the run knows"
            return "'\(plan[odd].name)' is \(type), which is not the same there"
        }
        let isServer = engines.allSatisfy { QueryHome($0) == nil }
        if case .compute(let call) = step.work {
            if let other = step.inputs.first(where: { home(of: $0) == nil }) {
                return "'\(plan[other].name)' is made by arrow"
            }
            return "\(names) \(have) no exact '\(call.group)' of these values"
        }
        if isServer, let other = step.inputs.first(where: { home(of: $0) == nil }) {
            return "'\(plan[other].name)' is not in the server"
        }
        return "\(names) \(have) nothing that is exactly the same"
    }
}

extension FeatureCall {
    /// Whether a value depends on where its row stands in an order. An engine has windows for many of these that would be exact: by the
    /// keys, then by the number of the row. But a query whose rows have to come as they were sorts them there and back. A lag over three
    /// million rows in a thousand partitions takes DuckDB 1.5 s on two processors and Arrow 0.35 s, of which the order is 0.2 s and
    /// is there for the next feature; a rank 0.95 s and 0.25 s. A group-by of the lags in the same query takes 0.95 s, and 0.7 s
    /// where DuckDB is given Arrow's.
    fileprivate var walksRows: Bool { group == "offset" || FeatureGroups[group]?.ordering(of: self) != nil }
}

extension ExecutionPlan {
    /// Whether a source lies in a database of this driver.
    fileprivate func reads(from driver: String) -> Bool {
        steps.contains { step in
            guard case .read(let work) = step.work else { return false }
            return DatabaseSource(work.source.origin.value)?.driver == driver
        }
    }
}

extension Step {
    /// Of an SQL group, which is a query already.
    var isQuery: Bool { if case .query = work { true } else { false } }
}
