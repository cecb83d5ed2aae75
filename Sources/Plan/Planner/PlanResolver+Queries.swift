// Groups that are queries.
extension PlanResolver {
    mutating func query(
        _ declaration: SQLDeclaration, of group: GroupDeclaration
    ) throws(Problem) -> (ResolvedPlan.Group, [SourceSchema.Column]) {
        guard let space = features.spaces.spaceByName[group.name.value],
            case .group(let index) = features.spaces[space].declaration, let query = queries[index]
        else { throw features.consequence(of: group.name.value) }
        var tables: [ResolvedPlan.Query.Table] = []
        for input in query.inputs {
            let from = try self.space(input)
            if features.spaces[from].isUnknown { throw features.consequence(of: input.value) }
            tables.append(ResolvedPlan.Query.Table(from: from, columns: columns(of: from, in: query.query)))
        }
        let work = QueryWork(
            text: query.query.text,
            tables: tables.map { table in
                QueryWork.Table(
                    name: features.spaces[table.from].name, columns: table.columns.map { features.table[$0].name })
            }, outputs: [])
        var resolved = ResolvedPlan.Query(
            tables: tables, engine: query.engine, work: work, position: group.name.position)
        let columns = try results(of: resolved, declaration)
        if let twice = firstDuplicate(columns.map(\.name)) {
            throw Problem(
                message: "the query gives two columns '\(twice)'; give one another name with 'as'",
                position: declaration.text.position)
        }
        resolved.work.outputs = columns.map { QueryWork.Output(name: $0.name, type: $0.type) }
        return (.query(resolved), columns)
    }

    /// The columns of a space that a query may read, one at least; those that programs add to its rows are among them only by name.
    private mutating func columns(of space: SpaceID, in query: SQLQuery) -> [FeatureID] {
        let own = features.spaces[space].columns
        var found = own.indices.filter { query.mayRead(own[$0].name) }.map { features.column($0, of: space) }
        for (name, programs) in (features.addedColumns[space] ?? [:]).sorted(by: { $0.key < $1.key })
        where query.names(name) && features.spaces[space].columnIndex[name] == nil {
            for program in programs.prefix(1) {
                if let index = features.spaces[program].columnIndex[name] {
                    found.append(features.column(index, of: program))
                }
            }
        }
        return found.isEmpty && !own.isEmpty ? [features.column(0, of: space)] : found
    }

    // MARK: Results

    /// Types that a column may have whose type only the run will tell, to find out what a query would give.
    private static let guesses: [DataType] = [.float64, .string, .timestamp]

    private func results(
        of query: ResolvedPlan.Query, _ declaration: SQLDeclaration
    ) throws(Problem) -> [SourceSchema.Column] {
        let all = query.tables.flatMap(\.columns)
        let unknown = all.filter { features.table[$0].type == nil }.map { features.table[$0].name }
        do throws(QueryProblem) {
            guard !unknown.isEmpty else { return try ask(query, unknownAs: .string) }
            return try askGuessing(query).map { SourceSchema.Column(name: $0.name, type: nil) }
        } catch {
            let advice =
                unknown.isEmpty
                ? ""
                : "; the type of \(unknown.joined(separator: ", ")) is known by the run only: declare it (under 'types' of a "
                    + "source, or 'outputs' of a command)"
            throw Problem(
                message: error.message + advice,
                position: error.offset.map { declaration.places.position(at: $0) } ?? declaration.text.position)
        }
    }

    private func askGuessing(_ query: ResolvedPlan.Query) throws(QueryProblem) -> [SourceSchema.Column] {
        var first: QueryProblem?
        for guess in Self.guesses {
            do throws(QueryProblem) {
                return try ask(query, unknownAs: guess)
            } catch {
                first = first ?? error
            }
        }
        throw first ?? QueryProblem("the query cannot be tried")
    }

    private func ask(
        _ query: ResolvedPlan.Query, unknownAs guess: DataType
    ) throws(QueryProblem) -> [SourceSchema.Column] {
        let tables = query.tables.map { table in
            QuerySketch.Table(
                name: features.spaces[table.from].name,
                columns: table.columns.map { id in
                    QuerySketch.Column(name: features.table[id].name, type: features.table[id].type ?? guess)
                })
        }
        return try engines.columns(
            of: QuerySketch(engine: query.engine, text: query.work.text, tables: tables))
    }
}
