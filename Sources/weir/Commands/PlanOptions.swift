import ArgumentParser

/// The options of every command that reads a plan with its parameters.
struct PlanOptions: ParsableArguments {
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Give a parameter of the plan a value.", valueName: "name=value"))
    var assignments: [Assignment] = []

    @Flag(help: "Refuse plans whose groups run programs (command:).")
    var noCommands = false

    @Flag(
        help:
            "Refuse what would be converted: a declared type that is not the source's own, or wider; keys of links of unlike types; numbers that programs give of another type than they promise."
    )
    var strict = false

    /// The last value of each parameter.
    var parameters: [String: String] {
        Dictionary(assignments.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}

/// `NAME=VALUE` on the command line.
struct Assignment: ExpressibleByArgument {
    var name: String
    var value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        name = String(argument[..<sign])
        value = String(argument[argument.index(after: sign)...])
    }
}
