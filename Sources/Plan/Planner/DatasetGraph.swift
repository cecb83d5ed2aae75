/// A dataset of the plan in the making; an index into `DatasetGraph.nodes`. What a node is made from has a smaller id.
struct NodeID: PlanIndex {
    static let letter = "n"
    let index: Int32
}

/// The datasets that row spaces go through: how each is made, and what is wanted of it.
///
/// A row space has a *pipeline* of nodes: the first reads, groups or joins; each further one takes rows away (filters, semi
/// and anti links). A feature is computed at the last node of its home's pipeline, unless a filter needs it earlier.
struct DatasetGraph {
    enum Making {
        case read(source: Int, filters: [ResolvedPlan.Filter])
        case group(ResolvedPlan.Group, from: [NodeID])
        case filter(NodeID, [ResolvedPlan.Filter])
        /// A semi or anti link.
        case thin(NodeID, link: Int, right: NodeID)
        case join(left: NodeID, right: NodeID, link: Int)
        /// Brings in what lives in the join of some of a set's spaces, found by row numbers. `isRequired`: rows that are not
        /// there (a filter took them away) go.
        case align(left: NodeID, right: NodeID, by: [SpaceID], isRequired: Bool)
    }

    struct Node {
        var space: SpaceSetID
        var making: Making
        var name: String
        /// Features wanted of this node.
        var demands: Set<FeatureID> = []
    }

    struct Pipeline {
        var final: NodeID
        /// Whether filters took rows away from a join; what they took from a single space, no join has in the first place.
        var isThinned = false
    }

    /// Where a node gets a feature from.
    enum Origin {
        /// The node's own making yields it: a column read, a key or an aggregate.
        case made
        /// A step of its own computes it in this node.
        case computed
        /// It comes along from the node that this one is made from (its left one).
        case carried(NodeID)
        case carriedRight(NodeID)
        /// A key of an outer or right join: the left value, else the right one.
        case coalesced(key: Int, left: (NodeID, FeatureID), right: (NodeID, FeatureID))
        /// Another feature of this node has the same values.
        case same(FeatureID)
    }

    private(set) var nodes: ContiguousArray<Node> = []
    private(set) var pipelines: [SpaceSetID: Pipeline] = [:]
    /// The node that computes a feature, where that is not the last of its home's pipeline.
    private var computedEarly: [FeatureID: NodeID] = [:]
    let spaces: RowSpaces
    let resolved: ResolvedPlan
    let table: FeatureTable
    private let links: [LinkDeclaration]

    init(spaces: RowSpaces, table: FeatureTable, resolved: ResolvedPlan, links: [LinkDeclaration]) {
        self.spaces = spaces
        self.table = table
        self.resolved = resolved
        self.links = links
    }

    subscript(id: NodeID) -> Node {
        get { nodes[Int(id.index)] }
        _modify { yield &nodes[Int(id.index)] }
    }

    private mutating func add(_ space: SpaceSetID, _ making: Making, stage: Int = 0) -> NodeID {
        nodes.append(
            Node(space: space, making: making, name: spaces[space].name + String(repeating: "′", count: stage)))
        return NodeID(nodes.count - 1)
    }

    // MARK: pipelines

    /// Builds the pipeline of one source or group; those it is made from come first.
    mutating func buildPipeline(of space: SpaceID, thinning: [Int]) {
        let set = RowSpaces.single(space)
        let filters = resolved.filters.filter { $0.home == set }
        let onColumns = filters.filter(\.isOnColumn)
        var stage = 0
        var last: NodeID
        switch spaces[space].declaration {
        case .source(let source):
            last = add(set, .read(source: source, filters: onColumns))
        case .group:
            guard let group = resolved.groups[Int(space.index)], spaces[space].base == nil else { return }
            last = add(set, .group(group, from: group.origins.compactMap { pipelines[RowSpaces.single($0)]?.final }))
            if !onColumns.isEmpty {
                stage += 1
                last = add(set, .filter(last, onColumns), stage: stage)
            }
        }
        for link in thinning {
            guard let resolvedLink = resolved.links[link],
                let right = pipelines[RowSpaces.single(resolvedLink.right)]?.final
            else { continue }
            for key in resolvedLink.keys { computeEarly(key.left, home: set, at: last) }
            stage += 1
            last = add(set, .thin(last, link: link, right: right), stage: stage)
        }
        last = addDerivedFilters(filters.filter { !$0.isOnColumn }, home: set, after: last, stage: stage)
        pipelines[set] = Pipeline(final: last)
    }

    /// Builds the pipeline of a join. `aligned`: the joins of some of its spaces whose features or filters it must bring in.
    mutating func buildPipeline(of set: SpaceSetID, aligned: [SpaceSetID]) {
        guard let join = spaces[set].join, let before = pipelines[join.before],
            let added = pipelines[RowSpaces.single(join.added)]
        else { return }
        var last = add(set, .join(left: before.final, right: added.final, link: join.link))
        var isThinned = before.isThinned
        for part in aligned {
            guard let right = pipelines[part] else { continue }
            last = add(
                set, .align(left: last, right: right.final, by: spaces[part].members, isRequired: right.isThinned))
            isThinned = isThinned || right.isThinned
        }
        let filters = resolved.filters.filter { $0.home == set }
        last = addDerivedFilters(filters, home: set, after: last, stage: 0)
        pipelines[set] = Pipeline(final: last, isThinned: isThinned || !filters.isEmpty)
    }

    /// A stage for each filter on a derived feature, in the order of the file. What a filter needs is computed before it;
    /// all else waits.
    private mutating func addDerivedFilters(
        _ filters: [ResolvedPlan.Filter], home: SpaceSetID, after first: NodeID, stage: Int
    ) -> NodeID {
        var last = first
        for (offset, filter) in filters.enumerated() {
            for feature in filter.predicate.features { computeEarly(feature, home: home, at: last) }
            last = add(home, .filter(last, [filter]), stage: stage + offset + 1)
        }
        return last
    }

    private mutating func computeEarly(_ feature: FeatureID, home: SpaceSetID, at node: NodeID) {
        var waiting = [feature]
        while let next = waiting.popLast() {
            let entry = table[next]
            guard entry.home == home, !entry.kind.isColumn, computedEarly[next] == nil else { continue }
            computedEarly[next] = node
            // A program runs once, whatever of it is needed early.
            waiting += entry.kind.inputs + siblings(of: entry.kind)
        }
    }

    /// Of a column that a program adds: all those that it adds.
    func siblings(of kind: FeatureTable.Kind) -> [FeatureID] {
        guard case .output(let program, _, let inputs) = kind else { return [] }
        return spaces[program].columns.indices.compactMap { table.find(.output(program, Int32($0), inputs: inputs)) }
    }

    /// A stage behind a pipeline's end, for one output alone.
    mutating func addOutputFilter(_ filters: [ResolvedPlan.Filter], after node: NodeID, output: String) -> NodeID {
        let id = add(self[node].space, .filter(node, filters))
        self[id].name = output
        return id
    }

    // MARK: where features come from

    func origin(of feature: FeatureID, at node: NodeID) -> Origin {
        let entry = table[feature]
        let here = self[node]
        if case .key(let members) = entry.kind { return originOfKey(feature, members, at: node) }
        // An order of other rows would be none of these.
        if case .order = entry.kind { return .computed }
        if entry.home == here.space {
            let isFirst = here.making.parent == nil
            if case .column = entry.kind { return isFirst ? .made : carried(here) }
            let place = computedEarly[feature] ?? pipelines[entry.home]?.final ?? node
            return node == place ? .computed : carried(here)
        }
        switch here.making {
        case .join(let left, let right, _):
            return spaces.contains(self[left].space, entry.home) ? .carried(left) : .carriedRight(right)
        case .align(let left, let right, _, _):
            return self[right].space == entry.home ? .carriedRight(right) : .carried(left)
        default:
            return carried(here)
        }
    }

    private func carried(_ node: Node) -> Origin {
        guard let parent = node.making.parent else { return .made }
        return .carried(parent)
    }

    private func originOfKey(_ key: FeatureID, _ members: [FeatureID], at node: NodeID) -> Origin {
        let here = self[node]
        func known(in set: SpaceSetID) -> [FeatureID] { members.filter { spaces.contains(set, table[$0].home) } }
        if spaces[here.space].members.count == 1 {
            return known(in: here.space).first.map { .same($0) } ?? carried(here)
        }
        guard case .join(let left, let right, let link) = here.making else { return carried(here) }
        let atLeft = known(in: self[left].space)
        let atRight = known(in: self[right].space)
        guard let rightMember = atRight.first else { return .carried(left) }
        if atLeft.isEmpty { return .same(rightMember) }
        guard links[link].join == .right || links[link].join == .outer,
            let index = links[link].keys.firstIndex(where: {
                $0.value.left == table[key].name && $0.value.right == table[key].name
            })
        else { return .carried(left) }
        return .coalesced(key: index, left: (left, key), right: (right, rightMember))
    }
}

extension DatasetGraph.Making {
    /// The node whose rows this one's are (some of); nil for one that starts a row space.
    var parent: NodeID? {
        switch self {
        case .read, .group, .join: nil
        case .filter(let parent, _), .thin(let parent, _, _), .align(let parent, _, _, _): parent
        }
    }
}

extension ResolvedPlan.Group {
    /// The row spaces it is made from.
    var origins: [SpaceID] {
        switch self {
        case .groupBy(let from, _, _), .select(let from, _, _, _, _, _): [from]
        case .append(let parts, _): parts.map(\.from)
        case .command(let command): [command.from]
        case .query(let query): query.tables.map(\.from)
        }
    }
}

extension FeatureTable.Kind {
    var isColumn: Bool { if case .column = self { true } else { false } }

    /// What it is computed from in its own row space.
    var inputs: [FeatureID] {
        switch self {
        case .column, .rowNumber, .key: []
        case .call(_, let inputs), .order(_, let inputs), .output(_, _, let inputs): inputs
        case .member(let family, _): [family]
        }
    }
}
