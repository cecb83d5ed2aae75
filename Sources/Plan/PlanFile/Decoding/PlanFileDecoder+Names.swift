/// The names of sources and groups: one namespace, in the order of the file.
struct RowSpaceNames {
    private(set) var ordered: [String] = []
    private var positions: [String: SourcePosition] = [:]

    /// Adds a name; where it is taken, the place that took it.
    mutating func add(_ name: String, at position: SourcePosition) -> SourcePosition? {
        if let earlier = positions[name] { return earlier }
        positions[name] = position
        ordered.append(name)
        return nil
    }

    func contains(_ name: String) -> Bool { positions[name] != nil }

    /// Where the source or group is declared that has the name.
    func position(of name: String) -> SourcePosition? { positions[name] }
}

extension GroupDeclaration {
    /// The sources and groups that the declaration names, in its order. What an `sql` group's text names is not among
    /// them, unless its `inputs` say it.
    package var namedInputs: [Located<String>] {
        switch definition {
        case .groupBy(let from, _, _): [from]
        case .resample(let from, _, _, _, _): [from]
        case .select(let from, _, _, _, _): [from]
        case .append(let from, _): from
        case .sql(let query): query.inputs ?? []
        case .command(let command): [command.from]
        }
    }
}

extension PlanFileDecoder {
    func declare(_ entry: NodeReader.Entry, in names: inout RowSpaceNames) {
        if let earlier = names.add(entry.key, at: entry.position) {
            reader.error(
                "the name '\(entry.key)' is taken by the source at line \(earlier.line); sources and groups share one "
                    + "namespace",
                at: entry.position)
        }
    }

    /// Records `name` unless it is a source or group.
    func checkRowSpace(_ name: Located<String>, _ names: RowSpaceNames) {
        if names.contains(name.value) { return }
        let hint = reader.hint(name.value, among: names.ordered)
        let known = names.ordered.isEmpty ? "; the plan has none" : "; there are " + listed(names.ordered)
        reader.error("there is no source or group '\(name.value)'\(hint.isEmpty ? known : hint)", at: name.position)
    }

    func reportUnknownInputs(of groups: [GroupDeclaration], names: RowSpaceNames) {
        for group in groups {
            for input in group.namedInputs { checkRowSpace(input, names) }
        }
    }

    /// At most ten names, for a message.
    private func listed(_ names: [String]) -> String {
        if names.count <= 10 { return names.listed(by: "and") }
        return names.prefix(9).map { "'\($0)'" }.joined(separator: ", ") + " and \(names.count - 9) more"
    }

    /// Records groups that need their own rows. What an `sql` group's text names is not looked at here.
    ///
    /// Kahn's algorithm takes away every group whose inputs are all known; each group that remains has an input that
    /// remains, so walking from one to the next ends in a cycle. Linear in groups and inputs; of cycles that meet,
    /// one is reported.
    func reportCycles(in groups: [GroupDeclaration], names: RowSpaceNames) {
        var indices: [String: Int] = [:]
        for (index, group) in groups.enumerated() where names.position(of: group.name.value) == group.name.position {
            indices[group.name.value] = index
        }
        var consumers = [[Int]](repeating: [], count: groups.count)
        var waiting = [Int](repeating: 0, count: groups.count)
        for (index, group) in groups.enumerated() {
            for input in group.namedInputs {
                guard let producer = indices[input.value] else { continue }
                consumers[producer].append(index)
                waiting[index] += 1
            }
        }
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        while let index = ready.popLast() {
            for consumer in consumers[index] {
                waiting[consumer] -= 1
                if waiting[consumer] == 0 { ready.append(consumer) }
            }
        }
        /// The walk that came to a group first, counted from 1.
        var walks = [Int](repeating: 0, count: groups.count)
        for start in groups.indices where waiting[start] > 0 && walks[start] == 0 {
            var path: [(group: Int, input: Located<String>)] = []
            var current = start
            while walks[current] == 0 {
                walks[current] = start + 1
                let next = groups[current].namedInputs.lazy.compactMap { input in
                    indices[input.value].map { (input, $0) }
                }
                .first { waiting[$1] > 0 }
                guard let next else { break }
                path.append((current, next.0))
                current = next.1
            }
            guard walks[current] == start + 1, let first = path.firstIndex(where: { $0.group == current }) else {
                continue
            }
            let cycle = path[first...].map { groups[$0.group].name.value } + [groups[current].name.value]
            let text = cycle.count <= 12 ? cycle : cycle.prefix(10) + ["…", cycle[0]]
            reader.error(
                "the groups are cyclic: \(text.joined(separator: " → ")); no group can take its own rows",
                at: path[first].input.position)
        }
    }
}
