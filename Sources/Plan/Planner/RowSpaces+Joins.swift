// Which links connect row spaces, and in which order they are applied.
extension RowSpaces {
    mutating func join(_ wanted: Set<SpaceID>) throws(JoinProblem) -> SpaceSetID {
        let (nodes, edges) = try smallestTree(connecting: wanted)
        return try intern(nodes: nodes, links: edges)
    }

    func ends(_ link: Int) -> (left: SpaceID, right: SpaceID)? {
        guard let left = spaceByName[links[link].left.value], let right = spaceByName[links[link].right.value] else {
            return nil
        }
        return (left, right)
    }

    func component(of start: SpaceID) -> Set<SpaceID> {
        var seen: Set<SpaceID> = [start]
        var queue = [start]
        while let space = queue.popLast() {
            for link in adjacency[Int(space.index)] {
                guard let (left, right) = ends(link) else { continue }
                for end in [left, right] where seen.insert(end).inserted { queue.append(end) }
            }
        }
        return seen
    }

    func inducedLinks(_ nodes: Set<SpaceID>) -> [Int] {
        var found: Set<Int> = []
        for node in nodes {
            for link in adjacency[Int(node.index)] {
                if let (left, right) = ends(link), nodes.contains(left), nodes.contains(right) { found.insert(link) }
            }
        }
        return found.sorted()
    }

    func smallestTree(connecting wanted: Set<SpaceID>) throws(JoinProblem) -> (Set<SpaceID>, [Int]) {
        guard let first = wanted.min() else { throw JoinProblem(message: "there is nothing to join") }
        var nodes = component(of: first)
        if let lost = wanted.subtracting(nodes).min() {
            throw JoinProblem(
                message: "no link connects '\(self[first].name)' with '\(self[lost].name)'; add one to links:, such as "
                    + "{join: left, left: \(self[first].name), right: \(self[lost].name), on: COLUMN}")
        }
        prune(&nodes, keeping: wanted)
        let edges = inducedLinks(nodes)
        if edges.count == nodes.count - 1 { return (nodes, edges) }
        return try search(nodes, wanted: wanted)
    }

    /// Takes away, again and again, the spaces nobody wants that hang on one link only: no smallest tree has them.
    func prune(_ nodes: inout Set<SpaceID>, keeping wanted: Set<SpaceID>) {
        var degree: [SpaceID: Int] = [:]
        for node in nodes { degree[node] = adjacency[Int(node.index)].count }
        var queue = nodes.filter { degree[$0, default: 0] <= 1 && !wanted.contains($0) }.sorted()
        while let leaf = queue.popLast() {
            guard nodes.remove(leaf) != nil else { continue }
            for link in adjacency[Int(leaf.index)] {
                guard let (left, right) = ends(link) else { continue }
                let other = left == leaf ? right : left
                guard nodes.contains(other) else { continue }
                degree[other, default: 0] -= 1
                if degree[other, default: 0] <= 1, !wanted.contains(other) { queue.append(other) }
            }
        }
    }

    /// Where links form a ring: tries all sets of intermediate spaces, the smallest first.
    func search(_ nodes: Set<SpaceID>, wanted: Set<SpaceID>) throws(JoinProblem) -> (Set<SpaceID>, [Int]) {
        let optional = nodes.subtracting(wanted).sorted()
        guard optional.count <= 16 else { throw ambiguity(wanted, inducedLinks(nodes)) }
        for size in 0...optional.count {
            var found: [(Set<SpaceID>, [Int])] = []
            for chosen in combinations(of: optional, size) {
                let candidate = wanted.union(chosen)
                let edges = inducedLinks(candidate)
                guard isConnected(candidate, edges) else { continue }
                guard edges.count == candidate.count - 1 else { throw ambiguity(wanted, edges) }
                found.append((candidate, edges))
            }
            if found.count > 1 { throw ambiguity(wanted, found.flatMap(\.1)) }
            if let only = found.first { return only }
        }
        throw ambiguity(wanted, inducedLinks(nodes))
    }

    func ambiguity(_ wanted: Set<SpaceID>, _ edges: [Int]) -> JoinProblem {
        let names = wanted.sorted().map { "'\(self[$0].name)'" }.joined(separator: " and ")
        let ways = Set(edges).sorted().prefix(6).map { "\(links[$0].left.value)–\(links[$0].right.value)" }
        return JoinProblem(
            message: "links connect \(names) in more than one way (\(ways.joined(separator: ", "))); remove a link, or "
                + "give one side a second name with a group that has only 'from'")
    }

    func isConnected(_ nodes: Set<SpaceID>, _ edges: [Int]) -> Bool {
        guard let first = nodes.first else { return false }
        var seen: Set<SpaceID> = [first]
        var queue = [first]
        while let space = queue.popLast() {
            for edge in edges {
                guard let (left, right) = ends(edge), left == space || right == space else { continue }
                let other = left == space ? right : left
                if seen.insert(other).inserted { queue.append(other) }
            }
        }
        return seen.count == nodes.count
    }

    func combinations(of items: [SpaceID], _ size: Int) -> [[SpaceID]] {
        if size == 0 { return [[]] }
        guard let first = items.first else { return [] }
        let rest = Array(items.dropFirst())
        return combinations(of: rest, size - 1).map { [first] + $0 } + combinations(of: rest, size)
    }

    // MARK: the order of joining

    /// Starts at the one space that is right of no link and applies the links in the order of the file, each as soon as its
    /// left side is there. Interns the set and all the sets on the way.
    mutating func intern(nodes: Set<SpaceID>, links edges: [Int]) throws(JoinProblem) -> SpaceSetID {
        var rights: Set<SpaceID> = []
        for edge in edges { if let (_, right) = ends(edge) { rights.insert(right) } }
        let roots = nodes.subtracting(rights).sorted()
        guard roots.count == 1, let root = roots.first else {
            let names = (roots.isEmpty ? nodes.sorted() : roots).map { "'\(self[$0].name)'" }.joined(separator: " and ")
            throw JoinProblem(
                message:
                    "the join of \(nodes.sorted().map { self[$0].name }.joined(separator: ", ")) has no single place to "
                    + "start: \(names) are \(roots.isEmpty ? "each" : "not") on the right of a link; exactly one must be "
                    + "left of all others, so turn a link round")
        }
        var done = RowSpaces.single(root)
        var reached: Set<SpaceID> = [root]
        var waiting = edges
        while !waiting.isEmpty {
            let next = waiting.firstIndex { edge in ends(edge).map { reached.contains($0.left) } ?? false }
            guard let next, let (_, right) = ends(waiting[next]) else { break }
            reached.insert(right)
            done = internJoin(Join(before: done, added: right, link: waiting[next]), members: reached)
            waiting.remove(at: next)
        }
        return done
    }

    mutating func internJoin(_ join: Join, members: Set<SpaceID>) -> SpaceSetID {
        let key = members.sorted()
        if let known = setByMembers[key] { return known }
        let id = SpaceSetID(sets.count)
        let name = self[join.before].name + links[join.link].join.symbol + self[join.added].name
        sets.append(SpaceSet(members: key, join: join, name: name))
        setByMembers[key] = id
        return id
    }
}

extension LinkDeclaration.Join {
    /// The signs of relational algebra, for the names of joined row spaces.
    package var symbol: String {
        switch self {
        case .inner: "⨝"
        case .left, .asof: "⟕"
        case .right: "⟖"
        case .outer: "⟗"
        case .semi: "⋉"
        case .anti: "▷"
        }
    }

    /// What stands for the sign where there is only ASCII.
    package var likeness: String {
        switch self {
        case .inner: "><"
        case .left, .asof: "=<"
        case .right: ">="
        case .outer: "=="
        case .semi: "|<"
        case .anti: "|>"
        }
    }

    /// The likeness of one of the signs; nil for every other character.
    package static func likeness(of sign: Unicode.Scalar) -> String? { likenesses[sign] }

    private static let likenesses: [Unicode.Scalar: String] = Dictionary(
        allCases.compactMap { join in join.symbol.unicodeScalars.first.map { ($0, join.likeness) } },
        uniquingKeysWith: { first, _ in first })
}
