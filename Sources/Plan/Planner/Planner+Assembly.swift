// From the resolved plan to steps.
extension Planner {
    func assemble(
        _ graph: inout DatasetGraph, _ resolved: ResolvedPlan, warnings: [Diagnostic]
    ) -> ExecutionPlan {
        var ends: [(output: ResolvedPlan.Output, node: NodeID)] = []
        for output in resolved.outputs {
            guard var node = graph.pipelines[output.home]?.final else { continue }
            let filters = output.filters + filtersOnMissingRows(of: output.home, graph)
            if !filters.isEmpty { node = graph.addOutputFilter(filters, after: node, output: output.name) }
            for feature in output.features { graph.demand(feature, at: node) }
            for check in output.checks { for feature in check.features { graph.demand(feature, at: node) } }
            ends.append((output, node))
        }
        var checks: [(check: ResolvedPlan.Check, node: NodeID)] = []
        for check in resolved.checks {
            guard let node = graph.pipelines[check.home]?.final else { continue }
            for feature in check.features { graph.demand(feature, at: node) }
            checks.append((check, node))
        }
        graph.spreadDemands()

        var emitter = StepEmitter(graph: graph, file)
        emitter.emitAll()
        var guards: [(home: SpaceSetID, step: StepID)] = []
        for (check, node) in checks {
            if check.severity == .error { guards.append((check.home, StepID(emitter.steps.count))) }
            emitter.append(check, at: node, of: nil)
        }
        var outputs: [OutputPlan] = []
        for (output, node) in ends {
            // What a check of its rows refuses, an output does not write, whatever else goes on.
            var after = guards.filter { graph.spaces.contains(output.home, $0.home) }.map(\.step)
            for check in output.checks {
                if check.severity == .error { after.append(StepID(emitter.steps.count)) }
                emitter.append(check, at: node, of: output)
            }
            let verb = output.target == nil ? "collect" : "write"
            outputs.append(
                OutputPlan(
                    name: output.name, step: StepID(emitter.steps.count), columns: output.columns, target: output.target
                ))
            emitter.append(
                .write(output: outputs.count - 1), label: "\(verb) \(output.name)",
                inputs: output.features.map { emitter.slot(of: $0, at: node) }, position: output.position, after: after)
        }
        return ExecutionPlan(
            name: file.name, file: file.path, steps: emitter.steps, slots: emitter.slots, datasets: emitter.datasets,
            outputs: outputs, run: file.run, warnings: warnings)
    }

    /// The plan's filters whose features an outer join may leave null in this row space: null does not pass.
    func filtersOnMissingRows(of set: SpaceSetID, _ graph: DatasetGraph) -> [ResolvedPlan.Filter] {
        let spaces = graph.spaces
        var missing: Set<SpaceID> = []
        var chain: [RowSpaces.Join] = []
        var current = set
        while let join = spaces[current].join {
            chain.append(join)
            current = join.before
        }
        for join in chain.reversed() {
            switch file.links[join.link].join {
            case .left, .asof: missing.insert(join.added)
            case .right: missing.formUnion(spaces[join.before].members)
            case .outer:
                missing.formUnion(spaces[join.before].members)
                missing.insert(join.added)
            case .inner, .semi, .anti: break
            }
        }
        if missing.isEmpty { return [] }
        return graph.resolved.filters.filter { filter in
            spaces.contains(set, filter.home) && filter.home != set
                && spaces[filter.home].members.contains { missing.contains($0) }
        }
    }
}

extension ResolvedPlan.Check {
    /// What it looks at.
    var features: [FeatureID] {
        switch rule {
        case .predicate(let predicate): predicate.features
        case .unique(let feature): [feature]
        case .rowCount(_, _, let feature): feature.map { [$0] } ?? []
        }
    }
}

extension StepEmitter {
    /// A check of the rows of a node. `output`: the one it stands under, whose first column counts the rows.
    mutating func append(_ check: ResolvedPlan.Check, at node: NodeID, of output: ResolvedPlan.Output?) {
        let rule: CheckWork.Rule
        var inputs = check.features.map { slot(of: $0, at: node) }
        switch check.rule {
        case .predicate(let predicate): rule = .predicate(predicate.expression)
        case .unique: rule = .unique
        case .rowCount(let low, let high, _):
            rule = .rowCount(min: low, max: high)
            if inputs.isEmpty, let output { inputs = [slot(of: output.features[0], at: node)] }
        }
        append(
            .check(CheckWork(description: check.description, rule: rule, severity: check.severity)),
            label: "check \(check.description)", inputs: inputs, position: check.position)
    }
}
