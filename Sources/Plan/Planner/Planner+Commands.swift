// Programs in a plan, as far as their declarations tell.
extension Planner {
    mutating func refuseCommands() {
        for group in file.groups {
            guard case .command(let command) = group.definition else { continue }
            diagnostics.append(
                .error(
                    "the group '\(group.name.value)' runs a program (\(command.arguments.first ?? "")), which --no-commands "
                        + "forbids",
                    at: group.name.position))
        }
    }

    /// Programs that add columns, by the space whose rows they add them to.
    var additionsByBase: [SpaceID: [SpaceID]] {
        var found: [SpaceID: [SpaceID]] = [:]
        for index in spaces.spaces.indices {
            if let base = spaces.spaces[index].base { found[base, default: []].append(SpaceID(index)) }
        }
        return found
    }

    /// Whether a group over the same rows may have a program's columns among what it reads. Programs over the same rows come one after
    /// another only where one names what another adds.
    func uses(_ addition: SpaceID, in group: GroupDeclaration, _ space: SpaceID) -> Bool {
        guard space != addition else { return false }
        guard case .command(let reader) = group.definition, reader.keepsRows else { return true }
        guard case .group(let index) = spaces[addition].declaration,
            case .command(let writer) = file.groups[index].definition
        else { return false }
        let added = Set(writer.outputs.map(\.name.value))
        return reader.inputs.contains { input in
            FeatureName.columns(in: input.value[...]).contains { added.contains($0.name) }
        }
    }
}
