import ArgumentParser
import Plan
import WeirKit

struct GroupsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Explain the feature groups.",
        discussion: "Without a name, lists them; with a name, says all there is to know of it, with a worked example.")

    @Argument(help: "A feature group, such as 'scaling'.")
    var name: String?

    func run() throws {
        let groups = Engine.groupDocumentation
        guard let name else {
            try TextSink.output.write(GroupText.list(groups))
            return
        }
        guard let group = groups.first(where: { $0.name == name }) else {
            let hint = NearestName.hint(name, among: groups.map(\.name))
            throw CommandFailure(
                "there is no feature group '\(name)'\(hint.isEmpty ? "; 'weir groups' lists them" : hint)")
        }
        try TextSink.output.write(GroupText.page(group))
    }
}
