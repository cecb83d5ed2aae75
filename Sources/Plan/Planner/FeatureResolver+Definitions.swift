// Features in the long form, which others may build on by name.
extension FeatureResolver {
    /// The definitions of a plan, numbered by their names.
    struct Definitions {
        private(set) var index: [String: Int] = [:]
        /// A name may be defined several times over, as long as all mean the same.
        private(set) var requests: ContiguousArray<[FeatureRequest]> = []

        mutating func add(_ request: FeatureRequest) {
            if let known = index[request.name] {
                requests[known].append(request)
            } else {
                index[request.name] = requests.count
                requests.append([request])
            }
        }

        func name(_ index: Int) -> String { requests[index][0].name }
    }

    /// Definitions may build on one another in chains of any length, so those below are resolved first, from a list.
    mutating func resolveDefinition(_ wanted: Int) throws(Problem) -> FeatureID {
        if let known = definitionResults[wanted] { return known }
        var waiting = [wanted]
        var opened: Set<Int> = []
        while let current = waiting.last {
            if definitionResults[current] == nil, opened.insert(current).inserted {
                let below = prerequisites(of: definitions.requests[current])
                if let cycle = below.first(where: { opened.contains($0) }) {
                    let (name, other) = (definitions.name(current), definitions.name(cycle))
                    let both =
                        cycle == current
                        ? "'\(name)' is defined by itself" : "'\(name)' and '\(other)' are defined by each other"
                    throw Problem(message: "\(both), in a cycle", position: definitions.requests[current][0].position)
                }
                waiting += below
                if !below.isEmpty { continue }
            }
            waiting.removeLast()
            if definitionResults[current] == nil { definitionResults[current] = try resolveOnce(current) }
        }
        guard let id = definitionResults[wanted] else {
            throw Problem(message: "'\(definitions.name(wanted))' is not defined")
        }
        return id
    }

    mutating func resolveOnce(_ definition: Int) throws(Problem) -> FeatureID? {
        var found: FeatureID?
        for request in definitions.requests[definition] {
            let id = try resolveDefinition(request, in: nil)
            if let found, found != id {
                throw Problem(message: "'\(request.name)' is defined in different ways; give them different names")
            }
            found = id
        }
        return found
    }

    /// The definitions that others build on and that are not resolved yet.
    func prerequisites(of requests: [FeatureRequest]) -> [Int] {
        var found: [Int] = []
        for request in requests {
            guard let details = request.details else { continue }
            for input in details.inFeatures ?? [] where !input.isDefinition { collect(input.name[...], into: &found) }
            if let text = details.options["expression"]?.stringValue, let parsed = try? ParsedExpression(text) {
                for reference in parsed.references { collect(reference[...], into: &found) }
            }
        }
        return found.filter { definitionResults[$0] == nil }
    }

    /// Adds the definitions that a name builds on, itself or below its operations.
    func collect(_ name: Substring, into found: inout [Int]) {
        let whole = String(name)
        if let index = definitions.index[whole], spacesByColumn[whole] == nil {
            found.append(index)
            return
        }
        guard let split = FeatureName.splitOperation(name) else { return }
        for part in FeatureName.split(split.head, at: "&") {
            for piece in FeatureName.split(part, at: ",") { collect(piece, into: &found) }
        }
    }

    mutating func resolveDefinition(_ request: FeatureRequest, in scope: SpaceID?) throws(Problem) -> FeatureID {
        guard let details = request.details else { throw Problem(message: "'\(request.name)' is not defined") }
        var inputs: [FeatureID] = []
        for input in details.inFeatures ?? [] { inputs.append(try resolve(input, in: scope)) }
        if details.options["expression"] != nil {
            guard let group = groupByName["expression"] else {
                throw Problem(message: "there is no feature group 'expression'")
            }
            return try call(
                group, operation: "", inputs: inputs, name: request.name, at: request.position, in: scope,
                details: details)
        }
        let segment = FeatureName.splitOperation(request.name[...])?.operation ?? request.name[...]
        let lookup = operation(segment)
        guard !lookup.matches.isEmpty else {
            throw Problem(
                message:
                    "no feature group has an operation '\(segment)'\(NearestName.hint(String(segment), among: lookup.suggestions)); "
                    + "with in_features:, the name (or its part after the last '__') says the operation")
        }
        let (group, arity) = try choose(lookup, segment, details.featureGroup)
        if case .exactly(let count) = arity, count != inputs.count {
            throw Problem(
                message:
                    "'\(segment)' takes \(count) input\(count == 1 ? "" : "s"), found \(inputs.count) in in_features")
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

    static func withoutScope(_ input: Substring) -> String {
        guard let split = FeatureName.splitOperation(input) else { return FeatureName.column(input).name }
        return withoutScope(split.head) + "__" + split.operation
    }
}
