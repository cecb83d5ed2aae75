// What is said of names that are no feature.
extension FeatureResolver {
    func ambiguous(_ name: String, _ candidates: [SpaceID]) -> Problem {
        let names = candidates.map { spaces[$0].name }
        let shown = names.prefix(6).joined(separator: ", ")
        return Problem(
            message: "'\(name)' is a column of \(shown)\(names.count > 6 ? ", …" : ""); say which: "
                + names.prefix(3).map { "\($0).\(name)" }.joined(separator: " or "))
    }

    func unknownColumn(_ name: Substring, in scope: SpaceID?) -> Problem {
        let parsed = FeatureName.column(name)
        if let scopeName = parsed.scope {
            guard let space = spaces.spaceByName[scopeName] else {
                return Problem(
                    message: "there is no source or group '\(scopeName)' for '\(name)'"
                        + NearestName.hint(scopeName, among: spaces.spaces.map(\.name)))
            }
            let known = spaces[space].columns.map(\.name)
            if spaces[space].isUnknown { return consequence(of: scopeName) }
            return Problem(message: "'\(scopeName)' has no column '\(parsed.name)'\(hint(parsed.name, known))")
        }
        if let quoted = spacesByColumn[parsed.name]?.first {
            return Problem(
                message:
                    "'\(name)' has signs of the grammar of names; to mean the column of '\(spaces[quoted].name)', write `\(parsed.name)` in backticks"
            )
        }
        if let unknown = spaces.spaces.first(where: \.isUnknown) { return consequence(of: unknown.name) }
        let known = scope.map { spaces[$0].columns.map(\.name) } ?? []
        let all = known + spacesByColumn.keys.sorted() + definitions.index.keys.sorted()
        let place = scope.map { "'\(spaces[$0].name)' has no column" } ?? "no source or group has a column"
        return Problem(message: "\(place) '\(parsed.name)'\(hint(parsed.name, all))")
    }

    func unknownOperation(
        _ split: FeatureName.Operation, _ lookup: OperationLookup, name: Substring, in scope: SpaceID?
    ) -> Problem {
        if let column = spacesByColumn[String(name)]?.first {
            return Problem(
                message:
                    "'\(name)' has signs of the grammar of names; to mean the column of '\(spaces[column].name)', write `\(name)` in backticks"
            )
        }
        if let unknown = spaces.spaces.first(where: \.isUnknown) { return consequence(of: unknown.name) }
        let segment = String(split.operation)
        let names =
            lookup.suggestions.isEmpty ? groups.flatMap { $0.documentation.operations.map(\.name) } : lookup.suggestions
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

    func consequence(of space: String) -> Problem {
        Problem(message: "the columns of '\(space)' are not known", isConsequence: true)
    }

    private func hint(_ name: String, _ known: [String]) -> String {
        let hint = NearestName.hint(name, among: known)
        if !hint.isEmpty || known.isEmpty || known.count > 12 { return hint }
        return "; it has \(known.joined(separator: ", "))"
    }
}
