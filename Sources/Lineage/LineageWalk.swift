package import Compute
package import Plan

/// Walks back from a feature of an output to the sources, by the plan, and by what a run recorded of its rows where some are asked for.
/// Linear in the steps before the output, and for rows in the vectors of those among them that change rows.
package struct LineageWalk {
    private let plan: ExecutionPlan
    /// Where the run's traces are; nil: only features are asked for.
    private let traces: LineageTarget?
    private var nodes: [SlotID: LineageGraph.Node] = [:]
    private var order: [SlotID] = []
    /// By step: slots that are to be explained.
    private var wanted: [Int: [SlotID]] = [:]

    /// - Parameters:
    ///   - row: from 0; nil: features only.
    ///   - traces: of a run of this very plan; needed for a row.
    /// - Throws: `LineageError` where there is no such row, and whatever reading the traces throws.
    package static func graph(
        of plan: ExecutionPlan, output: OutputPlan, column: Int, row: Int? = nil, traces: LineageTarget? = nil
    ) throws -> LineageGraph {
        var walk = LineageWalk(plan: plan, traces: row == nil ? nil : traces)
        let slot = plan[output.step].inputs[column]
        if let row { try walk.checkRow(row, of: slot, output.name) }
        walk.reach(slot, rows: row.map { .some([$0]) })
        try walk.run(from: Int(plan[slot].producer.index))
        return LineageGraph(
            output: output.name, column: output.columns[column], row: row, plan: plan,
            nodes: walk.order.compactMap { walk.nodes[$0] })
    }

    private init(plan: ExecutionPlan, traces: LineageTarget?) {
        self.plan = plan
        self.traces = traces
    }

    private func checkRow(_ row: Int, of slot: SlotID, _ output: String) throws {
        let creator = plan[plan[slot].dataset].creator
        var rows: Int?
        if let trace = try trace(of: plan[creator]) {
            rows = trace.rows
        } else if let first = plan[creator].inputs.first {
            return try checkRow(row, of: first, output)
        }
        guard let rows, row >= rows else { return }
        throw LineageError("the output '\(output)' had \(rows.counted("row")), so there is no row \(row + 1)")
    }

    private func trace(of step: Step) throws -> RowTrace? {
        try traces.flatMap { try RowTrace.read(from: $0.place(of: step.id)) }
    }

    /// Plan order is topological, so that all that a step's features went into is known before the step comes up.
    private mutating func run(from last: Int) throws {
        for index in stride(from: last, through: 0, by: -1) {
            guard let slots = wanted.removeValue(forKey: index) else { continue }
            let step = plan.steps[index]
            let trace = try trace(of: step)
            for slot in slots.sorted() {
                order.append(slot)
                try explain(slot, by: step, trace)
            }
        }
    }

    private mutating func reach(_ slot: SlotID, rows: RowSet?) {
        if let known = nodes[slot] {
            if let own = known.rows, let rows { nodes[slot]?.rows = own.union(rows) }
            return
        }
        let producer = plan[slot].producer
        nodes[slot] = LineageGraph.Node(slot: slot, step: producer, feature: plan[slot].name, rows: rows)
        wanted[Int(producer.index), default: []].append(slot)
    }

    // MARK: Steps

    private mutating func explain(_ slot: SlotID, by step: Step, _ trace: RowTrace?) throws {
        guard let place = step.outputs.firstIndex(of: slot), let node = nodes[slot] else { return }
        let made = node.rows
        func back(_ side: Int = 0) throws -> RowSet? {
            guard let made, let trace else { return made }
            return try trace.origins(of: made, side: side)
        }
        var edges = Edges()
        switch step.work {
        case .read(let read):
            let origin = try origin(read, place, rows: made, trace)
            nodes[slot]?.origin = origin
        case .compute(let call):
            let rows: RowSet? =
                switch FeatureReach(call) {
                case .row: made
                case .partition: try back()
                case .all: made.map { _ in .all }
                }
            // What an expression names are its values.
            let values = call.inputCount == 0 ? step.inputs.count : call.inputCount
            edges.add(step.inputs.prefix(values), .value, rows)
            // An order is made of what the options name, which is told already.
            edges.add(step.inputs.dropFirst(values).filter(plan.hasValues), .option, rows)
        case .order: break
        case .pick, .rowNumber: edges.add(step.inputs, .value, made)
        case .transform: edges.add([step.inputs[place]], .value, made)
        case .filter(let predicate):
            let rows = try back()
            edges.add([step.inputs[predicate.references.count + place]], .value, rows)
            edges.add(step.inputs.prefix(predicate.references.count), .condition, rows)
        case .select(let select):
            let rows = try back()
            let references = select.predicate?.references.count ?? 0
            let keys = select.descending.count
            edges.add([step.inputs[references + keys + place]], .value, rows)
            edges.add(step.inputs.prefix(references), .condition, rows)
            edges.add(step.inputs[references..<(references + keys)], .order, rows)
        case .groupBy(let keys, let aggregates):
            let rows = try back()
            if place < keys {
                edges.add([step.inputs[place]], .value, rows)
            } else {
                if let input = aggregates[place - keys].input { edges.add([step.inputs[input]], .value, rows) }
                edges.add(step.inputs.prefix(keys), .key, rows)
            }
        case .append(let parts, _):
            let width = step.inputs.count / max(parts, 1)
            let divided = try trace.map { trace in try back().map { trace.divided($0) } } ?? nil
            for part in 0..<parts {
                let rows = divided.map { $0[part].rows }
                if rows?.isEmpty == true { continue }
                edges.add([step.inputs[part * width + place]], .value, rows)
            }
        case .command(let command):
            edges.add(step.inputs, .value, try command.keepsRows ? made : back())
        case .query: edges.add(step.inputs, .value, try back())
        case .join(let join): try explain(join, step, place, left: back(0), right: back(1), &edges)
        case .check, .write: break
        }
        nodes[slot]?.inputs = edges.all
        for (edge, rows) in edges.reached { reach(edge.slot, rows: rows) }
    }

    private func explain(
        _ join: JoinWork, _ step: Step, _ place: Int, left: RowSet?, right: RowSet?, _ edges: inout Edges
    ) throws {
        let keys = 2 * join.keys + (join.asOf == nil ? 0 : 2)
        // Which right rows a semi or anti join looked at for a row is not recorded.
        let right = join.join == .semi || join.join == .anti ? right.map { _ in .all } : right
        let carried = join.leftCarried + join.rightCarried
        if place < join.leftCarried {
            edges.add([step.inputs[keys + place]], .value, left)
        } else if place < carried {
            edges.add([step.inputs[keys + place]], .value, right)
        } else {
            let key = join.coalesced[place - carried]
            edges.add([step.inputs[key]], .value, left)
            edges.add([step.inputs[join.keys + key]], .value, right)
        }
        edges.add(step.inputs.prefix(join.keys), .key, left)
        edges.add(step.inputs[join.keys..<(2 * join.keys)], .key, right)
        if join.asOf != nil {
            edges.add([step.inputs[2 * join.keys]], .key, left)
            edges.add([step.inputs[2 * join.keys + 1]], .key, right)
        }
    }

    private func origin(
        _ read: ReadWork, _ place: Int, rows: RowSet?, _ trace: RowTrace?
    ) throws -> LineageGraph.Origin {
        var files: [(name: String, rows: RowSet)]?
        if let rows, let trace {
            files = try trace.divided(trace.origins(of: rows)).filter { !$0.rows.isEmpty }.map {
                ($0.part.name, $0.rows)
            }
        }
        return LineageGraph.Origin(
            source: read.source.name.value, column: read.columns[place], place: "\(read.source.origin.value)",
            files: files)
    }
}

/// What a feature was made of, each feature once for each role.
private struct Edges {
    private(set) var reached: [(edge: LineageGraph.Edge, rows: RowSet?)] = []

    /// Rows of which there are none were not made of anything.
    mutating func add(_ slots: some Sequence<SlotID>, _ role: LineageGraph.Role, _ rows: RowSet?) {
        if rows?.isEmpty == true { return }
        for slot in slots { reached.append((LineageGraph.Edge(slot: slot, role: role), rows)) }
    }

    var all: [LineageGraph.Edge] {
        var seen: Set<LineageGraph.Edge> = []
        return reached.map(\.edge).filter { seen.insert($0).inserted }
    }
}
