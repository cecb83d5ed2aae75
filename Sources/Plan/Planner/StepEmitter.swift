/// Turns a dataset graph, with its demands spread, into the steps of an execution plan.
struct StepEmitter {
    let graph: DatasetGraph
    let sources: [SourceDeclaration]
    let links: [LinkDeclaration]
    private(set) var steps: ContiguousArray<Step> = []
    private(set) var slots: ContiguousArray<Slot> = []
    private(set) var datasets: ContiguousArray<DatasetPlan> = []
    /// By node: the slots of its features.
    private var slotsOfNode: ContiguousArray<[FeatureID: SlotID]>
    private var datasetOfNode: ContiguousArray<DatasetID?>

    init(graph: DatasetGraph, sources: [SourceDeclaration], links: [LinkDeclaration]) {
        self.graph = graph
        self.sources = sources
        self.links = links
        slotsOfNode = ContiguousArray(repeating: [:], count: graph.nodes.count)
        datasetOfNode = ContiguousArray(repeating: nil, count: graph.nodes.count)
    }

    /// The steps of all nodes, in the order of the nodes: what a step reads is made by steps before it.
    mutating func emitAll() {
        for index in graph.nodes.indices where !graph.nodes[index].demands.isEmpty { emit(NodeID(index)) }
    }

    /// The slot of a demanded feature.
    func slot(of feature: FeatureID, at node: NodeID) -> SlotID {
        var current = feature
        while true {
            if let slot = slotsOfNode[Int(node.index)][current] { return slot }
            guard case .same(let other) = graph.origin(of: current, at: node) else {
                preconditionFailure("feature \(current) was not demanded of node \(node)")
            }
            current = other
        }
    }

    mutating func append(
        _ work: StepWork, label: String, inputs: [SlotID], outputs: [SlotID] = [], position: SourcePosition? = nil,
        details: FeatureRequest.Details? = nil
    ) {
        var dependencies = inputs.map { slots[Int($0.index)].producer }
        if dependencies.count > 1 {
            dependencies.sort()
            var kept = 1
            for index in 1..<dependencies.count where dependencies[index] != dependencies[kept - 1] {
                dependencies[kept] = dependencies[index]
                kept += 1
            }
            dependencies.removeSubrange(kept...)
        }
        steps.append(
            Step(
                id: StepID(steps.count), label: label, work: work, framework: .arrow, inputs: inputs, outputs: outputs,
                dependencies: dependencies, position: position, timeout: details?.timeout, retries: details?.retries))
    }

    // MARK: nodes

    private mutating func emit(_ node: NodeID) {
        var made: [FeatureID] = []
        var computed: [FeatureID] = []
        for feature in graph[node].demands.sorted() {
            switch graph.origin(of: feature, at: node) {
            case .computed: computed.append(feature)
            case .same: break
            case .made, .carried, .carriedRight, .coalesced: made.append(feature)
            }
        }
        if case .align(let left, _, _, let isRequired) = graph[node].making, !isRequired,
            !made.contains(where: { graph.isCarriedRight($0, at: node) })
        {
            // Nothing of the right side is wanted after all: the node is the one before it.
            slotsOfNode[Int(node.index)] = slotsOfNode[Int(left.index)]
            datasetOfNode[Int(node.index)] = datasetOfNode[Int(left.index)]
        } else {
            datasets.append(
                DatasetPlan(name: graph[node].name, framework: .arrow, creator: StepID(steps.count)))
            datasetOfNode[Int(node.index)] = DatasetID(datasets.count - 1)
            emitMaking(of: node, made)
        }
        for feature in computed { emitComputation(of: feature, at: node) }
    }

    private mutating func newSlot(for feature: FeatureID?, name: String, type: DataType?, at node: NodeID) -> SlotID {
        guard let dataset = datasetOfNode[Int(node.index)] else { preconditionFailure("node \(node) has no dataset") }
        let id = SlotID(slots.count)
        slots.append(Slot(name: name, dataset: dataset, producer: StepID(steps.count), type: type))
        if let feature { slotsOfNode[Int(node.index)][feature] = id }
        return id
    }

    private mutating func newSlots(for features: [FeatureID], at node: NodeID) -> [SlotID] {
        features.map { newSlot(for: $0, name: graph.table[$0].name, type: graph.table[$0].type, at: node) }
    }

    private func slots(of features: [FeatureID], at node: NodeID) -> [SlotID] { features.map { slot(of: $0, at: node) } }

    private mutating func emitComputation(of feature: FeatureID, at node: NodeID) {
        let entry = graph.table[feature]
        let work: StepWork
        var inputs: [SlotID]
        switch entry.kind {
        case .call(let call, let features):
            work = .compute(call)
            inputs = slots(of: features, at: node)
        case .member(let family, let suffix):
            work = .pick(suffix: suffix)
            inputs = [slot(of: family, at: node)]
        case .rowNumber:
            work = .rowNumber
            inputs = [anySlot(of: node)]
        case .column, .key:
            return
        }
        let output = newSlot(for: feature, name: entry.name, type: entry.type, at: node)
        append(
            work, label: entry.name, inputs: inputs, outputs: [output], position: entry.position, details: entry.details)
    }

    /// Some slot of the node, always the same one: its length is the number of rows.
    private func anySlot(of node: NodeID) -> SlotID {
        guard let slot = slotsOfNode[Int(node.index)].values.min() else {
            preconditionFailure("node \(node) has no slot to count rows by")
        }
        return slot
    }

    private mutating func emitMaking(of node: NodeID, _ made: [FeatureID]) {
        switch graph[node].making {
        case .read(let source, let filters): emitRead(source, filters, made, at: node)
        case .group(let group, let from): emitGroup(group, from, made, at: node)
        case .filter(let parent, let filters): emitFilter(filters, parent, made, at: node)
        case .thin(let left, let link, let right), .join(let left, let right, let link):
            emitJoin(link, left, right, made, at: node)
        case .align(let left, let right, let members, let isRequired):
            emitAlign(left, right, members, isRequired: isRequired, made, at: node)
        }
    }

    private mutating func emitRead(
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
            label: "read \(declaration.name.value)", inputs: [], outputs: outputs, position: declaration.name.position)
    }

    private func columnIndex(_ feature: FeatureID) -> Int? {
        if case .column(_, let index) = graph.table[feature].kind { Int(index) } else { nil }
    }

    private mutating func emitGroup(
        _ group: ResolvedPlan.Group, _ from: [NodeID], _ made: [FeatureID], at node: NodeID
    ) {
        let name = graph[node].name
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
            append(.groupBy(keys: keys.count, aggregates: calls), label: "group \(name)", inputs: inputs, outputs: outputs)
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
                label: "select \(name)", inputs: inputs, outputs: outputs)
        case .append(let parts, let distinct):
            let carried = distinct ? Array(columns.indices) : wanted.keys.sorted()
            let inputs = zip(parts, from).flatMap { part, node in slots(of: carried.map { part.columns[$0] }, at: node) }
            let outputs = carried.map { output($0, &self) }
            append(
                .append(parts: parts.count, distinct: distinct), label: "append \(name)", inputs: inputs, outputs: outputs)
        }
    }

    private mutating func emitFilter(
        _ filters: [ResolvedPlan.Filter], _ parent: NodeID, _ made: [FeatureID], at node: NodeID
    ) {
        guard let predicate = ParsedExpression.all(filters.map(\.predicate), names: { graph.table[$0].name }) else { return }
        let inputs = slots(of: predicate.features, at: parent) + slots(of: made, at: parent)
        let outputs = newSlots(for: made, at: node)
        append(
            .filter(predicate.expression), label: "filter \(graph[node].name): \(predicate.expression.text)",
            inputs: inputs, outputs: outputs, position: filters.first?.position)
    }

    private mutating func emitJoin(_ link: Int, _ left: NodeID, _ right: NodeID, _ made: [FeatureID], at node: NodeID) {
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
                    leftCarried: leftFeatures.count, rightCarried: rightFeatures.count, coalesced: coalesced.map(\.key))),
            label: "join \(name)", inputs: inputs, outputs: outputs, position: declaration.position)
    }

    private mutating func emitAlign(
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

extension ParsedExpression {
    /// The conjunction of predicates, with every feature referred to once; nil of none.
    static func all(
        _ predicates: [ResolvedPlan.Predicate], names: (FeatureID) -> String
    ) -> ResolvedPlan.Predicate? {
        guard let first = predicates.first else { return nil }
        if predicates.count == 1 && Set(first.features).count == first.features.count { return first.renamed(names) }
        var features: [FeatureID] = []
        var indices: [FeatureID: Int] = [:]
        let terms = predicates.map { predicate in
            predicate.expression.root.mapReferences { reference in
                let feature = predicate.features[reference]
                if let known = indices[feature] { return known }
                indices[feature] = features.count
                features.append(feature)
                return features.count - 1
            }
        }
        return ResolvedPlan.Predicate(
            expression: ParsedExpression(.and(terms), references: features.map(names)), features: features)
    }
}

extension ResolvedPlan.Predicate {
    fileprivate func renamed(_ names: (FeatureID) -> String) -> ResolvedPlan.Predicate {
        ResolvedPlan.Predicate(
            expression: ParsedExpression(expression.root, references: features.map(names)), features: features)
    }
}
