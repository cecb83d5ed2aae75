// Groups that are programs.
extension PlanResolver {
    mutating func command(
        _ command: CommandDeclaration, of group: GroupDeclaration
    ) throws(Problem) -> (ResolvedPlan.Group, [SourceSchema.Column]) {
        let from = try space(command.from)
        if features.spaces[from].isUnknown { throw features.consequence(of: features.spaces[from].name) }
        var inputs: [FeatureID] = []
        for input in command.inputs { inputs.append(try feature(input, in: from)) }
        let names = command.inputs.map { FeatureResolver.withoutScopes($0.value) }
        if let twice = firstDuplicate(names), let index = names.lastIndex(of: twice) {
            throw Problem(
                message: "the program would get two columns '\(twice)'", position: command.inputs[index].position)
        }
        if inputs.isEmpty {
            guard !features.spaces[from].columns.isEmpty else {
                throw Problem(message: "'\(command.from.value)' has no columns", position: command.from.position)
            }
            inputs = [features.column(0, of: from)]
        }
        if let space = features.spaces.spaceByName[group.name.value], features.spaces[space].base != nil {
            features.inputsOfAdditions[space] = inputs
        }
        let work = CommandWork(
            arguments: command.arguments, folder: file.folder, environment: command.environment, inputs: names,
            outputs: command.outputs.map { CommandWork.Output(name: $0.name.value, type: $0.type?.value) },
            keepsRows: command.keepsRows, isStrict: isStrict)
        let resolved = ResolvedPlan.Command(
            from: from, inputs: inputs, work: work, position: group.name.position, timeout: command.timeout)
        return (.command(resolved), work.outputs.map { SourceSchema.Column(name: $0.name, type: $0.type) })
    }
}
