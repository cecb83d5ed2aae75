import ArgumentParser
import Monitor
import Plan
import WeirKit

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for errors in plans without running them.",
        discussion: """
            Reads each plan, the columns of its sources and everything it asks for, and reports every error of every file as \
            file:line:column: error: …
            """)

    @Argument(
        help: "Plan files, and folders whose plan files are meant.", completion: .file(extensions: PlanFiles.extensions)
    )
    var paths: [String]

    @OptionGroup var options: PlanOptions

    func run() throws {
        let files = try paths.flatMap { path throws(CommandFailure) in try PlanFiles.at(path) }
        var isGood = true
        for file in files {
            do {
                let plan = try Engine.plan(
                    file, parameters: options.parameters, allowsCommands: !options.noCommands, isStrict: options.strict)
                Diagnostics.report(plan.warnings)
                try TextSink.output.write(verdict(on: plan, in: file))
            } catch let error as PlanError {
                Diagnostics.report(error.diagnostics)
                isGood = false
            }
        }
        if !isGood { throw ExitStatus.usage }
    }

    private func verdict(on plan: ExecutionPlan, in file: String) -> String {
        var figures = [Figures.count(plan.steps.count, "step"), Figures.count(plan.outputs.count, "output")]
        if !plan.warnings.isEmpty { figures.append(Figures.count(plan.warnings.count, "warning")) }
        return "\(file.singleLine): ok: \(figures.joined(separator: ", "))\n"
    }
}
