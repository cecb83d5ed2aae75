/// Turns the names that a plan asks for into features of the `FeatureTable`: columns, built-in groups by their grammar, and
/// features that the plan itself defines in the long form. One planning, one thread.
struct FeatureResolver {
    /// Why a name is no feature; the message is for the user.
    struct Problem: Error {
        var message: String
        var position: SourcePosition?
    }

    var spaces: RowSpaces
    var table = FeatureTable()
    private let groups: [any FeatureGroupDefinition]
    private let groupByName: [String: Int]
    private let frameworks: [FrameworkName]
    /// Spaces that have a column of this name.
    private var spacesByColumn: [String: [SpaceID]] = [:]
    /// For a key that both sides of a link name alike: the links, as (left, right).
    private let keyLinks: [String: [(left: SpaceID, right: SpaceID)]]
    /// Long-form features with a free name, by that name.
    private let definitions: [String: [FeatureRequest]]
    private var definitionResults: [String: FeatureID] = [:]
    private var operationCache: [Substring: OperationLookup] = [:]
    private var nameCache: [NameKey: FeatureID] = [:]

    private struct NameKey: Hashable {
        var name: Substring
        var scope: SpaceID?
    }

    private struct OperationLookup {
        var matches: [(group: Int, arity: Arity)] = []
        var suggestions: [String] = []
    }

    /// Nested operations in one name; more would be a mistake, and bounds the recursion.
    private static let deepestChain = 64

    init(spaces: RowSpaces, plan: PlanFile, catalog: any FeatureCatalog) {
        self.spaces = spaces
        self.groups = catalog.groups
        self.frameworks = catalog.frameworks
        var groupByName: [String: Int] = [:]
        for (index, group) in catalog.groups.enumerated() { groupByName[group.documentation.name] = index }
        self.groupByName = groupByName
        for index in spaces.spaces.indices {
            for column in spaces.spaces[index].columns { spacesByColumn[column.name, default: []].append(SpaceID(index)) }
        }
        var keyLinks: [String: [(left: SpaceID, right: SpaceID)]] = [:]
        for link in plan.links where link.join != .semi && link.join != .anti {
            guard let left = spaces.spaceByName[link.left.value], let right = spaces.spaceByName[link.right.value] else {
                continue
            }
            for key in link.keys where key.value.left == key.value.right {
                keyLinks[key.value.left, default: []].append((left, right))
            }
        }
        self.keyLinks = keyLinks
        var definitions: [String: [FeatureRequest]] = [:]
        for request in plan.outputs.lazy.flatMap(\.features) where request.isDefinition {
            definitions[request.name, default: []].append(request)
        }
        self.definitions = definitions
    }

    // MARK: requests

    /// The feature that a request asks for. `scope`: the row space whose columns go before others of the same name.
    mutating func resolve(_ request: FeatureRequest, in scope: SpaceID? = nil) throws(Problem) -> FeatureID {
        do throws(Problem) {
            if request.isDefinition {
                let isOnly = scope == nil && definitions[request.name]?.count == 1
                return isOnly ? try resolveDefinition(named: request.name) : try resolveDefinition(request, in: scope)
            }
            if request.details == nil { return try resolve(request.name[...], at: request.position, in: scope) }
            return try resolve(request.name[...], at: request.position, in: scope, details: request.details)
        } catch {
            throw Problem(message: error.message, position: error.position ?? request.position)
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

    private mutating func lookUp(
        _ name: Substring, at position: SourcePosition, in scope: SpaceID?, details: FeatureRequest.Details?, depth: Int
    ) throws(Problem) -> FeatureID {
        if name.isEmpty { throw Problem(message: "a feature needs a name") }
        if let column = try findColumn(name, in: scope) { return column }
        if definitions[String(name)] != nil { return try resolveDefinition(named: String(name)) }
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

    // MARK: columns

    /// The column of that name; nil where there is none, so that the grammar can try.
    private mutating func findColumn(_ name: Substring, in scope: SpaceID?) throws(Problem) -> FeatureID? {
        if let scope, let known = spaces[scope].columnIndex[String(name)], isPlain(name, in: scope) {
            return column(known, of: scope)
        }
        let parsed = FeatureName.column(name)
        if let scopeName = parsed.scope {
            guard let space = spaces.spaceByName[scopeName], let index = spaces[space].columnIndex[parsed.name],
                parsed.isQuoted || isPlain(parsed.name[...], in: space)
            else { return nil }
            return column(index, of: space)
        }
        if let scope, let index = spaces[scope].columnIndex[parsed.name], parsed.isQuoted { return column(index, of: scope) }
        guard let candidates = spacesByColumn[parsed.name] else { return nil }
        let usable = parsed.isQuoted ? candidates : candidates.filter { isPlain(parsed.name[...], in: $0) }
        guard let first = usable.first else { return nil }
        if usable.count == 1, let index = spaces[first].columnIndex[parsed.name] { return column(index, of: first) }
        return try sharedKey(parsed.name, of: usable)
    }

    /// A source's column with signs of the grammar in its name must stand in backticks; a group's are named by the plan.
    private func isPlain(_ name: Substring, in space: SpaceID) -> Bool {
        if case .group = spaces[space].declaration { return true }
        return !FeatureName.needsQuotes(String(name))
    }

    mutating func column(_ index: Int, of space: SpaceID) -> FeatureID {
        let kind = FeatureTable.Kind.column(space, Int32(index))
        let column = spaces[space].columns[index]
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: column.name, home: RowSpaces.single(space), type: column.type, isFamily: false), kind)
    }

    /// A name that several spaces have: a feature only where links make it one and the same key in all of them.
    private mutating func sharedKey(_ name: String, of candidates: [SpaceID]) throws(Problem) -> FeatureID {
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
    }

    mutating func rowNumber(of space: SpaceID) -> FeatureID {
        let kind = FeatureTable.Kind.rowNumber(space)
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: "row of \(spaces[space].name)", home: RowSpaces.single(space), type: .int64,
                isFamily: false), kind)
    }

    private mutating func member(
        _ suffix: String, of family: Substring, name: Substring, at position: SourcePosition, in scope: SpaceID?, depth: Int
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

    // MARK: built-in groups

    private mutating func operation(_ segment: Substring) -> OperationLookup {
        if let known = operationCache[segment] { return known }
        var lookup = OperationLookup()
        for (index, group) in groups.enumerated() {
            switch group.match(segment) {
            case .no: break
            case .yes(let arity): lookup.matches.append((index, arity))
            case .unknown(let segments): lookup.suggestions += segments
            }
        }
        operationCache[segment] = lookup
        return lookup
    }

    private mutating func resolveOperation(
        _ split: FeatureName.Operation, _ lookup: OperationLookup, name: Substring, at position: SourcePosition,
        in scope: SpaceID?, details: FeatureRequest.Details?, depth: Int
    ) throws(Problem) -> FeatureID {
        let (group, arity) = try choose(lookup, split.operation, details?.featureGroup)
        let inputs = try inputs(of: split, arity, at: position, in: scope, depth: depth)
        return try call(
            group, operation: String(split.operation), inputs: inputs, name: nil, at: position, in: scope, details: details)
    }

    private func choose(
        _ lookup: OperationLookup, _ segment: Substring, _ wanted: Located<String>?
    ) throws(Problem) -> (group: Int, arity: Arity) {
        var matches = lookup.matches
        if let wanted {
            guard let index = groupByName[wanted.value] else {
                throw Problem(
                    message: "there is no feature group '\(wanted.value)'\(NearestName.hint(wanted.value, among: groupByName.keys.sorted()))",
                    position: wanted.position)
            }
            matches.removeAll { $0.group != index }
            if matches.isEmpty {
                throw Problem(
                    message: "the feature group '\(wanted.value)' has no operation '\(segment)'; see 'weir groups \(wanted.value)'",
                    position: wanted.position)
            }
        }
        if matches.count > 1 {
            let names = matches.map { groups[$0.group].documentation.name }.joined(separator: ", ")
            throw Problem(message: "'\(segment)' is an operation of several feature groups (\(names)); name one with feature_group:")
        }
        return matches[0]
    }

    /// The operation's arity decides how the name before it splits.
    private mutating func inputs(
        of split: FeatureName.Operation, _ arity: Arity, at position: SourcePosition, in scope: SpaceID?, depth: Int
    ) throws(Problem) -> [FeatureID] {
        switch arity {
        case .exactly(1):
            return [try resolve(split.head, at: position, in: scope, depth: depth + 1)]
        case .exactly(let count):
            return try inputs(splitting: split, at: "&", into: count, at: position, in: scope, depth: depth)
        case .atLeast(let least):
            let pieces = FeatureName.split(split.head, at: ",")
            guard pieces.count >= least else {
                throw Problem(
                    message: "'\(split.operation)' needs at least \(least) inputs joined by ',', found \(pieces.count) in '\(split.head)'")
            }
            var ids: [FeatureID] = []
            for piece in pieces { ids.append(try resolve(piece, at: position, in: scope, depth: depth + 1)) }
            return ids
        }
    }

    /// Splits into exactly `count` inputs. Where there are more separators than that, an input is itself an operation on
    /// several: the first way of grouping the pieces, from the left, in which every input is a feature.
    private mutating func inputs(
        splitting split: FeatureName.Operation, at separator: Character, into count: Int, at position: SourcePosition,
        in scope: SpaceID?, depth: Int
    ) throws(Problem) -> [FeatureID] {
        let pieces = FeatureName.split(split.head, at: separator)
        guard pieces.count >= count else {
            let example = (["a", "b", "c", "d"].prefix(count)).joined(separator: String(separator))
            throw Problem(
                message: "'\(split.operation)' takes \(count) inputs (\(example)__\(split.operation)), found \(pieces.count) in '\(split.head)'")
        }
        if pieces.count == count {
            var ids: [FeatureID] = []
            for piece in pieces { ids.append(try resolve(piece, at: position, in: scope, depth: depth + 1)) }
            return ids
        }
        guard pieces.count <= 12 else { throw Problem(message: "'\(split.head)' has too many inputs") }
        for cuts in groupings(pieces.count, into: count) {
            var ids: [FeatureID] = []
            var start = 0
            for length in cuts {
                let piece = split.head[pieces[start].startIndex..<pieces[start + length - 1].endIndex]
                guard let id = try? resolve(piece, at: position, in: scope, depth: depth + 1) else { break }
                ids.append(id)
                start += length
            }
            if ids.count == count { return ids }
        }
        throw Problem(
            message: "'\(split.head)' does not split into \(count) features for '\(split.operation)'; use the long form with in_features:")
    }

    private func groupings(_ pieces: Int, into count: Int) -> [[Int]] {
        if count == 1 { return [[pieces]] }
        return (1...(pieces - count + 1)).flatMap { first in
            groupings(pieces - first, into: count - 1).map { [first] + $0 }
        }
    }

    /// Interns the feature that `group` computes. `name` nil: named after its inputs.
    private mutating func call(
        _ group: Int, operation: String, inputs: [FeatureID], name: String?, at position: SourcePosition, in scope: SpaceID?,
        details: FeatureRequest.Details?
    ) throws(Problem) -> FeatureID {
        let definition = groups[group]
        let call = FeatureCall(
            group: definition.documentation.name, operation: operation, options: details?.options.values ?? [:],
            inputCount: inputs.count)
        if let framework = details?.framework, !definition.documentation.frameworks.contains(FrameworkName(framework.value)) {
            throw Problem(
                message: "the feature group '\(call.group)' does not run in '\(framework.value)'; it runs in "
                    + definition.documentation.frameworks.map(\.rawValue).joined(separator: ", "),
                position: framework.position)
        }
        var home: SpaceSetID?
        var all = inputs
        do throws(OptionProblem) {
            let requirements = try definition.requirements(of: call)
            home = try union(of: inputs)
            var preferred = scope
            if let home, spaces[home].members.count == 1 { preferred = spaces[home].members[0] }
            for requirement in requirements {
                let place = details?.options.positions[requirement.option] ?? position
                let id = try requirementFeature(requirement, at: place, in: preferred)
                all.append(id)
            }
            home = try union(of: all)
        } catch {
            throw problem(error, details, position)
        }
        let kind = FeatureTable.Kind.call(call, inputs: all)
        if let known = table.find(kind) { return known }
        guard let home else { throw Problem(message: "'\(name ?? operation)' names no feature to compute from") }
        let shape: FeatureShape
        do throws(OptionProblem) {
            shape = try definition.result(of: call, inputs: all.map { table[$0].type })
        } catch {
            throw problem(error, details, position)
        }
        let isFamily: Bool
        let type: DataType?
        switch shape {
        case .column(let found): (isFamily, type) = (false, found)
        case .family(let found): (isFamily, type) = (true, found)
        }
        let label = name ?? FeatureResolver.label(inputs.map { table[$0].name }, operation)
        return table.intern(
            FeatureTable.Feature(
                kind: kind, name: label, home: home, type: type, isFamily: isFamily, position: position, details: details),
            kind)
    }

    private mutating func requirementFeature(
        _ requirement: Requirement, at position: SourcePosition, in scope: SpaceID?
    ) throws(OptionProblem) -> FeatureID {
        do throws(Problem) {
            return try resolve(requirement.feature[...], at: position, in: scope)
        } catch {
            throw OptionProblem(option: requirement.option, error.message)
        }
    }

    private mutating func union(of inputs: [FeatureID]) throws(OptionProblem) -> SpaceSetID? {
        guard let first = inputs.first else { return nil }
        var home = table[first].home
        for input in inputs.dropFirst() where table[input].home != home {
            do throws(RowSpaces.JoinProblem) {
                home = try spaces.union(home, table[input].home)
            } catch {
                throw OptionProblem(error.message)
            }
        }
        return home
    }

    private func problem(_ error: OptionProblem, _ details: FeatureRequest.Details?, _ position: SourcePosition) -> Problem {
        let place = error.option.flatMap { details?.options.positions[$0] } ?? position
        return Problem(message: error.message, position: place)
    }

    private static func label(_ inputs: [String], _ operation: String) -> String {
        inputs.count == 1 ? "\(inputs[0])__\(operation)" : inputs.joined(separator: "&") + "__" + operation
    }

    // MARK: features that the plan defines

    /// Definitions may build on one another in chains of any length, so those below are resolved first, from a list.
    private mutating func resolveDefinition(named name: String) throws(Problem) -> FeatureID {
        if let known = definitionResults[name] { return known }
        var waiting = [name]
        var opened: Set<String> = []
        while let current = waiting.last {
            let requests = definitions[current] ?? []
            if definitionResults[current] == nil, opened.insert(current).inserted {
                let below = prerequisites(of: requests)
                if let cycle = below.first(where: { opened.contains($0) }) {
                    let both = cycle == current ? "'\(current)' is defined by itself" : "'\(current)' and '\(cycle)' are defined by each other"
                    throw Problem(message: "\(both), in a cycle", position: requests.first?.position)
                }
                waiting += below
                if !below.isEmpty { continue }
            }
            waiting.removeLast()
            if definitionResults[current] == nil { definitionResults[current] = try resolveOnce(current, requests) }
        }
        guard let id = definitionResults[name] else { throw Problem(message: "'\(name)' is not defined") }
        return id
    }

    private mutating func resolveOnce(_ name: String, _ requests: [FeatureRequest]) throws(Problem) -> FeatureID? {
        var found: FeatureID?
        for request in requests {
            let id = try resolveDefinition(request, in: nil)
            if let found, found != id {
                throw Problem(message: "'\(name)' is defined in different ways; give them different names")
            }
            found = id
        }
        return found
    }

    private func prerequisites(of requests: [FeatureRequest]) -> [String] {
        var names: [String] = []
        for request in requests {
            guard let details = request.details else { continue }
            for input in details.inFeatures ?? [] where !input.isDefinition { collect(input.name[...], into: &names) }
            if let text = details.options["expression"]?.stringValue, let parsed = try? ParsedExpression(text) {
                for reference in parsed.references { collect(reference[...], into: &names) }
            }
        }
        return names.filter { definitionResults[$0] == nil }
    }

    /// Adds the definitions that a name builds on, itself or below its operations.
    private func collect(_ name: Substring, into names: inout [String]) {
        if spacesByColumn[String(name)] == nil, definitions[String(name)] != nil {
            names.append(String(name))
            return
        }
        guard let split = FeatureName.splitOperation(name) else { return }
        for part in FeatureName.split(split.head, at: "&") {
            for piece in FeatureName.split(part, at: ",") { collect(piece, into: &names) }
        }
    }

    private mutating func resolveDefinition(_ request: FeatureRequest, in scope: SpaceID?) throws(Problem) -> FeatureID {
        guard let details = request.details else { throw Problem(message: "'\(request.name)' is not defined") }
        var inputs: [FeatureID] = []
        for input in details.inFeatures ?? [] { inputs.append(try resolve(input, in: scope)) }
        if details.options["expression"] != nil {
            guard let group = groupByName["expression"] else { throw Problem(message: "there is no feature group 'expression'") }
            return try call(
                group, operation: "", inputs: inputs, name: request.name, at: request.position, in: scope, details: details)
        }
        let segment = FeatureName.splitOperation(request.name[...])?.operation ?? request.name[...]
        let lookup = operation(segment)
        guard !lookup.matches.isEmpty else {
            throw Problem(
                message: "no feature group has an operation '\(segment)'\(NearestName.hint(String(segment), among: lookup.suggestions)); "
                    + "with in_features:, the name (or its part after the last '__') says the operation")
        }
        let (group, arity) = try choose(lookup, segment, details.featureGroup)
        if case .exactly(let count) = arity, count != inputs.count {
            throw Problem(message: "'\(segment)' takes \(count) input\(count == 1 ? "" : "s"), found \(inputs.count) in in_features")
        }
        return try call(
            group, operation: String(segment), inputs: inputs, name: request.name, at: request.position, in: scope,
            details: details)
    }

    /// `flights.dep_delay__mean_imputed` without `flights.`, for every input in the name; backticks are taken off a column.
    static func withoutScopes(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: ".")) || name.utf8.contains(UInt8(ascii: "`")) else { return name }
        let bare = FeatureName.split(name[...], at: "&").map { part in
            FeatureName.split(part, at: ",").map(withoutScope).joined(separator: ",")
        }
        return bare.joined(separator: "&")
    }

    private static func withoutScope(_ input: Substring) -> String {
        guard let split = FeatureName.splitOperation(input) else { return FeatureName.column(input).name }
        return withoutScope(split.head) + "__" + split.operation
    }

    // MARK: messages

    private func ambiguous(_ name: String, _ candidates: [SpaceID]) -> Problem {
        let names = candidates.map { spaces[$0].name }
        let shown = names.prefix(6).joined(separator: ", ")
        return Problem(
            message: "'\(name)' is a column of \(shown)\(names.count > 6 ? ", …" : ""); say which: "
                + names.prefix(3).map { "\($0).\(name)" }.joined(separator: " or "))
    }

    private func unknownColumn(_ name: Substring, in scope: SpaceID?) -> Problem {
        let parsed = FeatureName.column(name)
        if let scopeName = parsed.scope {
            guard let space = spaces.spaceByName[scopeName] else {
                return Problem(
                    message: "there is no source or group '\(scopeName)' for '\(name)'"
                        + NearestName.hint(scopeName, among: spaces.spaces.map(\.name)))
            }
            let known = spaces[space].columns.map(\.name)
            return Problem(message: "'\(scopeName)' has no column '\(parsed.name)'\(hint(parsed.name, known))")
        }
        if let quoted = spacesByColumn[parsed.name]?.first {
            return Problem(
                message: "'\(name)' has signs of the grammar of names; to mean the column of '\(spaces[quoted].name)', write `\(parsed.name)` in backticks")
        }
        let known = scope.map { spaces[$0].columns.map(\.name) } ?? []
        let all = known + spacesByColumn.keys.sorted() + definitions.keys.sorted()
        let place = scope.map { "'\(spaces[$0].name)' has no column" } ?? "no source or group has a column"
        return Problem(message: "\(place) '\(parsed.name)'\(hint(parsed.name, all))")
    }

    private func unknownOperation(
        _ split: FeatureName.Operation, _ lookup: OperationLookup, name: Substring, in scope: SpaceID?
    ) -> Problem {
        if let column = spacesByColumn[String(name)]?.first {
            return Problem(
                message: "'\(name)' has signs of the grammar of names; to mean the column of '\(spaces[column].name)', write `\(name)` in backticks")
        }
        let segment = String(split.operation)
        let names = lookup.suggestions.isEmpty ? groups.flatMap { $0.documentation.operations.map(\.name) } : lookup.suggestions
        var message = "no feature group has an operation '\(segment)'"
        if let near = NearestName.of(segment, among: names) {
            message += "; did you mean '\(split.head)__\(near)'?"
        } else if !lookup.suggestions.isEmpty {
            message += "; there are \(lookup.suggestions.joined(separator: ", "))"
        } else {
            let columns = spacesByColumn.keys.sorted()
            message += hint(String(name), columns) + "; 'weir groups' lists the operations"
        }
        return Problem(message: message)
    }

    private func hint(_ name: String, _ known: [String]) -> String {
        let hint = NearestName.hint(name, among: known)
        if !hint.isEmpty || known.isEmpty || known.count > 12 { return hint }
        return "; it has \(known.joined(separator: ", "))"
    }
}

extension FeatureRequest {
    /// Whether the long form alone says how it is computed, so that its name is free.
    var isDefinition: Bool {
        details.map { $0.inFeatures != nil || $0.options["expression"] != nil } ?? false
    }
}
