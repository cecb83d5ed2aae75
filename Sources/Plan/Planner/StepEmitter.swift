/// Turns a dataset graph, with its demands spread, into the steps of an execution plan.
struct StepEmitter {
    let graph: DatasetGraph
    let sources: [SourceDeclaration]
    let groups: [GroupDeclaration]
    let links: [LinkDeclaration]
    private(set) var steps: ContiguousArray<Step> = []
    private(set) var slots: ContiguousArray<Slot> = []
    private(set) var datasets: ContiguousArray<DatasetPlan> = []
    /// By node: the slots of its features.
    private var slotsOfNode: ContiguousArray<[FeatureID: SlotID]>
    private var datasetOfNode: ContiguousArray<DatasetID?>

    init(graph: DatasetGraph, _ file: PlanFile) {
        self.graph = graph
        sources = file.sources
        groups = file.groups
        links = file.links
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

    /// `after`: steps to wait for besides those that make the inputs.
    mutating func append(
        _ work: StepWork, label: String, inputs: [SlotID], outputs: [SlotID] = [], position: SourcePosition? = nil,
        framework: FrameworkName = .arrow, timeout: Duration? = nil, retries: RetryPolicy? = nil,
        pin: Located<String>? = nil, after: [StepID] = []
    ) {
        var dependencies = inputs.map { slots[Int($0.index)].producer } + after
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
                id: StepID(steps.count), label: label, work: work, framework: framework, inputs: inputs,
                outputs: outputs,
                dependencies: dependencies, position: position, timeout: timeout, retries: retries, pin: pin))
    }

    // MARK: nodes

    mutating func emit(_ node: NodeID) {
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

    mutating func newSlot(for feature: FeatureID?, name: String, type: DataType?, at node: NodeID) -> SlotID {
        guard let dataset = datasetOfNode[Int(node.index)] else { preconditionFailure("node \(node) has no dataset") }
        let id = SlotID(slots.count)
        slots.append(Slot(name: name, dataset: dataset, producer: StepID(steps.count), type: type))
        if let feature { slotsOfNode[Int(node.index)][feature] = id }
        return id
    }

    mutating func newSlots(for features: [FeatureID], at node: NodeID) -> [SlotID] {
        features.map { newSlot(for: $0, name: graph.table[$0].name, type: graph.table[$0].type, at: node) }
    }

    func slots(of features: [FeatureID], at node: NodeID) -> [SlotID] { features.map { slot(of: $0, at: node) } }

    mutating func emitComputation(of feature: FeatureID, at node: NodeID) {
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
        case .output(let program, _, _):
            return emitAddition(of: program, feature, at: node)
        case .order(let order, let features):
            work = .order(order)
            inputs = slots(of: features, at: node)
        case .rowNumber:
            work = .rowNumber
            inputs = [anySlot(of: node)]
        case .column, .key:
            return
        }
        let output = newSlot(for: feature, name: entry.name, type: entry.type, at: node)
        append(
            work, label: entry.name, inputs: inputs, outputs: [output], position: entry.position,
            timeout: entry.details?.timeout, retries: entry.details?.retries, pin: entry.details?.framework)
    }

    /// A program that adds columns, with all of them that are wanted: the first of them has it run.
    private mutating func emitAddition(of program: SpaceID, _ feature: FeatureID, at node: NodeID) {
        guard slotsOfNode[Int(node.index)][feature] == nil,
            case .command(let command) = graph.resolved.groups[Int(program.index)]
        else { return }
        var work = command.work
        let siblings = graph.siblings(of: graph.table[feature].kind)
        let wanted = siblings.indices.filter { graph[node].demands.contains(siblings[$0]) }
        work.wanted = wanted
        let inputs = slots(of: command.inputs, at: node)
        let outputs = newSlots(for: wanted.map { siblings[$0] }, at: node)
        append(command, work, name: graph.spaces[program].name, inputs: inputs, outputs: outputs)
    }

    mutating func append(
        _ command: ResolvedPlan.Command, _ work: CommandWork, name: String, inputs: [SlotID], outputs: [SlotID]
    ) {
        append(
            .command(work), label: "run \(name)", inputs: inputs, outputs: outputs, position: command.position,
            timeout: command.timeout)
    }

    /// Some slot of the node, always the same one: its length is the number of rows.
    func anySlot(of node: NodeID) -> SlotID {
        guard let slot = slotsOfNode[Int(node.index)].values.min() else {
            preconditionFailure("node \(node) has no slot to count rows by")
        }
        return slot
    }

    mutating func emitMaking(of node: NodeID, _ made: [FeatureID]) {
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
}
