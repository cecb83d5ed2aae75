import ADBC
import Columnar
import Plan

/// Writes the query that makes a dataset: the steps that lead to it from files, tables and data, as one text in an engine's SQL.
struct QueryWriter {
    struct Query {
        var label: String
        var work: QueryWork
        /// Slots of the old plan that the query reads, table by table.
        var inputs: [SlotID]
        /// Steps of the old plan that it does.
        var steps: [StepID]
        /// Columns that it takes from files and databases.
        var columnsRead: Int
    }

    let fusion: QueryFusion
    let home: QueryHome
    var script = SQLScript()
    private var relations: [DatasetID: SQLRelation] = [:]
    /// Tables that the engine is given.
    private(set) var tables: [QueryWork.Table] = []
    /// Files that the query reads itself.
    var files: [String] = []
    /// Databases that it reads itself, and what must hold for the values in them.
    var databases: [QueryWork.Database] = []
    var rules: [QueryWork.Rule] = []

    var plan: ExecutionPlan { fusion.plan }
    var dialect: SQLDialect { home.dialect }

    init(_ fusion: QueryFusion, _ home: QueryHome) {
        self.fusion = fusion
        self.home = home
    }

    /// Whether a step can be written, where what it reads is there.
    mutating func canWrite(_ step: Step) -> Bool {
        var stand = SQLRelation(
            name: "r", columns: Dictionary(step.inputs.map { ($0, column($0)) }, uniquingKeysWith: { a, _ in a }),
            order: [SQLRelation.Key(column: "o")], comesInOrder: true)
        if case .compute(let call) = step.work { return compute(call, step, &stand) }
        for slot in step.inputs { relations[plan[slot].dataset] = stand }
        return rows(step) != nil
    }

    func column(_ slot: SlotID) -> SQLExpression {
        SQLExpression(text: SQLScript.column(slot), type: plan[slot].type ?? .string)
    }

    // MARK: A whole query

    /// The query that gives some slots of a dataset; nil where it cannot be written after all.
    mutating func query(of dataset: DatasetID, _ slots: [SlotID]) -> Query? {
        let cone = Cone(of: slots, in: dataset, fusion, home)
        for (dataset, slots) in cone.data {
            let columns = slots.map(SQLScript.column)
            let name = add(columns)
            let order = script.orderColumn()
            let read = script.add("select \(columns.joined(separator: ", ")), rowid as \(order) from \(name)")
            relations[dataset] = SQLRelation(
                name: read, columns: Dictionary(uniqueKeysWithValues: slots.map { ($0, column($0)) }),
                order: [SQLRelation.Key(column: order)], comesInOrder: dialect == .duckdb)
        }
        for id in cone.steps {
            let step = plan[id]
            guard let made = step.outputs.first.map({ plan[$0].dataset }) else { continue }
            if case .compute(let call) = step.work {
                // Taken out meanwhile, so that its columns are not copied for each that is added.
                guard var relation = relations.removeValue(forKey: made), compute(call, step, &relation) else {
                    return nil
                }
                relations[made] = relation
            } else {
                guard let relation = rows(step) else { return nil }
                relations[made] = relation
            }
        }
        guard var last = relations[dataset] else { return nil }
        settle(&last)
        var work = QueryWork(
            text: script.text(final(last, slots)), tables: tables,
            outputs: slots.map { QueryWork.Output(name: SQLScript.column($0), type: plan[$0].type) }, files: files)
        work.databases = databases
        work.rules = rules
        work.hasExample = dialect == .sqlite
        let label = cone.steps.count == 1 ? plan[cone.steps[0]].label : "query \(plan[dataset].name)"
        let read = cone.steps.reduce(0) { count, id in
            if case .read = plan[id].work { count + plan[id].outputs.count } else { count }
        }
        return Query(
            label: label, work: work, inputs: cone.data.flatMap(\.slots), steps: cone.steps, columnsRead: read)
    }

    /// A table of these columns, by its name.
    mutating func add(_ columns: [String], from file: QueryWork.File? = nil) -> String {
        let name = "t\(tables.count)"
        tables.append(QueryWork.Table(name: name, columns: columns, file: file))
        return name
    }

    /// The rows in their order. SQLite's driver takes types from the first rows, where a value may be null; so a row with a value of each
    /// type goes before them.
    private func final(_ last: SQLRelation, _ slots: [SlotID]) -> String {
        let columns = slots.map(SQLScript.column)
        guard dialect == .sqlite else {
            let order = last.comesInOrder ? "" : "\norder by \(last.orderText)"
            return "select \(columns.joined(separator: ", ")) from \(last.name)\(order)"
        }
        let examples = zip(columns, slots).map { "\(dialect.example(of: plan[$1].type ?? .string)) as \($0)" }
        let keys = last.order.map(\.column)
        let first = examples + ["0 as part"] + keys.map { "null as \($0)" }
        return """
            select \(columns.joined(separator: ", ")) from (
            select \(first.joined(separator: ", ")) union all
            select \((columns + ["1"] + keys).joined(separator: ", ")) from \(last.name))
            order by \((["part"] + (keys.isEmpty ? [] : [last.orderText])).joined(separator: ", "))
            """
    }

    /// The steps that lead to some slots within one query, in plan order, and the data that they begin with, by dataset.
    private struct Cone {
        var steps: [StepID] = []
        var data: [(dataset: DatasetID, slots: [SlotID])] = []

        init(of slots: [SlotID], in root: DatasetID, _ fusion: QueryFusion, _ home: QueryHome) {
            let plan = fusion.plan
            var found: Set<StepID> = []
            var leaves: [DatasetID: Set<SlotID>] = [:]
            var waiting = slots
            func visit(_ step: StepID) { if found.insert(step).inserted { waiting += plan[step].inputs } }
            var seen: Set<SlotID> = []
            while let slot = waiting.popLast() {
                guard seen.insert(slot).inserted else { continue }
                let dataset = plan[slot].dataset
                if dataset != root && fusion.readsAsData(dataset, in: home) {
                    leaves[dataset, default: []].insert(slot)
                } else {
                    visit(plan[slot].producer)
                    visit(plan[dataset].creator)
                }
            }
            steps = found.sorted()
            data = leaves.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
        }
    }

    // MARK: Steps

    /// Writes a step that makes rows.
    private mutating func rows(_ step: Step) -> SQLRelation? {
        func source(_ slots: some Collection<SlotID>) -> SQLRelation? {
            slots.first.flatMap { relations[plan[$0].dataset] }
        }
        switch step.work {
        case .read(let work): return read(work, step)
        case .filter(let predicate):
            guard let source = source(step.inputs) else { return nil }
            return filter(predicate, step, source)
        case .groupBy(let keys, let aggregates):
            guard let source = source(step.inputs) else { return nil }
            return group(keys, aggregates, step, source)
        case .select(let work):
            guard let source = source(step.inputs) else { return nil }
            return select(work, step, source)
        case .append(let count, distinct: false):
            let width = step.inputs.count / max(count, 1)
            let parts = (0..<count).map { step.inputs[($0 * width)..<(($0 + 1) * width)] }
            let sources = parts.compactMap { source($0) }
            return sources.count == count && width > 0 ? append(parts, step, sources) : nil
        case .join(let work):
            guard work.asOf == nil, !work.matchesNulls, work.keys > 0,
                let left = source(step.inputs.prefix(work.keys)), let right = source(step.inputs.dropFirst(work.keys))
            else { return nil }
            return join(work, step, left, right)
        case .compute, .pick, .rowNumber, .order, .append, .command, .query, .transform, .check, .write: return nil
        }
    }

    /// Writes out columns that wait for it.
    mutating func settle(_ relation: inout SQLRelation) {
        guard !relation.pending.isEmpty else { return }
        let added = relation.pending.map { "\($0.text) as \($0.column)" }.joined(separator: ", ")
        relation.settle(as: script.add("select *, \(added) from \(relation.name)"))
    }
}
