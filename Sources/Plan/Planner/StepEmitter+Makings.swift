// The steps that make the rows of datasets.
extension StepEmitter {
    mutating func emitRead(
        _ source: Int, _ filters: [ResolvedPlan.Filter], _ made: [FeatureID], at node: NodeID
    ) {
        // In the order of the file, which is the order of the space's columns.
        let features = made.sorted { (columnIndex($0) ?? 0) < (columnIndex($1) ?? 0) }
        var columns = features.map { graph.table[$0].name }
        let predicate = ParsedExpression.all(filters.map(\.predicate), names: { graph.table[$0].name })
        for name in predicate?.expression.references ?? [] where !columns.contains(name) { columns.append(name) }
        let declaration = sources[source]
        let outputs = newSlots(for: features, at: node)
        append(
            .read(ReadWork(source: declaration, columns: columns, predicate: predicate?.expression)),
            label: "read \(declaration.name.value)", inputs: [], outputs: outputs, position: declaration.name.position,
            pin: declaration.framework)
    }

    func columnIndex(_ feature: FeatureID) -> Int? {
        if case .column(_, let index) = graph.table[feature].kind { Int(index) } else { nil }
    }

    mutating func emitGroup(
        _ group: ResolvedPlan.Group, _ from: [NodeID], _ made: [FeatureID], at node: NodeID
    ) {
        let name = graph[node].name
        let pin = pin(of: node)
        var wanted: [Int: FeatureID] = [:]
        for feature in made { if let column = columnIndex(feature) { wanted[column] = feature } }
        let columns = graph.spaces[graph.spaces[graph[node].space].members[0]].columns
        func output(_ column: Int, _ emitter: inout StepEmitter) -> SlotID {
            emitter.newSlot(for: wanted[column], name: columns[column].name, type: columns[column].type, at: node)
        }
        switch group {
        case .groupBy(_, let keys, let aggregates):
            var inputs = slots(of: keys, at: from[0])
            var calls: [AggregateCall] = []
            var outputs = keys.indices.map { output($0, &self) }
            for (offset, aggregate) in aggregates.enumerated() where wanted[keys.count + offset] != nil {
                if let input = aggregate.input { inputs.append(slot(of: input, at: from[0])) }
                calls.append(
                    AggregateCall(
                        operation: aggregate.operation, input: aggregate.input == nil ? nil : inputs.count - 1))
                outputs.append(output(keys.count + offset, &self))
            }
            append(
                .groupBy(keys: keys.count, aggregates: calls), label: "group \(name)", inputs: inputs, outputs: outputs,
                pin: pin)
        case .select(_, let features, let predicate, let distinct, let sortBy, let limit):
            let carried = distinct ? Array(columns.indices) : wanted.keys.sorted()
            let inputs =
                slots(of: predicate?.features ?? [], at: from[0]) + slots(of: sortBy.map(\.feature), at: from[0])
                + slots(of: carried.map { features[$0] }, at: from[0])
            let outputs = carried.map { output($0, &self) }
            append(
                .select(
                    SelectWork(
                        predicate: predicate?.expression, distinct: distinct, descending: sortBy.map(\.descending),
                        limit: limit)),
                label: "select \(name)", inputs: inputs, outputs: outputs, pin: pin)
        case .append(let parts, let distinct):
            let carried = distinct ? Array(columns.indices) : wanted.keys.sorted()
            let inputs = zip(parts, from).flatMap { part, node in slots(of: carried.map { part.columns[$0] }, at: node)
            }
            let outputs = carried.map { output($0, &self) }
            append(
                .append(parts: parts.count, distinct: distinct), label: "append \(name)", inputs: inputs,
                outputs: outputs, pin: pin)
        case .command(let command):
            var work = command.work
            work.wanted = wanted.keys.sorted()
            let inputs = slots(of: command.inputs, at: from[0])
            append(command, work, name: name, inputs: inputs, outputs: work.wanted.map { output($0, &self) })
        case .query(let query):
            var work = query.work
            work.wanted = wanted.keys.sorted()
            let inputs = zip(query.tables, from).flatMap { table, node in slots(of: table.columns, at: node) }
            append(
                .query(work), label: "query \(name)", inputs: inputs, outputs: work.wanted.map { output($0, &self) },
                position: query.position, framework: query.engine)
        }
    }

    /// What the declaration of a group says of its framework.
    private func pin(of node: NodeID) -> Located<String>? {
        guard let space = graph.spaces[graph[node].space].members.first,
            case .group(let index) = graph.spaces[space].declaration
        else { return nil }
        return groups[index].framework
    }

    mutating func emitFilter(
        _ filters: [ResolvedPlan.Filter], _ parent: NodeID, _ made: [FeatureID], at node: NodeID
    ) {
        guard let predicate = ParsedExpression.all(filters.map(\.predicate), names: { graph.table[$0].name }) else {
            return
        }
        let inputs = slots(of: predicate.features, at: parent) + slots(of: made, at: parent)
        let outputs = newSlots(for: made, at: node)
        append(
            .filter(predicate.expression), label: "filter \(graph[node].name): \(predicate.expression.text)",
            inputs: inputs, outputs: outputs, position: filters.first?.position)
    }

    mutating func emitJoin(_ link: Int, _ left: NodeID, _ right: NodeID, _ made: [FeatureID], at node: NodeID) {
        guard let resolved = graph.resolved.links[link] else { return }
        var leftFeatures: [FeatureID] = []
        var rightFeatures: [FeatureID] = []
        var coalesced: [(feature: FeatureID, key: Int, left: SlotID)] = []
        for feature in made {
            switch graph.origin(of: feature, at: node) {
            case .carriedRight: rightFeatures.append(feature)
            case .coalesced(let key, let leftSide, _):
                coalesced.append((feature, key, slot(of: leftSide.1, at: leftSide.0)))
            default: leftFeatures.append(feature)
            }
        }
        var leftKeys = slots(of: resolved.keys.map(\.left), at: left)
        // A key that earlier joins coalesced takes part as what they made of it.
        for entry in coalesced { leftKeys[entry.key] = entry.left }
        var inputs = leftKeys + slots(of: resolved.keys.map(\.right), at: right)
        if let time = resolved.time { inputs += [slot(of: time.left, at: left), slot(of: time.right, at: right)] }
        inputs += slots(of: leftFeatures, at: left) + slots(of: rightFeatures, at: right)
        let outputs = newSlots(for: leftFeatures + rightFeatures + coalesced.map(\.feature), at: node)
        let declaration = links[link]
        let name = "\(graph[left].name)\(declaration.join.symbol)\(graph[right].name)"
        append(
            .join(
                JoinWork(
                    join: declaration.join, keys: resolved.keys.count, asOf: declaration.asOf,
                    leftCarried: leftFeatures.count, rightCarried: rightFeatures.count, coalesced: coalesced.map(\.key))
            ),
            label: "join \(name)", inputs: inputs, outputs: outputs, position: declaration.position)
    }

    mutating func emitAlign(
        _ left: NodeID, _ right: NodeID, _ members: [SpaceID], isRequired: Bool, _ made: [FeatureID], at node: NodeID
    ) {
        let rows = members.compactMap { graph.table.find(.rowNumber($0)) }
        let rightFeatures = made.filter { graph.isCarriedRight($0, at: node) }
        let leftFeatures = made.filter { !graph.isCarriedRight($0, at: node) }
        let inputs =
            slots(of: rows, at: left) + slots(of: rows, at: right) + slots(of: leftFeatures, at: left)
            + slots(of: rightFeatures, at: right)
        let outputs = newSlots(for: leftFeatures + rightFeatures, at: node)
        append(
            .join(
                JoinWork(
                    join: isRequired ? .inner : .left, keys: rows.count, leftCarried: leftFeatures.count,
                    rightCarried: rightFeatures.count, matchesNulls: true)),
            label: "align \(graph[left].name) with \(graph[right].name)", inputs: inputs, outputs: outputs)
    }
}

extension DatasetGraph {
    func isCarriedRight(_ feature: FeatureID, at node: NodeID) -> Bool {
        if case .carriedRight = origin(of: feature, at: node) { true } else { false }
    }
}
