import ArgumentParser
import Plan
import WeirKit

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a plan.",
        discussion: """
            The log and the previews go to the output, what went wrong to the error stream. Ctrl-C once lets running steps \
            finish; twice ends the run at once. Outputs appear together at the end of a run, or not at all.
            """)

    @Argument(help: "The plan file.", completion: .file(extensions: PlanFiles.extensions))
    var plan: String

    @OptionGroup var options: PlanOptions
    @OptionGroup var arguments: RunArguments

    @Option(help: ArgumentHelp("Make only this output, and what it needs.", valueName: "output"))
    var only: String?

    @Flag(
        help:
            "Record which rows come from which, for 'weir lineage'. All but queries of the plan's own is then done by Arrow."
    )
    var lineage = false

    func validate() throws {
        guard lineage, arguments.cache.choice != nil else { return }
        throw ValidationError(
            "--lineage does not go with --cache or --resume: of a step that is not run again nothing is recorded.")
    }

    func run() throws {
        let signals = SignalWatch.install()
        let configuration = try Engine.configuration()
        let plan = try Engine.plan(
            plan, parameters: options.parameters, only: only, allowsCommands: !options.noCommands,
            isStrict: options.strict, tracesRows: lineage)
        var session = try arguments.session(
            for: plan, configuration: configuration, signals: signals, parts: lineage ? .tracingRows : EngineParts())
        session.recordsLineage = lineage
        let status = try session.run()
        if status != .success { throw status }
    }
}
