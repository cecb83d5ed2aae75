import ArgumentParser
import Monitor
import WeirKit

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run an example plan over real data, and show how it goes.",
        discussion: "As 'weir init' in a temporary folder, then 'weir run' there; the folder goes when the run is over."
    )

    @Argument(help: "Use this folder instead, and leave it.", completion: .directory)
    var folder: String?

    @Flag(help: "Leave the temporary folder.")
    var keep = false

    @OptionGroup var arguments: RunArguments

    func run() throws {
        let signals = SignalWatch.install()
        let place = try folder ?? ExampleFiles.makeTemporaryFolder()
        let isTemporary = folder == nil && !keep
        let cleanUp: @Sendable () -> Void = { if isTemporary { ExampleFiles.remove(place) } }
        signals.beforeLeaving(cleanUp)
        defer { cleanUp() }

        _ = try ExampleFiles.write(to: place, overwriting: false)
        let path = "\(place)/\(ExampleFiles.demo)"
        let configuration = try Engine.configuration()
        let plan = try Engine.plan(path)
        let session = try arguments.session(for: plan, configuration: configuration, signals: signals)
        let status = try session.run(then: cleanUp)
        guard status == .success else { throw status }
        if session.interface != .json, session.interface != .none {
            try TextSink.output.write(farewell(path: path, isTemporary: isTemporary))
        }
    }

    private func farewell(path: String, isTemporary: Bool) -> String {
        isTemporary
            ? "\n'weir init DIR' writes this plan, two more and their data to a folder of yours.\n"
            : "\nThe plan is \(path.singleLine).\n"
    }
}
