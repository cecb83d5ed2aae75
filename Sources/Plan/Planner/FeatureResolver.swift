/// Turns the names that a plan asks for into features of the `FeatureTable`: columns, built-in groups by their grammar, and
/// features that the plan itself defines in the long form. One planning, one thread.
struct FeatureResolver {
    /// Why a name is no feature; the message is for the user.
    struct Problem: Error {
        var message: String
        var position: SourcePosition?
        /// True where the name may well be right, but the columns of its source or group are not known because of another
        /// error, which is reported instead.
        var isConsequence = false
    }

    var spaces: RowSpaces
    var table = FeatureTable()
    let groups: [any FeatureGroupDefinition]
    let groupByName: [String: Int]
    let frameworks: FrameworkRules
    /// Spaces that have a column of this name.
    var spacesByColumn: [String: [SpaceID]] = [:]
    /// By space and name: columns that programs add to its rows, as those programs' spaces.
    var addedColumns: [SpaceID: [String: [SpaceID]]] = [:]
    /// What programs that add columns get, by their spaces.
    var inputsOfAdditions: [SpaceID: [FeatureID]] = [:]
    /// For a key that both sides of a link name alike: the links, as (left, right).
    let keyLinks: [String: [(left: SpaceID, right: SpaceID)]]
    /// Long-form features with a free name, by that name.
    let definitions: Definitions
    /// By index into `definitions`.
    var definitionResults: ContiguousArray<FeatureID?>
    var operationCache: [Substring: OperationLookup] = [:]
    private var nameCache: [NameKey: FeatureID] = [:]

    private struct NameKey: Hashable {
        var name: Substring
        var scope: SpaceID?
    }

    struct OperationLookup {
        var matches: [(group: Int, arity: Arity)] = []
        var suggestions: [String] = []
    }

    /// Nested operations in one name; more would be a mistake, and bounds the recursion.
    static let deepestChain = 64

    init(spaces: RowSpaces, plan: PlanFile, catalog: any FeatureCatalog, frameworks: FrameworkRules) {
        self.spaces = spaces
        self.groups = catalog.groups
        self.frameworks = frameworks
        var groupByName: [String: Int] = [:]
        for (index, group) in catalog.groups.enumerated() { groupByName[group.documentation.name] = index }
        self.groupByName = groupByName
        for index in spaces.spaces.indices {
            for column in spaces.spaces[index].columns {
                spacesByColumn[column.name, default: []].append(SpaceID(index))
            }
        }
        var keyLinks: [String: [(left: SpaceID, right: SpaceID)]] = [:]
        for link in plan.links where link.join != .semi && link.join != .anti {
            guard let left = spaces.spaceByName[link.left.value], let right = spaces.spaceByName[link.right.value]
            else {
                continue
            }
            for key in link.keys where key.value.left == key.value.right {
                keyLinks[key.value.left, default: []].append((left, right))
            }
        }
        self.keyLinks = keyLinks
        var definitions = Definitions()
        for request in plan.outputs.lazy.flatMap(\.features) where request.isDefinition {
            definitions.add(request)
        }
        self.definitions = definitions
        definitionResults = ContiguousArray(repeating: nil, count: definitions.requests.count)
        let requests = plan.outputs.reduce(0) { $0 + $1.features.count }
        table.reserveCapacity(requests)
        nameCache.reserveCapacity(requests)
    }

    // MARK: requests

    /// The feature that a request asks for. `scope`: the row space whose columns go before others of the same name.
    mutating func resolve(_ request: FeatureRequest, in scope: SpaceID? = nil) throws(Problem) -> FeatureID {
        do throws(Problem) {
            if request.isDefinition {
                if scope == nil, let index = definitions.index[request.name], definitions.requests[index].count == 1 {
                    return try resolveDefinition(index)
                }
                return try resolveDefinition(request, in: scope)
            }
            if request.details == nil { return try resolve(request.name[...], at: request.position, in: scope) }
            return try resolve(request.name[...], at: request.position, in: scope, details: request.details)
        } catch {
            throw Problem(
                message: error.message, position: error.position ?? request.position, isConsequence: error.isConsequence
            )
        }
    }

    /// The feature of a bare name.
    mutating func resolve(
        _ name: Substring, at position: SourcePosition, in scope: SpaceID?, details: FeatureRequest.Details? = nil,
        depth: Int = 0
    ) throws(Problem) -> FeatureID {
        let key = NameKey(name: name, scope: scope)
        if details == nil, let known = nameCache[key] { return known }
        guard depth < FeatureResolver.deepestChain else {
            throw Problem(message: "'\(name)' chains more than \(FeatureResolver.deepestChain) operations")
        }
        let found = try lookUp(name, at: position, in: scope, details: details, depth: depth)
        if details == nil { nameCache[key] = found }
        return found
    }

    mutating func lookUp(
        _ name: Substring, at position: SourcePosition, in scope: SpaceID?, details: FeatureRequest.Details?, depth: Int
    ) throws(Problem) -> FeatureID {
        if name.isEmpty { throw Problem(message: "a feature needs a name") }
        if let column = try findColumn(name, in: scope) { return column }
        if let index = definitions.index[String(name)] { return try resolveDefinition(index) }
        if let split = FeatureName.splitOperation(name) {
            let lookup = operation(split.operation)
            if !lookup.matches.isEmpty {
                return try resolveOperation(
                    split, lookup, name: name, at: position, in: scope, details: details, depth: depth)
            }
            if let (family, suffix) = FeatureName.splitMember(name) {
                return try member(suffix, of: family, name: name, at: position, in: scope, depth: depth)
            }
            throw unknownOperation(split, lookup, name: name, in: scope)
        }
        if let (family, suffix) = FeatureName.splitMember(name) {
            return try member(suffix, of: family, name: name, at: position, in: scope, depth: depth)
        }
        throw unknownColumn(name, in: scope)
    }
}

extension FeatureRequest {
    /// Whether the long form alone says how it is computed, so that its name is free.
    var isDefinition: Bool {
        details.map { $0.inFeatures != nil || $0.options["expression"] != nil } ?? false
    }
}
