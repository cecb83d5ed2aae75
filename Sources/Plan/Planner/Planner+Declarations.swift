// Row spaces with their columns, in an order in which each comes after those it is made from.
extension Planner {
    /// The frameworks that are preferred, and those that sources are pinned to.
    mutating func checkFrameworks() {
        for name in file.run.frameworks ?? [] {
            if FrameworkRules.planned.contains(name.value) {
                diagnostics.append(
                    .warning(
                        "the framework '\(name.value)' is not available in this version of weir; using "
                            + frameworks.known.map(\.rawValue).joined(separator: ", "), at: name.position))
            } else {
                checkFramework { rules throws(Problem) in try rules.checkName(name) }
            }
        }
        for pin in file.sources.compactMap(\.framework) {
            checkFramework { rules throws(Problem) in try rules.check(pin) }
        }
    }

    private typealias Problem = FeatureResolver.Problem

    private mutating func checkFramework(_ body: (FrameworkRules) throws(Problem) -> Void) {
        do throws(Problem) {
            try body(frameworks)
        } catch {
            diagnostics.append(.error(error.message, at: error.position))
        }
    }

    /// Sources with their columns, then groups, whose columns come with their resolution.
    mutating func declareSpaces(_ sources: any SourceCatalog) {
        for (index, source) in file.sources.enumerated() {
            spaces.add(source.name.value, .source(index))
            do throws(PlanError) {
                spaces.setColumns(try columns(of: source, sources), of: SpaceID(index))
            } catch {
                spaces[SpaceID(index)].isUnknown = true
                diagnostics += error.located(at: source.origin.position).diagnostics
            }
        }
        for (index, group) in file.groups.enumerated() { spaces.add(group.name.value, .group(index)) }
        for (index, group) in file.groups.enumerated() {
            guard case .command(let command) = group.definition, command.keepsRows else { continue }
            spaces[SpaceID(file.sources.count + index)].base = spaces.spaceByName[command.from.value]
        }
        spaces.connect(file.links)
    }

    /// The source's schema as the plan sees it: chosen `columns`, declared `types`.
    mutating func columns(
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
    mutating func spaceOrder() throws(PlanError) -> [SpaceID] {
        var below: [[SpaceID]] = Array(repeating: [], count: spaces.spaces.count)
        let additions = additionsByBase
        for (offset, group) in file.groups.enumerated() {
            let space = SpaceID(file.sources.count + offset)
            let named = queries[offset]?.inputs ?? group.definition.origins
            let origins = named.compactMap { spaces.spaceByName[$0.value] }
            let added = origins.flatMap { additions[$0] ?? [] }.filter { uses($0, in: group, space) }
            below[Int(space.index)] = origins + added
        }
        for link in file.links where link.join == .semi || link.join == .anti {
            guard let left = spaces.spaceByName[link.left.value], let right = spaces.spaceByName[link.right.value]
            else {
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

    func cycle(_ a: String, _ b: String) -> PlanError {
        let position = file.groups.first { $0.name.value == a || $0.name.value == b }?.name.position
        return PlanError([.error("'\(a)' and '\(b)' are made from each other (a cyclic definition)", at: position)])
    }
}

extension GroupDeclaration.Definition {
    /// The sources and groups it is made from.
    package var origins: [Located<String>] {
        switch self {
        case .groupBy(let from, _, _), .resample(let from, _, _, _, _), .select(let from, _, _, _, _): [from]
        case .command(let command): [command.from]
        case .append(let from, _): from
        case .sql(let query): query.inputs ?? []
        }
    }
}
