import ArgumentParser
import Plan
import WeirKit

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Print the steps that a plan leads to, and run nothing.")

    @Argument(help: "The plan file.", completion: .file(extensions: PlanFiles.extensions))
    var plan: String

    @Option(help: "text, json, or dot for Graphviz.")
    var format: ExecutionPlan.Format = .text

    @OptionGroup var options: PlanOptions

    @Option(help: ArgumentHelp("Only this output, and what it needs.", valueName: "output"))
    var only: String?

    func run() throws {
        let plan = try Engine.plan(
            plan, parameters: options.parameters, only: only, allowsCommands: !options.noCommands,
            isStrict: options.strict)
        Diagnostics.report(plan.warnings)
        let text = try plan.explained(as: format)
        try TextSink.output.write(text.hasSuffix("\n") ? text : text + "\n")
    }
}

extension ExecutionPlan.Format: ExpressibleByArgument {}
