import ArgumentParser
import Lineage
import Plan
import WeirKit

struct LineageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lineage",
        abstract: "Say where a feature of an output comes from.",
        discussion: """
            Walks back from an output's feature to the columns of sources. With --row it does so for one row, and says from which \
            rows of which files that comes: for this the plan has to be run with --lineage before.
            """)

    @Argument(help: ArgumentHelp("An output and one of its columns: delays.risk.", valueName: "output.feature"))
    var feature: String

    @Option(help: "The plan file; if it is left out, the one of the current folder that has the output.")
    var plan: String?

    @Option(help: "A row of the output; the first is 1.")
    var row: Int?

    @Option(help: "text, json, or dot for Graphviz.")
    var format: Format = .text

    @OptionGroup var options: PlanOptions

    @Option(help: ArgumentHelp("As it was run: only this output, and what it needs.", valueName: "output"))
    var only: String?

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, dot }

    func validate() throws {
        if let row, row < 1 { throw ValidationError("--row counts from 1, so there is no row \(row).") }
    }

    func run() throws {
        let plan = try Engine.plan(
            try plan ?? planFile(), parameters: options.parameters, only: only, allowsCommands: !options.noCommands,
            tracesRows: true)
        let (output, column) = try place(in: plan)
        let graph: LineageGraph
        do {
            let record = LineageRecord(of: plan, in: Engine.memoryFolder(of: plan))
            graph = try LineageWalk.graph(
                of: plan, output: output, column: column, row: row.map { $0 - 1 },
                traces: row == nil ? nil : try record.traces(for: plan))
        } catch {
            throw CommandFailure("\(error)")
        }
        switch format {
        case .text: try TextSink.output.write(graph.text)
        case .json: try TextSink.output.write(try graph.json + "\n")
        case .dot: try TextSink.output.write(graph.dot)
        }
    }

    /// The output whose name the argument begins with, the longest of several, and the place of the column among its own.
    private func place(in plan: ExecutionPlan) throws(CommandFailure) -> (OutputPlan, Int) {
        let outputs = plan.outputs.filter { feature == $0.name || feature.hasPrefix($0.name + ".") }
        guard let output = outputs.max(by: { $0.name.count < $1.name.count }) else {
            let name = String(feature.prefix { $0 != "." })
            throw CommandFailure("the plan has no output '\(name)'\(Self.hint(name, plan.outputs.map(\.name)))")
        }
        let column = String(feature.dropFirst(output.name.count + 1))
        guard let index = output.columns.firstIndex(of: column) else {
            guard column.isEmpty else {
                throw CommandFailure(
                    "the output '\(output.name)' has no column '\(column)'\(Self.hint(column, output.columns))")
            }
            throw CommandFailure(
                "name a column of the output '\(output.name)'; it has \(output.columns.joined(separator: ", "))")
        }
        return (output, index)
    }

    private static func hint(_ name: String, _ known: [String]) -> String {
        let hint = NearestName.hint(name, among: known)
        return hint.isEmpty ? "; it has \(known.joined(separator: ", "))" : hint
    }

    /// The one plan of the current folder that has such an output.
    private func planFile() throws -> String {
        let found = try PlanFiles.at(".").filter { path in
            guard let file = try? PlanFile.load(path: path, parameters: options.parameters) else { return false }
            return file.outputs.contains { feature == $0.name.value || feature.hasPrefix($0.name.value + ".") }
        }
        if found.count == 1 { return String(found[0].dropFirst("./".count)) }
        let which = found.isEmpty ? "no plan in this folder has it" : "\(found.joined(separator: ", ")) have it"
        throw CommandFailure("'\(feature)': \(which); name the plan with --plan FILE")
    }
}
