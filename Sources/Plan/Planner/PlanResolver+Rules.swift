// Links, filters and checks.
extension PlanResolver {
    mutating func resolve(_ link: LinkDeclaration) throws(Problem) -> ResolvedPlan.Link {
        let left = try space(link.left)
        let right = try space(link.right)
        var keys: [(left: FeatureID, right: FeatureID)] = []
        for key in link.keys {
            let pair = (
                left: try feature(Located(key.value.left, at: key.position), in: left),
                right: try feature(Located(key.value.right, at: key.position), in: right)
            )
            let types = (features.table[pair.left].type, features.table[pair.right].type)
            if let a = types.0, let b = types.1, isStrict ? a != b : !a.joins(b) {
                let rule =
                    isStrict && a.joins(b) ? "with --strict keys must be of one type" : "keys must be of one kind"
                throw Problem(
                    message:
                        "'\(link.left.value).\(key.value.left)' is \(a) and '\(link.right.value).\(key.value.right)' is \(b); "
                        + "\(rule) (declare one with types: of its source)",
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

    mutating func resolve(_ filter: FilterDeclaration) throws(Problem) -> ResolvedPlan.Filter {
        var id = try features.resolve(filter.feature)
        if case .key(let members) = features.table[id].kind { id = members[0] }
        let entry = features.table[id]
        let root = try rule(filter.rule, type: entry.type)
        let predicate = ResolvedPlan.Predicate(
            expression: ParsedExpression(root, references: [entry.name]), features: [id])
        return ResolvedPlan.Filter(
            predicate: predicate, home: entry.home, isOnColumn: entry.kind.isColumn, position: filter.position)
    }

    func rule(_ rule: ValueRule, type: DataType?) throws(Problem) -> Expression {
        do throws(ExpressionError) {
            return try Expression.rule(on: 0, type: type, rule: rule)
        } catch {
            throw Problem(message: error.message, position: error.position)
        }
    }

    mutating func predicate(
        _ text: Located<String>, in scope: SpaceID?, mustLiveIn set: SpaceSetID?
    ) throws(Problem) -> ResolvedPlan.Predicate {
        let parsed: ParsedExpression
        do throws(ExpressionError) {
            parsed = try ParsedExpression(text.value)
        } catch {
            throw Problem(
                message: "\(error.message) (at character \(error.offset + 1) of '\(text.value)')",
                position: text.position)
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
            throw Problem(
                message: "\(error.message) (at character \(error.offset + 1) of '\(text.value)')",
                position: text.position)
        }
        return ResolvedPlan.Predicate(expression: parsed, features: ids)
    }

    /// One check for each kind of rule. `home`: the row space of the output it stands under.
    mutating func resolve(
        _ check: CheckDeclaration, home output: SpaceSetID?
    ) throws(Problem) -> [ResolvedPlan.Check] {
        var checks: [ResolvedPlan.Check] = []
        var home = output
        func add(_ rule: ResolvedPlan.Check.Rule, _ description: String, home: SpaceSetID) {
            checks.append(
                ResolvedPlan.Check(
                    rule: rule, description: description, severity: check.severity, home: home, position: check.position
                ))
        }
        var feature: FeatureID?
        if let request = check.feature {
            var id = try features.resolve(request)
            if output == nil, case .key(let members) = features.table[id].kind { id = members[0] }
            if let output, !features.spaces.contains(output, features.table[id].home) {
                throw Problem(
                    message:
                        "'\(request.name)' is not in this output's rows, which are those of '\(features.spaces[output].name)'",
                    position: request.position)
            }
            feature = id
            home = output ?? features.table[id].home
        }
        if let id = feature, let home {
            let name = features.table[id].name
            var terms: [Expression] = []
            var described: [Expression] = []
            if check.notNull { described.append(.isNotNull(.reference(0))) }
            terms = described
            let bounds = try rule(check.rule, type: features.table[id].type)
            if bounds.referencedIndices.contains(0) {
                // A null is for not_null to judge.
                terms.append(check.notNull ? bounds : .or([.isNull(.reference(0)), bounds]))
                described.append(bounds)
            }
            if !terms.isEmpty {
                add(
                    .predicate(
                        ResolvedPlan.Predicate(
                            expression: ParsedExpression(.and(terms), references: [name]), features: [id])),
                    ParsedExpression(.and(described), references: [name]).text, home: home)
            }
            if check.unique { add(.unique(id), "\(name) is unique", home: home) }
        }
        if let text = check.expression {
            let predicate = try self.predicate(text, in: nil, mustLiveIn: nil)
            var place = features.table[predicate.features[0]].home
            for id in predicate.features.dropFirst() {
                place = try union(place, features.table[id].home, at: text.position)
            }
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

    mutating func union(_ a: SpaceSetID, _ b: SpaceSetID, at position: SourcePosition) throws(Problem) -> SpaceSetID {
        do throws(RowSpaces.JoinProblem) {
            return try features.spaces.union(a, b)
        } catch {
            throw Problem(message: error.message, position: position)
        }
    }
}

extension DataType {
    /// Whether values of the two types can be equal: the same, or both whole numbers, or both floats.
    fileprivate func joins(_ other: DataType) -> Bool {
        self == other || (isInteger && other.isInteger) || (isFloat && other.isFloat)
    }
}
