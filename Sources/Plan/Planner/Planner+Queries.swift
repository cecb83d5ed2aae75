// SQL groups, as far as their texts tell: in which engine each runs, and which row spaces it reads.
extension Planner {
    /// An SQL group before the columns of what it reads are known.
    struct Query {
        var engine: FrameworkName
        var query: SQLQuery
        /// Each once, in the order in which the text, or `inputs`, names them.
        var inputs: [Located<String>]
    }

    /// Looks at every SQL group. One that makes no sense has no columns that anybody knows.
    mutating func readQueries(_ catalog: any QueryCatalog) {
        for (index, group) in file.groups.enumerated() {
            guard case .sql(let declaration) = group.definition else { continue }
            do throws(PlanError) {
                queries[index] = try query(declaration, of: group, catalog)
            } catch {
                diagnostics += error.diagnostics
                spaces[SpaceID(file.sources.count + index)].isUnknown = true
            }
        }
    }

    private func query(
        _ declaration: SQLDeclaration, of group: GroupDeclaration, _ catalog: any QueryCatalog
    ) throws(PlanError) -> Query {
        let engine = try engine(of: group, catalog)
        let query: SQLQuery
        do throws(SQLProblem) {
            query = try SQLQuery(declaration.text.value, dialect: engine)
        } catch {
            throw PlanError(error.message, at: declaration.places.position(at: error.offset))
        }
        let inputs = if let given = declaration.inputs { given } else { try inputs(query, declaration) }
        return Query(engine: engine, query: query, inputs: inputs)
    }

    // MARK: Engines

    /// The group's own; else the first that `run` prefers and that knows SQL; else the first that can be used here.
    private func engine(
        of group: GroupDeclaration, _ catalog: any QueryCatalog
    ) throws(PlanError) -> FrameworkName {
        guard !catalog.engines.isEmpty else {
            throw PlanError(
                "a group in SQL is not available in this version of weir, which has the framework 'arrow'",
                at: group.name.position)
        }
        if let wanted = group.framework { return try engine(wanted, catalog) }
        let preferred = (file.run.frameworks ?? []).first { catalog.engines.contains(FrameworkName($0.value)) }
        if let preferred { return try engine(preferred, catalog) }
        var first: PlanError?
        for engine in catalog.engines {
            do throws(PlanError) {
                try catalog.find(engine)
                return engine
            } catch {
                first = first ?? error
            }
        }
        throw (first ?? PlanError("there is no SQL engine here")).located(at: group.name.position)
    }

    private func engine(
        _ name: Located<String>, _ catalog: any QueryCatalog
    ) throws(PlanError) -> FrameworkName {
        let engine = FrameworkName(name.value)
        let known = catalog.engines.map(\.rawValue)
        guard catalog.engines.contains(engine) else {
            let hint = NearestName.hint(name.value, among: known)
            throw PlanError(
                "an SQL group does not run in '\(name.value)'"
                    + (hint.isEmpty ? "; it runs in \(known.joined(separator: " or "))" : hint), at: name.position)
        }
        do throws(PlanError) {
            try catalog.find(engine)
            return engine
        } catch {
            throw error.located(at: name.position)
        }
    }

    // MARK: Inputs

    /// The sources and groups that the text names. Letters count as SQL counts them: small ones are as good as large ones, unless the
    /// plan has a name just as it is written.
    private func inputs(
        _ query: SQLQuery, _ declaration: SQLDeclaration
    ) throws(PlanError) -> [Located<String>] {
        var inputs: [Located<String>] = []
        var problems: [Diagnostic] = []
        for relation in query.relations {
            let position = declaration.places.position(at: relation.offset)
            guard let name = space(named: relation.name) else {
                let hint = NearestName.hint(relation.name, among: spaces.spaces.map(\.name))
                problems.append(.error("there is no source or group '\(relation.name)'\(hint)", at: position))
                continue
            }
            if !inputs.contains(where: { $0.value == name }) { inputs.append(Located(name, at: position)) }
        }
        if problems.isEmpty && inputs.isEmpty {
            throw PlanError(
                "the SQL names no source or group after 'from' or 'join'; 'inputs: []' says that it reads none",
                at: declaration.text.position)
        }
        guard problems.isEmpty else { throw PlanError(problems) }
        return inputs
    }

    private func space(named name: String) -> String? {
        if spaces.spaceByName[name] != nil { return name }
        let alike = spaces.spaces.map(\.name).filter { $0.lowercased() == name.lowercased() }
        return alike.count == 1 ? alike[0] : nil
    }
}
