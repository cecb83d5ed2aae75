// What is wanted of each node, spread from the outputs back to the sources.
extension DatasetGraph {
    mutating func demand(_ feature: FeatureID, at node: NodeID) { self[node].demands.insert(feature) }

    /// Spreads the demands from the last node to the first, so that each node ends up with all that is wanted of it.
    mutating func spreadDemands() {
        for index in nodes.indices.reversed() { spreadDemands(of: NodeID(index)) }
    }

    private mutating func spreadDemands(of node: NodeID) {
        if nodes[Int(node.index)].demands.isEmpty { return }
        var waiting = Array(self[node].demands)
        var usesRight = false
        func want(_ feature: FeatureID, _ graph: inout DatasetGraph) {
            if graph[node].demands.insert(feature).inserted { waiting.append(feature) }
        }
        while let feature = waiting.popLast() {
            switch origin(of: feature, at: node) {
            case .made:
                if case .group(let group, let from) = self[node].making { demandBehind(feature, of: group, from) }
            case .same(let other): want(other, &self)
            case .carried(let parent): demand(feature, at: parent)
            case .carriedRight(let parent):
                demand(feature, at: parent)
                usesRight = true
            case .coalesced(_, let left, let right):
                demand(left.1, at: left.0)
                demand(right.1, at: right.0)
            case .computed:
                for input in table[feature].kind.inputs { want(input, &self) }
                if case .rowNumber(let space) = table[feature].kind { want(anchor(of: space), &self) }
            }
        }
        demandForMaking(of: node, usesRight: usesRight)
    }

    /// A column of the space whose length counts its rows: one that is wanted anyway, else the first.
    private func anchor(of space: SpaceID) -> FeatureID {
        for index in spaces[space].columns.indices {
            if let known = table.find(.column(space, Int32(index))) { return known }
        }
        preconditionFailure("every row space that is joined has a column that is a key")
    }

    private mutating func demandForMaking(of node: NodeID, usesRight: Bool) {
        switch self[node].making {
        case .read: break
        case .group(let group, let from): demandForGroup(group, from)
        case .filter(let parent, let filters):
            for feature in filters.flatMap(\.predicate.features) { demand(feature, at: parent) }
        case .thin(let left, let link, let right), .join(let left, let right, let link):
            guard let resolvedLink = resolved.links[link] else { break }
            for key in resolvedLink.keys + (resolvedLink.time.map { [$0] } ?? []) {
                demand(key.left, at: left)
                demand(key.right, at: right)
            }
        case .align(let left, let right, let members, let isRequired):
            guard usesRight || isRequired else { break }
            for space in members {
                guard let row = table.find(.rowNumber(space)) else { continue }
                demand(row, at: left)
                demand(row, at: right)
            }
        }
    }

    /// What a group's step always reads, whatever is wanted of it.
    private mutating func demandForGroup(_ group: ResolvedPlan.Group, _ from: [NodeID]) {
        switch group {
        case .groupBy(_, let keys, _):
            for feature in keys { demand(feature, at: from[0]) }
        case .select(_, let columns, let predicate, let distinct, let sortBy, _):
            for feature in (predicate?.features ?? []) + sortBy.map(\.feature) { demand(feature, at: from[0]) }
            if distinct { for feature in columns { demand(feature, at: from[0]) } }
        case .append(let parts, let distinct):
            guard distinct else { break }
            for (part, node) in zip(parts, from) { for feature in part.columns { demand(feature, at: node) } }
        case .command(let command):
            for feature in command.inputs { demand(feature, at: from[0]) }
        case .query(let query):
            for (table, node) in zip(query.tables, from) { for feature in table.columns { demand(feature, at: node) } }
        }
    }

    /// What one wanted column of a group is made from.
    private mutating func demandBehind(_ feature: FeatureID, of group: ResolvedPlan.Group, _ from: [NodeID]) {
        guard case .column(_, let column) = table[feature].kind else { return }
        let index = Int(column)
        switch group {
        case .groupBy(_, let keys, let aggregates):
            if index >= keys.count, let input = aggregates[index - keys.count].input { demand(input, at: from[0]) }
        case .select(_, let columns, _, _, _, _):
            demand(columns[index], at: from[0])
        case .append(let parts, _):
            for (part, node) in zip(parts, from) { demand(part.columns[index], at: node) }
        case .command, .query: break
        }
    }
}
