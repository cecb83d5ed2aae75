// Built-in groups, by the grammar of names.
extension FeatureResolver {
    mutating func operation(_ segment: Substring) -> OperationLookup {
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

    mutating func resolveOperation(
        _ split: FeatureName.Operation, _ lookup: OperationLookup, name: Substring, at position: SourcePosition,
        in scope: SpaceID?, details: FeatureRequest.Details?, depth: Int
    ) throws(Problem) -> FeatureID {
        let (group, arity) = try choose(lookup, split.operation, details?.featureGroup)
        let inputs = try inputs(of: split, arity, at: position, in: scope, depth: depth)
        return try call(
            group, operation: String(split.operation), inputs: inputs, name: nil, at: position, in: scope,
            details: details)
    }

    func choose(
        _ lookup: OperationLookup, _ segment: Substring, _ wanted: Located<String>?
    ) throws(Problem) -> (group: Int, arity: Arity) {
        var matches = lookup.matches
        if let wanted {
            guard let index = groupByName[wanted.value] else {
                throw Problem(
                    message:
                        "there is no feature group '\(wanted.value)'\(NearestName.hint(wanted.value, among: groupByName.keys.sorted()))",
                    position: wanted.position)
            }
            matches.removeAll { $0.group != index }
            if matches.isEmpty {
                throw Problem(
                    message:
                        "the feature group '\(wanted.value)' has no operation '\(segment)'; see 'weir groups \(wanted.value)'",
                    position: wanted.position)
            }
        }
        if matches.count > 1 {
            let names = matches.map { groups[$0.group].documentation.name }.joined(separator: ", ")
            throw Problem(
                message:
                    "'\(segment)' is an operation of several feature groups (\(names)); name one with feature_group:")
        }
        return matches[0]
    }

    /// The operation's arity decides how the name before it splits.
    mutating func inputs(
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
                    message:
                        "'\(split.operation)' needs at least \(least) inputs joined by ',', found \(pieces.count) in '\(split.head)'"
                )
            }
            var ids: [FeatureID] = []
            for piece in pieces { ids.append(try resolve(piece, at: position, in: scope, depth: depth + 1)) }
            return ids
        }
    }

    /// Splits into exactly `count` inputs. Where there are more separators than that, an input is itself an operation on
    /// several: the first way of grouping the pieces, from the left, in which every input is a feature.
    mutating func inputs(
        splitting split: FeatureName.Operation, at separator: Character, into count: Int, at position: SourcePosition,
        in scope: SpaceID?, depth: Int
    ) throws(Problem) -> [FeatureID] {
        let pieces = FeatureName.split(split.head, at: separator)
        guard pieces.count >= count else {
            let example = (["a", "b", "c", "d"].prefix(count)).joined(separator: String(separator))
            throw Problem(
                message:
                    "'\(split.operation)' takes \(count) inputs (\(example)__\(split.operation)), found \(pieces.count) in '\(split.head)'"
            )
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
            message:
                "'\(split.head)' does not split into \(count) features for '\(split.operation)'; use the long form with in_features:"
        )
    }

    func groupings(_ pieces: Int, into count: Int) -> [[Int]] {
        if count == 1 { return [[pieces]] }
        return (1...(pieces - count + 1)).flatMap { first in
            groupings(pieces - first, into: count - 1).map { [first] + $0 }
        }
    }

    /// A feature that is asked for once more, and pinned.
    private mutating func pin(_ feature: FeatureID, to pin: Located<String>) throws(Problem) {
        guard let other = table.pin(feature, to: pin) else { return }
        throw Problem(
            message: "'framework: \(pin.value)' is against 'framework: \(other.value)' of the same feature at "
                + "\(other.position); a feature is computed once, so name one framework",
            position: pin.position)
    }

    /// Interns the feature that `group` computes. `name` nil: named after its inputs.
    mutating func call(
        _ group: Int, operation: String, inputs: [FeatureID], name: String?, at position: SourcePosition,
        in scope: SpaceID?,
        details: FeatureRequest.Details?
    ) throws(Problem) -> FeatureID {
        let definition = groups[group]
        let call = FeatureCall(
            group: definition.documentation.name, operation: operation, options: details?.options.values ?? [:],
            inputCount: inputs.count)
        if let pin = details?.framework { try frameworks.check(pin) }
        let requirements: [Requirement]
        do throws(OptionProblem) {
            requirements = try definition.requirements(of: call)
        } catch {
            throw problem(error, details, position)
        }
        var home = try union(of: inputs)
        var preferred = scope
        if let home, spaces[home].members.count == 1 { preferred = spaces[home].members[0] }
        var all = inputs
        for requirement in requirements {
            let place = details?.options.position(of: requirement.option) ?? position
            all.append(try requirementFeature(requirement, at: place, in: preferred))
        }
        home = try union(of: all)
        let types = all.map { table[$0].type }
        if let ordering = definition.ordering(of: call), let order = try order(ordering, of: all) { all.append(order) }
        let kind = FeatureTable.Kind.call(call, inputs: all)
        if let known = table.find(kind) {
            if let pin = details?.framework { try self.pin(known, to: pin) }
            return known
        }
        guard let home else { throw Problem(message: "'\(name ?? operation)' names no feature to compute from") }
        let shape: FeatureShape
        do throws(OptionProblem) {
            shape = try definition.result(of: call, inputs: types)
        } catch {
            let label = name ?? FeatureResolver.label(inputs.map { table[$0].name }, operation)
            throw problem(refused(error, label, call.group, all.prefix(types.count)), details, position)
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
                kind: kind, name: label, home: home, type: type, isFamily: isFamily, position: position,
                details: details),
            kind)
    }

    /// The order that `ordering` means among the inputs of a call; nil where a key is several columns.
    private mutating func order(_ ordering: RowOrdering, of inputs: [FeatureID]) throws(Problem) -> FeatureID? {
        let partitions = Set(ordering.partitions.map { inputs[$0] }).sorted()
        let keys = ordering.keys.map { inputs[$0] }
        guard let home = try union(of: partitions + keys), !(partitions + keys).contains(where: { table[$0].isFamily })
        else { return nil }
        let work = OrderWork(partitions: partitions.count, descending: ordering.descending)
        let kind = FeatureTable.Kind.order(work, inputs: partitions + keys)
        var name = "order"
        if !keys.isEmpty {
            let named = keys.map { (ordering.descending ? "-" : "") + table[$0].name }
            name += " of \(named.joined(separator: ", "))"
        }
        if !partitions.isEmpty { name += " within \(partitions.map { table[$0].name }.joined(separator: ", "))" }
        return table.intern(
            FeatureTable.Feature(kind: kind, name: name, home: home, type: .int64, isFamily: false), kind)
    }

    private mutating func requirementFeature(
        _ requirement: Requirement, at position: SourcePosition, in scope: SpaceID?
    ) throws(Problem) -> FeatureID {
        do throws(Problem) {
            return try resolve(requirement.feature[...], at: position, in: scope)
        } catch {
            throw Problem(message: error.message, position: position, isConsequence: error.isConsequence)
        }
    }

    private mutating func union(of inputs: [FeatureID]) throws(Problem) -> SpaceSetID? {
        guard let first = inputs.first else { return nil }
        var home = table[first].home
        for input in inputs.dropFirst() where table[input].home != home {
            do throws(RowSpaces.JoinProblem) {
                home = try spaces.union(home, table[input].home)
            } catch {
                throw Problem(message: error.message)
            }
        }
        return home
    }

    /// The same, saying which feature of which group it is about, and of what it is made.
    private func refused(
        _ error: OptionProblem, _ label: String, _ group: String, _ inputs: ArraySlice<FeatureID>
    ) -> OptionProblem {
        let made = inputs.prefix(6).map { id in
            "'\(table[id].name)' is \(table[id].type.map { "\($0)" } ?? "of a type that only the run knows")"
        }
        let more = inputs.count > made.count ? ", …" : ""
        var error = error
        error.message = "'\(label)' (\(group)): \(error.message); \(made.joined(separator: ", "))\(more)"
        return error
    }

    func problem(_ error: OptionProblem, _ details: FeatureRequest.Details?, _ position: SourcePosition) -> Problem {
        let place = error.option.flatMap { details?.options.position(of: $0) } ?? position
        return Problem(message: error.message, position: place)
    }

    static func label(_ inputs: [String], _ operation: String) -> String {
        inputs.count == 1 ? "\(inputs[0])__\(operation)" : inputs.joined(separator: "&") + "__" + operation
    }
}
