import ArgumentParser
import Caching
import Plan
import Runtime
import WeirKit

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Run plans again as they, or the files they read, change.",
        discussion: """
            Runs every plan of a folder, then waits. A saved plan, data file or script runs what it changes and nothing else: all else \
            comes from the cache in .weir beside the plans. A plan that reads what another writes runs after it. An error in a plan is \
            said, and what it was before stands. Ctrl-C ends.
            """)

    @Argument(help: "A folder of plans, or one plan.", completion: .directory)
    var place: String = "."

    @OptionGroup var options: PlanOptions
    @OptionGroup var arguments: RunArguments

    @Option(help: "What a change does to a run of its plan: queue lets it end and runs again, restart gives it up.")
    var onBusy: OnBusy = .queue

    @Option(help: ArgumentHelp("How long nothing must change before a run begins.", valueName: "duration"))
    var debounce: Pause = Pause(milliseconds: 200)

    @Flag(help: "Run what is stale and end.")
    var once = false

    @Flag(help: "Look at the files every two seconds, for file systems that tell of no changes.")
    var poll = false

    enum OnBusy: String, ExpressibleByArgument, CaseIterable { case queue, restart }

    func validate() throws {
        let isForRun =
            arguments.cache.resume || arguments.events != nil || arguments.flight != nil || arguments.artifacts != nil
            || arguments.otel != nil
        if isForRun {
            throw ValidationError("--resume, --events, --otel, --flight and --artifacts are for 'weir run'.")
        }
    }

    func run() throws {
        let signals = SignalWatch.install()
        let session = try WatchSession(self, configuration: try Engine.configuration(), signals: signals)
        let status = session.run()
        if status != .success { throw status }
    }
}

/// A time such as 200ms or 1s.
struct Pause: ExpressibleByArgument {
    var duration: Duration

    init(milliseconds: Int) { duration = .milliseconds(milliseconds) }

    init?(argument: String) {
        guard let duration = Quantity.duration(argument), duration >= .zero else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { "200ms" }
}
