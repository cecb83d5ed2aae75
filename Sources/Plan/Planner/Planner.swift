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
        /// False: a plan that runs programs is an error.
        package var allowsCommands = true
        /// True: what would be converted is an error: keys of a link that are of unlike types, and what programs give unless it
        /// widens.
        package var isStrict = false
        package init() {}
    }

    let file: PlanFile
    let options: Options
    var spaces = RowSpaces()
    var diagnostics: [Diagnostic] = []
    /// SQL groups that make sense, by index into `PlanFile.groups`.
    var queries: [Int: Query] = [:]
    let frameworks: FrameworkRules

    private init(_ file: PlanFile, _ options: Options, _ frameworks: FrameworkRules) {
        self.file = file
        self.options = options
        self.frameworks = frameworks
    }

    /// Throws every error of the plan at once, in the order of the file.
    package static func plan(
        _ file: PlanFile, sources: any SourceCatalog, features: any FeatureCatalog,
        queries: any QueryCatalog = NoQueries(), options: Options = Options()
    ) throws(PlanError) -> ExecutionPlan {
        var planner = Planner(file, options, FrameworkRules(file, features, engines: queries.engines))
        return try planner.plan(sources, features, queries)
    }

    mutating func plan(
        _ sources: any SourceCatalog, _ catalog: any FeatureCatalog, _ engines: any QueryCatalog
    ) throws(PlanError) -> ExecutionPlan {
        if file.outputs.isEmpty && options.requiresOutputs {
            throw PlanError([
                .error(
                    "the plan has no outputs; add outputs: {NAME: {features: [...]}}",
                    at: SourcePosition(file: file.path, line: 1, column: 1))
            ])
        }
        checkFrameworks()
        if !options.allowsCommands { refuseCommands() }
        declareSpaces(sources)
        readQueries(engines)
        let order = try spaceOrder()
        var resolver = PlanResolver(
            file, spaces: spaces, catalog: catalog, engines: engines, queries: queries, frameworks: frameworks,
            diagnostics: diagnostics)
        resolver.isStrict = options.isStrict
        resolver.resolveAll(groupOrder: order)
        try throwErrors(resolver.diagnostics)
        return try build(&resolver, order)
    }

    func throwErrors(_ found: [Diagnostic]) throws(PlanError) {
        guard found.contains(where: { $0.severity == .error }) else { return }
        var seen: Set<Diagnostic> = []
        let once = found.filter { seen.insert($0).inserted }
        let sorted = once.enumerated().sorted { a, b in
            guard let x = a.element.position, let y = b.element.position, x != y else { return a.offset < b.offset }
            return x < y
        }
        throw PlanError(sorted.map(\.element))
    }

    // MARK: building

    mutating func build(_ resolver: inout PlanResolver, _ order: [SpaceID]) throws(PlanError) -> ExecutionPlan {
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

    func keep(
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
    func neededSets(
        _ resolver: inout PlanResolver, _ resolved: ResolvedPlan
    ) throws(PlanError) -> [SpaceSetID] {
        let spaces = resolver.features.spaces
        let table = resolver.features.table
        var needed: Set<SpaceSetID> = []
        func add(_ set: SpaceSetID) {
            var current = set
            while let join = spaces[current].join, needed.insert(current).inserted { current = join.before }
        }
        var isReached = ContiguousArray(repeating: false, count: table.count)
        var waiting: [FeatureID] = []
        func reach(_ features: [FeatureID]) {
            for id in features where !isReached[Int(id.index)] {
                isReached[Int(id.index)] = true
                waiting.append(id)
            }
        }
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
    func alignments(
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

    func warnOfIdleFilters(_ resolver: inout PlanResolver, _ resolved: ResolvedPlan, _ needed: [SpaceSetID]) {
        let spaces = resolver.features.spaces
        var used = Set(needed.flatMap { spaces[$0].members } + resolved.outputs.flatMap { spaces[$0.home].members })
        // What a semi or anti link looks for is used by whoever has its left side.
        var sought: [SpaceID: [SpaceID]] = [:]
        for case (let link?, let declaration) in zip(resolved.links, file.links)
        where declaration.join == .semi || declaration.join == .anti {
            sought[link.left, default: []].append(link.right)
        }
        var waiting = Array(used)
        while let space = waiting.popLast() {
            let below = (resolved.groups[Int(space.index)]?.origins ?? []) + (sought[space] ?? [])
            for next in below where used.insert(next).inserted { waiting.append(next) }
        }
        for filter in resolved.filters where !Set(spaces[filter.home].members).isSubset(of: used) {
            resolver.warn(
                "no output has rows of '\(spaces[filter.home].name)', so this filter does nothing", at: filter.position)
        }
    }
}
