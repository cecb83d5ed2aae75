/// Turns a plan file into an execution plan: features → groups → row spaces → joins → datasets → steps.
///
/// A pure function of the plan file and the catalogs' answers: the same input gives the same plan. Linear in features and
/// steps. Blocks while the source catalog looks at files; uses the calling thread alone.
package struct Planner {
    package struct Options: Sendable {
        /// Plan only what this output needs.
        package var only: Located<String>?
        /// False: a plan without outputs is well, and has no steps.
        package var requiresOutputs = true
        package init() {}
    }

    private let file: PlanFile
    private let options: Options
    private var spaces = RowSpaces()
    private var diagnostics: [Diagnostic] = []

    private init(_ file: PlanFile, _ options: Options) {
        self.file = file
        self.options = options
    }

    /// Throws every error of the plan at once, in the order of the file.
    package static func plan(
        _ file: PlanFile, sources: any SourceCatalog, features: any FeatureCatalog, options: Options = Options()
    ) throws(PlanError) -> ExecutionPlan {
        var planner = Planner(file, options)
        return try planner.plan(sources, features)
    }

    private mutating func plan(
        _ sources: any SourceCatalog, _ catalog: any FeatureCatalog
    ) throws(PlanError) -> ExecutionPlan {
        if file.outputs.isEmpty && options.requiresOutputs {
            throw PlanError([
                .error(
                    "the plan has no outputs; add outputs: {NAME: {features: [...]}}",
                    at: SourcePosition(file: file.path, line: 1, column: 1))
            ])
        }
        checkRunOptions(catalog)
        declareSpaces(sources)
        let order = try spaceOrder()
        var resolver = PlanResolver(file, spaces: spaces, catalog: catalog, diagnostics: diagnostics)
        resolver.resolveAll(groupOrder: order)
        try throwErrors(resolver.diagnostics)
        return try build(&resolver, order)
    }

    private func throwErrors(_ found: [Diagnostic]) throws(PlanError) {
        guard found.contains(where: { $0.severity == .error }) else { return }
        var seen: Set<Diagnostic> = []
        let once = found.filter { seen.insert($0).inserted }
        let sorted = once.enumerated().sorted { a, b in
            guard let x = a.element.position, let y = b.element.position, x != y else { return a.offset < b.offset }
            return x < y
        }
        throw PlanError(sorted.map(\.element))
    }

    // MARK: declarations

    private mutating func checkRunOptions(_ catalog: any FeatureCatalog) {
        let available = catalog.frameworks
        let known: [FrameworkName] = ["arrow", "duckdb", "sqlite", "postgresql", "spark", "rows"]
        for name in file.run.frameworks ?? [] where !available.contains(FrameworkName(name.value)) {
            if known.contains(FrameworkName(name.value)) {
                diagnostics.append(
                    .warning(
                        "the framework '\(name.value)' is not available in this version of weir; using "
                            + available.map(\.rawValue).joined(separator: ", "), at: name.position))
            } else {
                let hint = NearestName.hint(name.value, among: known.map(\.rawValue))
                diagnostics.append(.error("there is no framework '\(name.value)'\(hint)", at: name.position))
            }
        }
        for framework in file.sources.compactMap(\.framework) where !available.contains(FrameworkName(framework.value)) {
            diagnostics.append(
                .error("the framework '\(framework.value)' is not available in this version of weir", at: framework.position))
        }
    }

    /// Sources with their columns, then groups, whose columns come with their resolution.
    private mutating func declareSpaces(_ sources: any SourceCatalog) {
        for (index, source) in file.sources.enumerated() {
            spaces.add(source.name.value, .source(index))
            do throws(PlanError) {
                spaces.setColumns(try columns(of: source, sources), of: SpaceID(index))
            } catch {
                diagnostics += error.diagnostics.map {
                    Diagnostic($0.severity, at: $0.position ?? source.origin.position, $0.message)
                }
            }
        }
        for (index, group) in file.groups.enumerated() { spaces.add(group.name.value, .group(index)) }
        spaces.connect(file.links)
    }

    /// The source's schema as the plan sees it: chosen `columns`, declared `types`.
    private mutating func columns(
        of source: SourceDeclaration, _ sources: any SourceCatalog
    ) throws(PlanError) -> [SourceSchema.Column] {
        var columns = try sources.schema(of: source).columns
        let names = columns.map(\.name)
        for (column, type) in source.types.sorted(by: { $0.key < $1.key }) where !names.contains(column) {
            diagnostics.append(
                .error(
                    "'\(source.name.value)' has no column '\(column)'\(NearestName.hint(column, among: names))",
                    at: type.position))
        }
        if let chosen = source.columns {
            for column in chosen where !names.contains(column.value) {
                diagnostics.append(
                    .error(
                        "'\(source.name.value)' has no column '\(column.value)'\(NearestName.hint(column.value, among: names))",
                        at: column.position))
            }
            let wanted = Set(chosen.map(\.value))
            columns.removeAll { !wanted.contains($0.name) }
        }
        for index in columns.indices {
            if let declared = source.types[columns[index].name] { columns[index].type = declared.value }
        }
        return columns
    }

    /// Sources and groups, each after those that it is made from or thinned out by.
    private mutating func spaceOrder() throws(PlanError) -> [SpaceID] {
        var below: [[SpaceID]] = Array(repeating: [], count: spaces.spaces.count)
        for (offset, group) in file.groups.enumerated() {
            below[file.sources.count + offset] = group.definition.origins.compactMap { spaces.spaceByName[$0.value] }
        }
        for link in file.links where link.join == .semi || link.join == .anti {
            guard let left = spaces.spaceByName[link.left.value], let right = spaces.spaceByName[link.right.value] else {
                continue
            }
            below[Int(left.index)].append(right)
        }
        var order: [SpaceID] = []
        var state: [UInt8] = Array(repeating: 0, count: below.count)  // 0 new, 1 open, 2 done
        for start in below.indices where state[start] == 0 {
            var waiting = [start]
            while let current = waiting.last {
                if state[current] == 0 {
                    state[current] = 1
                    for space in below[current] where state[Int(space.index)] != 2 {
                        if state[Int(space.index)] == 1 { throw cycle(spaces.spaces[current].name, spaces[space].name) }
                        waiting.append(Int(space.index))
                    }
                } else {
                    waiting.removeLast()
                    if state[current] == 1 { order.append(SpaceID(current)) }
                    state[current] = 2
                }
            }
        }
        return order
    }

    private func cycle(_ a: String, _ b: String) -> PlanError {
        let position = file.groups.first { $0.name.value == a || $0.name.value == b }?.name.position
        return PlanError([.error("'\(a)' and '\(b)' are made from each other (a cyclic definition)", at: position)])
    }

    // MARK: building

    private mutating func build(_ resolver: inout PlanResolver, _ order: [SpaceID]) throws(PlanError) -> ExecutionPlan {
        var resolved = resolver.resolved
        if let only = options.only { try keep(only, in: &resolved, resolver.features.spaces) }
        let needed = try neededSets(&resolver, resolved)
        let alignments = alignments(of: needed, resolver.features.spaces, resolver.features.table, resolved)
        for set in Set(alignments.values.joined()) {
            for space in resolver.features.spaces[set].members { resolver.rowNumber(of: space) }
        }
        warnOfIdleFilters(&resolver, resolved, needed)

        let spaces = resolver.features.spaces
        var graph = DatasetGraph(spaces: spaces, table: resolver.features.table, resolved: resolved, links: file.links)
        for space in order {
            let thinning = file.links.indices.filter { index in
                let link = file.links[index]
                return (link.join == .semi || link.join == .anti) && link.left.value == spaces[space].name
            }
            graph.buildPipeline(of: space, thinning: thinning)
        }
        for set in needed.sorted(by: { (spaces[$0].members.count, $0) < (spaces[$1].members.count, $1) }) {
            graph.buildPipeline(of: set, aligned: alignments[set] ?? [])
        }
        return assemble(&graph, resolved, warnings: resolver.diagnostics)
    }

    private func keep(
        _ only: Located<String>, in resolved: inout ResolvedPlan, _ spaces: RowSpaces
    ) throws(PlanError) {
        guard let output = resolved.outputs.first(where: { $0.name == only.value }) else {
            let hint = NearestName.hint(only.value, among: resolved.outputs.map(\.name))
            throw PlanError("there is no output '\(only.value)'\(hint)", at: nil)
        }
        resolved.outputs = [output]
        resolved.checks.removeAll { !spaces.contains(output.home, $0.home) }
    }

    /// The joins that the plan makes: those that features, checks and outputs live in, and those on the way to them.
    private func neededSets(
        _ resolver: inout PlanResolver, _ resolved: ResolvedPlan
    ) throws(PlanError) -> [SpaceSetID] {
        let spaces = resolver.features.spaces
        let table = resolver.features.table
        var needed: Set<SpaceSetID> = []
        func add(_ set: SpaceSetID) {
            var current = set
            while let join = spaces[current].join, needed.insert(current).inserted { current = join.before }
        }
        var reached: Set<FeatureID> = []
        var waiting: [FeatureID] = []
        func reach(_ features: [FeatureID]) { for id in features where reached.insert(id).inserted { waiting.append(id) } }
        for output in resolved.outputs {
            add(output.home)
            reach(output.features + output.filters.flatMap(\.predicate.features))
        }
        for check in resolved.checks { add(check.home) }
        while let next = waiting.popLast() {
            add(table[next].home)
            reach(table[next].kind.inputs)
        }
        // A filter on a feature of several spaces acts on every join that has them.
        for filter in resolved.filters where spaces[filter.home].join != nil && !needed.contains(filter.home) {
            if needed.contains(where: { spaces.contains($0, filter.home) }) { add(filter.home) }
        }
        return Array(needed)
    }

    /// For each join, the smaller joins within it that are not on the way to it but have features or filters.
    private func alignments(
        of needed: [SpaceSetID], _ spaces: RowSpaces, _ table: FeatureTable, _ resolved: ResolvedPlan
    ) -> [SpaceSetID: [SpaceSetID]] {
        guard needed.count > 1 else { return [:] }
        var homes = Set(resolved.filters.map(\.home))
        for feature in table.features { homes.insert(feature.home) }
        let parts = needed.filter { homes.contains($0) }.sorted()
        var found: [SpaceSetID: [SpaceSetID]] = [:]
        for set in needed {
            guard let join = spaces[set].join else { continue }
            let brought = parts.filter { $0 != set && spaces.contains(set, $0) && !spaces.contains(join.before, $0) }
            if !brought.isEmpty { found[set] = brought }
        }
        return found
    }

    private func warnOfIdleFilters(_ resolver: inout PlanResolver, _ resolved: ResolvedPlan, _ needed: [SpaceSetID]) {
        let spaces = resolver.features.spaces
        var used = Set(needed.flatMap { spaces[$0].members } + resolved.outputs.flatMap { spaces[$0.home].members })
        for index in spaces.spaces.indices.reversed() where used.contains(SpaceID(index)) {
            for origin in resolved.groups[index]?.origins ?? [] { used.insert(origin) }
        }
        for filter in resolved.filters where !Set(spaces[filter.home].members).isSubset(of: used) {
            resolver.warn(
                "no output has rows of '\(spaces[filter.home].name)', so this filter does nothing", at: filter.position)
        }
    }

    private func assemble(
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

        var emitter = StepEmitter(graph: graph, sources: file.sources, links: file.links)
        emitter.emitAll()
        for (check, node) in checks { emitter.append(check, at: node, of: nil) }
        var outputs: [OutputPlan] = []
        for (output, node) in ends {
            for check in output.checks { emitter.append(check, at: node, of: output) }
            let verb = output.target == nil ? "collect" : "write"
            outputs.append(
                OutputPlan(
                    name: output.name, step: StepID(emitter.steps.count), columns: output.columns, target: output.target))
            emitter.append(
                .write(output: outputs.count - 1), label: "\(verb) \(output.name)",
                inputs: output.features.map { emitter.slot(of: $0, at: node) }, position: output.position)
        }
        return ExecutionPlan(
            name: file.name, file: file.path, steps: emitter.steps, slots: emitter.slots, datasets: emitter.datasets,
            outputs: outputs, run: file.run, warnings: warnings)
    }

    /// The plan's filters whose features an outer join may leave null in this row space: null does not pass.
    private func filtersOnMissingRows(of set: SpaceSetID, _ graph: DatasetGraph) -> [ResolvedPlan.Filter] {
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

extension GroupDeclaration.Definition {
    /// The sources and groups it is made from.
    package var origins: [Located<String>] {
        switch self {
        case .groupBy(let from, _, _), .resample(let from, _, _, _, _), .select(let from, _, _, _, _),
            .command(let from, _, _, _, _, _, _):
            [from]
        case .append(let from, _): from
        case .sql(_, let inputs): inputs ?? []
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
