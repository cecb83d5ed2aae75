// Columns of sources and groups, keys that links share, row numbers.
extension FeatureResolver {
    /// The column of that name; nil where there is none, so that the grammar can try.
    mutating func findColumn(_ name: Substring, in scope: SpaceID?) throws(Problem) -> FeatureID? {
        if let scope, let known = spaces[scope].columnIndex[String(name)], isPlain(name, in: scope) {
            return column(known, of: scope)
        }
        let parsed = FeatureName.column(name)
        if let scopeName = parsed.scope {
            guard let space = spaces.spaceByName[scopeName] else { return nil }
            guard let index = spaces[space].columnIndex[parsed.name] else {
                return try addedColumn(parsed.name, to: space)
            }
            return parsed.isQuoted || isPlain(parsed.name[...], in: space) ? column(index, of: space) : nil
        }
        if let scope, let index = spaces[scope].columnIndex[parsed.name], parsed.isQuoted {
            return column(index, of: scope)
        }
        if let scope, let added = try addedColumn(parsed.name, to: scope) { return added }
        guard let candidates = spacesByColumn[parsed.name] else { return nil }
        let usable = parsed.isQuoted ? candidates : candidates.filter { isPlain(parsed.name[...], in: $0) }
        guard let first = usable.first else { return nil }
        if usable.count == 1, let index = spaces[first].columnIndex[parsed.name] { return column(index, of: first) }
        return try sharedKey(parsed.name, of: usable)
    }

    /// A source's column with signs of the grammar in its name must stand in backticks; a group's are named by the plan.
    func isPlain(_ name: Substring, in space: SpaceID) -> Bool {
        if case .group = spaces[space].declaration { return true }
        return !FeatureName.needsQuotes(String(name))
    }

    /// A column that a program adds to the rows of a space.
    private mutating func addedColumn(_ name: String, to space: SpaceID) throws(Problem) -> FeatureID? {
        guard let programs = addedColumns[space]?[name], let program = programs.first else { return nil }
        guard programs.count == 1 else { throw ambiguous(name, programs) }
        return spaces[program].columnIndex[name].map { column($0, of: program) }
    }

    mutating func column(_ index: Int, of space: SpaceID) -> FeatureID {
        let column = spaces[space].columns[index]
        if let base = spaces[space].base {
            let kind = FeatureTable.Kind.output(space, Int32(index), inputs: inputsOfAdditions[space] ?? [])
            return table.intern(
                FeatureTable.Feature(
                    kind: kind, name: column.name, home: RowSpaces.single(base), type: column.type, isFamily: false),
                kind)
        }
        let kind = FeatureTable.Kind.column(space, Int32(index))
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: column.name, home: RowSpaces.single(space), type: column.type, isFamily: false), kind)
    }

    /// A name that several spaces have: a feature only where links make it one and the same key in all of them.
    mutating func sharedKey(_ name: String, of candidates: [SpaceID]) throws(Problem) -> FeatureID {
        let wanted = Set(candidates)
        let edges = (keyLinks[name] ?? []).filter { wanted.contains($0.left) && wanted.contains($0.right) }
        let roots = wanted.subtracting(edges.map(\.right)).sorted()
        guard roots.count == 1, let root = roots.first else { throw ambiguous(name, candidates) }
        var order = [root]
        var next = 0
        while next < order.count {
            for edge in edges where edge.left == order[next] && !order.contains(edge.right) { order.append(edge.right) }
            next += 1
        }
        guard order.count == wanted.count else { throw ambiguous(name, candidates) }
        let members = order.compactMap { space in
            spaces[space].columnIndex[name].map { column($0, of: space) }
        }
        let kind = FeatureTable.Kind.key(members)
        let type = table[members[0]].type
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: name, home: RowSpaces.single(root), type: type, isFamily: false), kind)
    }

    mutating func setColumns(_ columns: [SourceSchema.Column], of space: SpaceID) {
        spaces.setColumns(columns, of: space)
        for column in columns { spacesByColumn[column.name, default: []].append(space) }
        if let base = spaces[space].base {
            for (index, column) in columns.enumerated() {
                addedColumns[base, default: [:]][column.name, default: []].append(space)
                // All at once, for one step makes them.
                _ = self.column(index, of: space)
            }
        }
    }

    mutating func rowNumber(of space: SpaceID) -> FeatureID {
        let kind = FeatureTable.Kind.rowNumber(space)
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: "row of \(spaces[space].name)", home: RowSpaces.single(space), type: .int64,
                isFamily: false), kind)
    }

    mutating func member(
        _ suffix: String, of family: Substring, name: Substring, at position: SourcePosition, in scope: SpaceID?,
        depth: Int
    ) throws(Problem) -> FeatureID {
        let whole = try resolve(family, at: position, in: scope, depth: depth + 1)
        guard table[whole].isFamily else {
            throw Problem(message: "'\(family)' is one column, so it has no '~\(suffix)'")
        }
        let kind = FeatureTable.Kind.member(whole, suffix: suffix)
        let feature = table[whole]
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: "\(feature.name)~\(suffix)", home: feature.home, type: feature.type, isFamily: false,
                position: position), kind)
    }
}
