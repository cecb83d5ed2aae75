/// A source or a group of the plan: one row space that others may be joined with.
struct SpaceID: PlanIndex {
    static let letter = "space"
    let index: Int32
}

/// One row space, or the join of several; an index into `RowSpaces.sets`.
struct SpaceSetID: PlanIndex {
    static let letter = "set"
    let index: Int32
}

/// The row spaces of a plan, and the joins of them that it needs (rules 1 and 2 of row spaces).
struct RowSpaces {
    struct Space {
        var name: String
        var declaration: Declaration
        var columns: [SourceSchema.Column] = []
        /// Index into `columns`.
        var columnIndex: [String: Int] = [:]
        /// Whether an error, reported already, keeps its columns from being known.
        var isUnknown = false
        /// The space whose rows have these columns too, as a program with `rows: same` adds them; nil: it has rows of its own.
        var base: SpaceID?
    }

    enum Declaration {
        /// Index into `PlanFile.sources`.
        case source(Int)
        /// Index into `PlanFile.groups`.
        case group(Int)
    }

    /// How a set of more than one space comes about: the set before, joined with one more space along one link.
    struct Join {
        var before: SpaceSetID
        var added: SpaceID
        /// Index into `PlanFile.links`.
        var link: Int
    }

    struct SpaceSet {
        /// Ascending. Holds all spaces that the join goes through, not only those that were asked for.
        var members: [SpaceID]
        /// Nil for a single space.
        var join: Join?
        var name: String
    }

    /// Why spaces cannot be joined; the message names them and what to do.
    struct JoinProblem: Error { var message: String }

    private(set) var spaces: [Space] = []
    var sets: [SpaceSet] = []
    private(set) var spaceByName: [String: SpaceID] = [:]
    var setByMembers: [[SpaceID]: SpaceSetID] = [:]
    private var unionCache: [Pair: Result<SpaceSetID, JoinProblem>] = [:]
    private(set) var links: [LinkDeclaration] = []
    /// Joining links by space: indices into `links`.
    private(set) var adjacency: [[Int]] = []

    private struct Pair: Hashable { var a, b: SpaceSetID }

    subscript(id: SpaceID) -> Space {
        get { spaces[Int(id.index)] }
        _modify { yield &spaces[Int(id.index)] }
    }
    subscript(id: SpaceSetID) -> SpaceSet { sets[Int(id.index)] }

    /// Every single space's set has the space's own index.
    static func single(_ space: SpaceID) -> SpaceSetID { SpaceSetID(Int(space.index)) }

    mutating func add(_ name: String, _ declaration: Declaration) {
        let id = SpaceID(spaces.count)
        spaces.append(Space(name: name, declaration: declaration))
        spaceByName[name] = id
        sets.append(SpaceSet(members: [id], join: nil, name: name))
        setByMembers[[id]] = RowSpaces.single(id)
    }

    mutating func setColumns(_ columns: [SourceSchema.Column], of id: SpaceID) {
        self[id].columns = columns
        for (index, column) in columns.enumerated() { self[id].columnIndex[column.name] = index }
    }

    /// Takes the links that join; `semi` and `anti` ones thin out their left side instead and are not among the ways to
    /// connect two spaces. Ends that are no space of this plan are skipped: the decoder has reported them.
    mutating func connect(_ links: [LinkDeclaration]) {
        self.links = links
        adjacency = Array(repeating: [], count: spaces.count)
        for (index, link) in links.enumerated() where link.join != .semi && link.join != .anti {
            guard let left = spaceByName[link.left.value], let right = spaceByName[link.right.value] else { continue }
            adjacency[Int(left.index)].append(index)
            adjacency[Int(right.index)].append(index)
        }
    }

    func contains(_ set: SpaceSetID, _ part: SpaceSetID) -> Bool {
        if set == part { return true }
        let members = self[set].members
        return self[part].members.allSatisfy { members.binarySearch($0) }
    }

    /// The join of two row spaces.
    mutating func union(_ a: SpaceSetID, _ b: SpaceSetID) throws(JoinProblem) -> SpaceSetID {
        if a == b || contains(a, b) { return a }
        if contains(b, a) { return b }
        let pair = Pair(a: min(a, b), b: max(a, b))
        if let known = unionCache[pair] { return try known.get() }
        let result: Result<SpaceSetID, JoinProblem>
        do throws(JoinProblem) {
            result = .success(try join(Set(self[a].members).union(self[b].members)))
        } catch {
            result = .failure(error)
        }
        unionCache[pair] = result
        return try result.get()
    }
}

extension [SpaceID] {
    /// Whether the ascending list holds `item`.
    fileprivate func binarySearch(_ item: SpaceID) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == item
    }
}
