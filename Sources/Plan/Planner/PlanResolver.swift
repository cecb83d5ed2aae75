/// Resolves all names of a plan file, and gathers everything that is wrong with them. One planning, one thread.
struct PlanResolver {
    let file: PlanFile
    let catalog: any FeatureCatalog
    private(set) var features: FeatureResolver
    private(set) var resolved = ResolvedPlan()
    private(set) var diagnostics: [Diagnostic]

    private typealias Problem = FeatureResolver.Problem

    /// `only`: the one output that is wanted; all are resolved and checked.
    init(_ file: PlanFile, spaces: RowSpaces, catalog: any FeatureCatalog, diagnostics: [Diagnostic]) {
        self.file = file
        self.catalog = catalog
        self.features = FeatureResolver(spaces: spaces, plan: file, catalog: catalog)
        self.diagnostics = diagnostics
    }

    mutating func resolveAll(groupOrder: [SpaceID]) {
        resolved.groups = Array(repeating: nil, count: features.spaces.spaces.count)
        for space in groupOrder { resolveGroup(space) }
        for link in file.links {
            let found = attempt(at: link.position) { resolver throws(Problem) in try resolver.resolve(link) }
            resolved.links.append(found)
        }
        for filter in file.filters {
            if let found = attempt(at: filter.position, { resolver throws(Problem) in try resolver.resolve(filter) }) {
                resolved.filters.append(found)
            }
        }
        for check in file.checks {
            let found = attempt(at: check.position) { resolver throws(Problem) in try resolver.resolve(check, home: nil) }
            resolved.checks += found ?? []
        }
        for output in file.outputs { resolve(output) }
    }

    /// Runs `body`; what it throws becomes a diagnostic.
    private mutating func attempt<T>(
        at position: SourcePosition, _ body: (inout PlanResolver) throws(Problem) -> T
    ) -> T? {
        do throws(Problem) {
            return try body(&self)
        } catch {
            diagnostics.append(.error(error.message, at: error.position ?? position))
            return nil
        }
    }

    mutating func warn(_ message: String, at position: SourcePosition?) {
        diagnostics.append(.warning(message, at: position))
    }

    mutating func rowNumber(of space: SpaceID) { _ = features.rowNumber(of: space) }

    // MARK: groups

    private mutating func resolveGroup(_ space: SpaceID) {
        guard case .group(let index) = features.spaces[space].declaration else { return }
        let declaration = file.groups[index]
        let found = attempt(at: declaration.name.position) { resolver throws(Problem) in
            try resolver.group(declaration)
        }
        guard let (group, columns) = found else { return }
        resolved.groups[Int(space.index)] = group
        features.setColumns(columns, of: space)
    }

    private mutating func group(
        _ declaration: GroupDeclaration
    ) throws(Problem) -> (ResolvedPlan.Group, [SourceSchema.Column]) {
        if let framework = declaration.framework, framework.value != FrameworkName.arrow.rawValue {
            throw unavailable("the framework '\(framework.value)'", at: framework.position)
        }
        switch declaration.definition {
        case .groupBy(let from, let keys, let aggregates):
            let space = try self.space(from)
            var ids: [(Located<String>, FeatureID)] = []
            for key in keys { ids.append((key, try feature(key, in: space))) }
            return try grouping(ids.map { (FeatureResolver.withoutScopes($0.0.value), $0.1) }, aggregates, from: space)
        case .resample(let from, let time, let every, let partitionBy, let aggregates):
            let space = try self.space(from)
            var keys = [(FeatureResolver.withoutScopes(time.value), try bucket(time, every, in: space))]
            for key in partitionBy { keys.append((FeatureResolver.withoutScopes(key.value), try feature(key, in: space))) }
            return try grouping(keys, aggregates, from: space)
        case .select(let from, let predicate, let distinct, let sortBy, let limit):
            let space = try self.space(from)
            let filter: ResolvedPlan.Predicate? =
                if let predicate { try self.predicate(predicate, in: space, mustLiveIn: RowSpaces.single(space)) } else { nil }
            var keys: [(feature: FeatureID, descending: Bool)] = []
            for key in sortBy { keys.append((try feature(key.feature, in: space), key.descending)) }
            let columns = features.spaces[space].columns
            let group = ResolvedPlan.Group.select(
                from: space, columns: columns.indices.map { features.column($0, of: space) }, predicate: filter,
                distinct: distinct, sortBy: keys, limit: limit?.value)
            return (group, columns)
        case .append(let from, let distinct):
            return try append(from, distinct: distinct)
        case .sql: throw unavailable("a group in SQL", at: declaration.name.position)
        case .command: throw unavailable("a group that runs a program", at: declaration.name.position)
        }
    }

    private func unavailable(_ what: String, at position: SourcePosition) -> Problem {
        Problem(message: "\(what) is not available in this version of weir, which has the framework 'arrow'", position: position)
    }

    private func space(_ name: Located<String>) throws(Problem) -> SpaceID {
        guard let space = features.spaces.spaceByName[name.value] else {
            throw Problem(
                message: "there is no source or group '\(name.value)'"
                    + NearestName.hint(name.value, among: features.spaces.spaces.map(\.name)),
                position: name.position)
        }
        return space
    }

    /// A feature of one row space.
    private mutating func feature(_ name: Located<String>, in space: SpaceID) throws(Problem) -> FeatureID {
        let id = try features.resolve(name.value[...], at: name.position, in: space)
        return try inSpace(id, RowSpaces.single(space), name.value, at: name.position)
    }

    private func inSpace(
        _ id: FeatureID, _ set: SpaceSetID, _ name: String, at position: SourcePosition
    ) throws(Problem) -> FeatureID {
        let home = features.table[id].home
        guard home == set else {
            throw Problem(
                message: "'\(name)' lives in '\(features.spaces[home].name)', but is needed in '\(features.spaces[set].name)'",
                position: position)
        }
        return id
    }

    private mutating func grouping(
        _ keys: [(name: String, feature: FeatureID)], _ aggregates: [GroupDeclaration.Aggregate], from space: SpaceID
    ) throws(Problem) -> (ResolvedPlan.Group, [SourceSchema.Column]) {
        var columns = keys.map { SourceSchema.Column(name: $0.name, type: features.table[$0.feature].type) }
        var calls: [(operation: String, input: FeatureID?)] = []
        for aggregate in aggregates {
            let place = aggregate.name.position
            guard let column = aggregate.column else {
                calls.append(("count", nil))
                columns.append(SourceSchema.Column(name: aggregate.name.value, type: .int64))
                continue
            }
            guard catalog.isAggregate(aggregate.operation) else {
                let near = NearestName.of(aggregate.operation, among: catalog.aggregateOperations)
                throw Problem(
                    message: "there is no aggregate '\(aggregate.operation)'"
                        + (near.map { "; did you mean '\(column)__\($0)'?" } ?? "; there are \(catalog.aggregateOperations.joined(separator: ", "))"),
                    position: place)
            }
            let input = try feature(Located(column, at: place), in: space)
            do throws(OptionProblem) {
                let type = try catalog.aggregate(aggregate.operation, of: features.table[input].type)
                columns.append(
                    SourceSchema.Column(name: FeatureResolver.withoutScopes(aggregate.name.value), type: type))
            } catch {
                throw Problem(message: error.message, position: place)
            }
            calls.append((aggregate.operation, input))
        }
        if let twice = firstDuplicate(columns.map(\.name)) {
            throw Problem(message: "the group would have two columns '\(twice)'")
        }
        return (.groupBy(from: space, keys: keys.map(\.feature), aggregates: calls), columns)
    }

    /// The start of a resample's bucket, by the group that floors times.
    private mutating func bucket(
        _ time: Located<String>, _ every: Located<Duration>, in space: SpaceID
    ) throws(Problem) -> FeatureID {
        let seconds = every.value.components.seconds
        let units: [(name: String, seconds: Int64)] = [("day", 86400), ("hour", 3600), ("minute", 60)]
        guard seconds > 0, every.value.components.attoseconds == 0,
            let unit = units.first(where: { seconds % $0.seconds == 0 })
        else {
            throw Problem(message: "every: must be a whole number of minutes, hours or days", position: every.position)
        }
        let name = "\(time.value)__floor_\(seconds / unit.seconds)_\(unit.name)"
        return try feature(Located(name, at: time.position), in: space)
    }

    private mutating func append(
        _ from: [Located<String>], distinct: Bool
    ) throws(Problem) -> (ResolvedPlan.Group, [SourceSchema.Column]) {
        var parts: [(from: SpaceID, columns: [FeatureID])] = []
        var columns: [SourceSchema.Column] = []
        for name in from {
            let part = try space(name)
            if parts.isEmpty { columns = features.spaces[part].columns }
            let known = features.spaces[part]
            var ids: [FeatureID] = []
            for (index, column) in columns.enumerated() {
                guard let found = known.columnIndex[column.name] else {
                    throw Problem(
                        message: "'\(name.value)' has no column '\(column.name)', which '\(from[0].value)' has; the parts must "
                            + "have the same columns (choose them with columns: of the sources)",
                        position: name.position)
                }
                ids.append(features.column(found, of: part))
                columns[index].type = common(columns[index].type, known.columns[found].type)
            }
            if let extra = known.columns.first(where: { column in !columns.contains { $0.name == column.name } }) {
                throw Problem(
                    message: "'\(from[0].value)' has no column '\(extra.name)', which '\(name.value)' has; the parts must have "
                        + "the same columns (choose them with columns: of the sources)",
                    position: name.position)
            }
            parts.append((part, ids))
        }
        return (.append(parts: parts, distinct: distinct), columns)
    }

    private func common(_ a: DataType?, _ b: DataType?) -> DataType? {
        guard let a, let b else { return nil }
        if a == b { return a }
        if a.isInteger && b.isInteger { return .int64 }
        return a.isNumeric && b.isNumeric ? .float64 : nil
    }

    // MARK: links, filters, checks

    private mutating func resolve(_ link: LinkDeclaration) throws(Problem) -> ResolvedPlan.Link {
        let left = try space(link.left)
        let right = try space(link.right)
        var keys: [(left: FeatureID, right: FeatureID)] = []
        for key in link.keys {
            let pair = (
                left: try feature(Located(key.value.left, at: key.position), in: left),
                right: try feature(Located(key.value.right, at: key.position), in: right)
            )
            let types = (features.table[pair.left].type, features.table[pair.right].type)
            if let a = types.0, let b = types.1, !a.joins(b) {
                throw Problem(
                    message: "'\(link.left.value).\(key.value.left)' is \(a) and '\(link.right.value).\(key.value.right)' is \(b); "
                        + "keys must be of one kind (declare one with types: of its source)",
                    position: key.position)
            }
            keys.append(pair)
        }
        var time: (left: FeatureID, right: FeatureID)?
        if let asOf = link.asOf {
            time = (
                try feature(Located(asOf.time.left, at: link.position), in: left),
                try feature(Located(asOf.time.right, at: link.position), in: right)
            )
        }
        return ResolvedPlan.Link(left: left, right: right, keys: keys, time: time)
    }

    private mutating func resolve(_ filter: FilterDeclaration) throws(Problem) -> ResolvedPlan.Filter {
        var id = try features.resolve(filter.feature)
        if case .key(let members) = features.table[id].kind { id = members[0] }
        let entry = features.table[id]
        let root = try rule(filter.rule, type: entry.type)
        let predicate = ResolvedPlan.Predicate(
            expression: ParsedExpression(root, references: [entry.name]), features: [id])
        return ResolvedPlan.Filter(
            predicate: predicate, home: entry.home, isOnColumn: entry.kind.isColumn, position: filter.position)
    }

    private func rule(_ rule: ValueRule, type: DataType?) throws(Problem) -> Expression {
        do throws(ExpressionError) {
            return try Expression.rule(on: 0, type: type, rule: rule)
        } catch {
            throw Problem(message: error.message, position: error.position)
        }
    }

    private mutating func predicate(
        _ text: Located<String>, in scope: SpaceID?, mustLiveIn set: SpaceSetID?
    ) throws(Problem) -> ResolvedPlan.Predicate {
        let parsed: ParsedExpression
        do throws(ExpressionError) {
            parsed = try ParsedExpression(text.value)
        } catch {
            throw Problem(message: "\(error.message) (at character \(error.offset + 1) of '\(text.value)')", position: text.position)
        }
        var ids: [FeatureID] = []
        for reference in parsed.references {
            let id = try features.resolve(reference[...], at: text.position, in: scope)
            ids.append(try set.map { set throws(Problem) in try inSpace(id, set, reference, at: text.position) } ?? id)
        }
        if ids.isEmpty { throw Problem(message: "'\(text.value)' names no feature", position: text.position) }
        do throws(ExpressionError) {
            try parsed.checkPredicate(ids.map { features.table[$0].type })
        } catch {
            throw Problem(message: "\(error.message) (at character \(error.offset + 1) of '\(text.value)')", position: text.position)
        }
        return ResolvedPlan.Predicate(expression: parsed, features: ids)
    }

    /// One check for each kind of rule. `home`: the row space of the output it stands under.
    private mutating func resolve(
        _ check: CheckDeclaration, home output: SpaceSetID?
    ) throws(Problem) -> [ResolvedPlan.Check] {
        var checks: [ResolvedPlan.Check] = []
        var home = output
        func add(_ rule: ResolvedPlan.Check.Rule, _ description: String, home: SpaceSetID) {
            checks.append(
                ResolvedPlan.Check(
                    rule: rule, description: description, severity: check.severity, home: home, position: check.position))
        }
        var feature: FeatureID?
        if let request = check.feature {
            var id = try features.resolve(request)
            if output == nil, case .key(let members) = features.table[id].kind { id = members[0] }
            if let output, !features.spaces.contains(output, features.table[id].home) {
                throw Problem(
                    message: "'\(request.name)' is not in this output's rows, which are those of '\(features.spaces[output].name)'",
                    position: request.position)
            }
            feature = id
            home = output ?? features.table[id].home
        }
        if let id = feature, let home {
            let name = features.table[id].name
            var terms: [Expression] = []
            if check.notNull { terms.append(.isNotNull(.reference(0))) }
            let bounds = try rule(check.rule, type: features.table[id].type)
            if bounds.referencedIndices.contains(0) {
                // A null is for not_null to judge.
                terms.append(check.notNull ? bounds : .or([.isNull(.reference(0)), bounds]))
            }
            if !terms.isEmpty {
                let expression = ParsedExpression(.and(terms), references: [name])
                add(.predicate(ResolvedPlan.Predicate(expression: expression, features: [id])), expression.text, home: home)
            }
            if check.unique { add(.unique(id), "\(name) is unique", home: home) }
        }
        if let text = check.expression {
            let predicate = try self.predicate(text, in: nil, mustLiveIn: nil)
            var place = features.table[predicate.features[0]].home
            for id in predicate.features.dropFirst() { place = try union(place, features.table[id].home, at: text.position) }
            add(.predicate(predicate), text.value, home: output ?? place)
        }
        if check.minRows != nil || check.maxRows != nil {
            guard let home else { throw Problem(message: "row_count needs a feature, or stands under an output") }
            let low = check.minRows.map { "at least \($0)" }
            let high = check.maxRows.map { "at most \($0)" }
            let words = [low, high].compactMap { $0 }.joined(separator: " and ")
            add(.rowCount(min: check.minRows, max: check.maxRows, of: feature), "\(words) rows", home: home)
        }
        return checks
    }

    private mutating func union(_ a: SpaceSetID, _ b: SpaceSetID, at position: SourcePosition) throws(Problem) -> SpaceSetID {
        do throws(RowSpaces.JoinProblem) {
            return try features.spaces.union(a, b)
        } catch {
            throw Problem(message: error.message, position: position)
        }
    }

    // MARK: outputs

    private mutating func resolve(_ output: OutputDeclaration) {
        var ids: [FeatureID] = []
        var requests: [FeatureRequest] = []
        for request in output.features {
            if let id = attempt(at: request.position, { resolver throws(Problem) in try resolver.features.resolve(request) }) {
                ids.append(id)
                requests.append(request)
            }
        }
        guard ids.count == output.features.count, let first = ids.first else { return }
        let filters = output.filters.compactMap { filter in
            attempt(at: filter.position) { resolver throws(Problem) in try resolver.resolve(filter) }
        }
        let home = attempt(at: output.name.position) { resolver throws(Problem) in
            var home = resolver.features.table[first].home
            for (id, request) in zip(ids, requests) {
                home = try resolver.union(home, resolver.features.table[id].home, at: request.position)
            }
            for filter in filters { home = try resolver.union(home, filter.home, at: filter.position) }
            return home
        }
        guard let home else { return }
        let checks = output.checks.flatMap { check in
            attempt(at: check.position) { resolver throws(Problem) in try resolver.resolve(check, home: home) } ?? []
        }
        let columns = columnNames(requests, ids)
        if let twice = firstDuplicate(columns), let index = columns.lastIndex(of: twice) {
            diagnostics.append(
                .error(
                    "the output '\(output.name.value)' would have two columns '\(twice)'; give one another name with as:",
                    at: requests[index].position))
        }
        resolved.outputs.append(
            ResolvedPlan.Output(
                name: output.name.value, position: output.name.position, features: ids, columns: columns,
                target: output.target?.value, home: home, filters: filters, checks: checks))
    }

    /// As asked for, without the scopes where that is unique in the output.
    private func columnNames(_ requests: [FeatureRequest], _ ids: [FeatureID]) -> [String] {
        let bare = requests.map { $0.details?.alias?.value ?? FeatureResolver.withoutScopes($0.name) }
        var counts: [String: Int] = [:]
        for name in bare { counts[name, default: 0] += 1 }
        return zip(requests, bare).map { request, name in
            counts[name] == 1 || request.details?.alias != nil ? name : request.name
        }
    }

    private func firstDuplicate(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }
}

extension DataType {
    /// Whether values of the two types can be equal: the same, or both whole numbers, or both floats.
    fileprivate func joins(_ other: DataType) -> Bool {
        self == other || (isInteger && other.isInteger) || (isFloat && other.isFloat)
    }
}
