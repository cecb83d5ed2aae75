// Groups: row spaces made from others.
extension PlanResolver {
    mutating func resolveGroup(_ space: SpaceID) {
        guard case .group(let index) = features.spaces[space].declaration else { return }
        let declaration = file.groups[index]
        let found = attempt(at: declaration.name.position) { resolver throws(Problem) in
            try resolver.group(declaration)
        }
        guard let (group, columns) = found else {
            features.spaces[space].isUnknown = true
            return
        }
        resolved.groups[Int(space.index)] = group
        features.setColumns(columns, of: space)
    }

    mutating func group(
        _ declaration: GroupDeclaration
    ) throws(Problem) -> (ResolvedPlan.Group, [SourceSchema.Column]) {
        if let pin = declaration.framework, !declaration.isQuery { try features.frameworks.check(pin) }
        switch declaration.definition {
        case .groupBy(let from, let keys, let aggregates):
            let space = try self.space(from)
            var ids: [(Located<String>, FeatureID)] = []
            for key in keys { ids.append((key, try feature(key, in: space))) }
            return try grouping(ids.map { (FeatureResolver.withoutScopes($0.0.value), $0.1) }, aggregates, from: space)
        case .resample(let from, let time, let every, let partitionBy, let aggregates):
            let space = try self.space(from)
            var keys = [(FeatureResolver.withoutScopes(time.value), try bucket(time, every, in: space))]
            for key in partitionBy {
                keys.append((FeatureResolver.withoutScopes(key.value), try feature(key, in: space)))
            }
            return try grouping(keys, aggregates, from: space)
        case .select(let from, let predicate, let distinct, let sortBy, let limit):
            let space = try self.space(from)
            let filter: ResolvedPlan.Predicate? =
                if let predicate { try self.predicate(predicate, in: space, mustLiveIn: RowSpaces.single(space)) } else
                { nil }
            var keys: [(feature: FeatureID, descending: Bool)] = []
            for key in sortBy { keys.append((try feature(key.feature, in: space), key.descending)) }
            let columns = features.spaces[space].columns
            let group = ResolvedPlan.Group.select(
                from: space, columns: columns.indices.map { features.column($0, of: space) }, predicate: filter,
                distinct: distinct, sortBy: keys, limit: limit?.value)
            return (group, columns)
        case .append(let from, let distinct):
            return try append(from, distinct: distinct)
        case .sql(let query): return try self.query(query, of: declaration)
        case .command(let command): return try self.command(command, of: declaration)
        }
    }

    func space(_ name: Located<String>) throws(Problem) -> SpaceID {
        guard let space = features.spaces.spaceByName[name.value] else {
            throw Problem(
                message: "there is no source or group '\(name.value)'"
                    + NearestName.hint(name.value, among: features.spaces.spaces.map(\.name)),
                position: name.position)
        }
        if let base = features.spaces[space].base {
            throw Problem(
                message:
                    "'\(name.value)' has no rows of its own, for with 'rows: same' it adds columns to those of "
                    + "'\(features.spaces[base].name)'; name '\(features.spaces[base].name)'",
                position: name.position)
        }
        return space
    }

    /// A feature of one row space.
    mutating func feature(_ name: Located<String>, in space: SpaceID) throws(Problem) -> FeatureID {
        if features.spaces[space].isUnknown { throw features.consequence(of: features.spaces[space].name) }
        let id: FeatureID
        do throws(Problem) {
            id = try features.resolve(name.value[...], at: name.position, in: space)
        } catch {
            throw Problem(
                message: error.message, position: error.position ?? name.position, isConsequence: error.isConsequence)
        }
        return try inSpace(id, RowSpaces.single(space), name.value, at: name.position)
    }

    func inSpace(
        _ id: FeatureID, _ set: SpaceSetID, _ name: String, at position: SourcePosition
    ) throws(Problem) -> FeatureID {
        let home = features.table[id].home
        guard home == set else {
            throw Problem(
                message:
                    "'\(name)' lives in '\(features.spaces[home].name)', but is needed in '\(features.spaces[set].name)'",
                position: position)
        }
        return id
    }

    mutating func grouping(
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
                        + (near.map { "; did you mean '\(column)__\($0)'?" }
                            ?? "; there are \(catalog.aggregateOperations.joined(separator: ", "))"),
                    position: place)
            }
            let input = try feature(Located(column, at: place), in: space)
            do throws(OptionProblem) {
                let type = try catalog.aggregate(aggregate.operation, of: features.table[input].type)
                columns.append(
                    SourceSchema.Column(name: FeatureResolver.withoutScopes(aggregate.name.value), type: type))
            } catch {
                let type = features.table[input].type.map { "\($0)" } ?? "of a type that only the run knows"
                throw Problem(
                    message: "'\(aggregate.name.value)': \(error.message); '\(features.table[input].name)' is \(type)",
                    position: place)
            }
            calls.append((aggregate.operation, input))
        }
        if let twice = firstDuplicate(columns.map(\.name)) {
            throw Problem(message: "the group would have two columns '\(twice)'")
        }
        return (.groupBy(from: space, keys: keys.map(\.feature), aggregates: calls), columns)
    }

    /// The start of a resample's bucket, by the group that floors times.
    mutating func bucket(
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

    mutating func append(
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
                        message:
                            "'\(name.value)' has no column '\(column.name)', which '\(from[0].value)' has; the parts must "
                            + "have the same columns (choose them with columns: of the sources)",
                        position: name.position)
                }
                ids.append(features.column(found, of: part))
                columns[index].type = common(columns[index].type, known.columns[found].type)
            }
            if let extra = known.columns.first(where: { column in !columns.contains { $0.name == column.name } }) {
                throw Problem(
                    message:
                        "'\(from[0].value)' has no column '\(extra.name)', which '\(name.value)' has; the parts must have "
                        + "the same columns (choose them with columns: of the sources)",
                    position: name.position)
            }
            parts.append((part, ids))
        }
        return (.append(parts: parts, distinct: distinct), columns)
    }

    func common(_ a: DataType?, _ b: DataType?) -> DataType? {
        guard let a, let b else { return nil }
        if a == b { return a }
        if a.isInteger && b.isInteger { return .int64 }
        return a.isNumeric && b.isNumeric ? .float64 : nil
    }
}
