import ArgumentParser
import Events
import Monitor
import Plan
import Terminal
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show a recorded run in the monitor.",
        discussion: """
            Plays what 'weir run --events FILE' recorded: p pauses, < and > change the speed, { } and the mouse on the bar walk \
            to any instant, ( ) go by single events. Without a terminal the run's log is printed, and no time passes.
            """)

    @Argument(help: "The recording.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @Option(help: ArgumentHelp("Seconds of the run in a second: 0.5, 10, max.", valueName: "factor"))
    var speed: PlaybackSpeed = .init(factor: 1)

    @Option(help: "How it is shown: tui, plain, json or none; auto is tui in a terminal, else plain.")
    var ui: UserConfiguration.Interface = .auto

    @OptionGroup var theme: ThemeArguments

    func run() throws {
        let events = try read()
        switch try interface() {
        case .tui: try show(events)
        case let interface: try print(events, as: interface)
        }
    }

    private func read() throws(CommandFailure) -> [RunEvent] {
        var events: [RunEvent] = []
        do throws(EventLogError) {
            var reader = try EventLogReader(path: file)
            while let event = try reader.next() { events.append(event) }
            if reader.isTruncated {
                TextSink.errors.tryWrite("weir: warning: \(file.printable) ends in the middle of an event\n")
            }
        } catch {
            throw CommandFailure(error.description)
        }
        guard !events.isEmpty else { throw CommandFailure("\(file): this recording has no events") }
        return events
    }

    private func interface() throws(CommandFailure) -> RunReport.Interface {
        switch ui {
        case .json: return .json
        case .none: return .none
        case .plain: return .plain
        case .inline: throw CommandFailure("--ui inline is for runs; a replay has tui, plain, json and none")
        case .auto, .tui:
            do throws(TerminalError) {
                _ = try TerminalTraits.detect()
                return ui == .auto && Console.isCI ? .plain : .tui
            } catch {
                guard ui == .tui else { return .plain }
                throw CommandFailure("--ui tui: \(error); --ui plain prints the run's log")
            }
        }
    }

    private func show(_ events: [RunEvent]) throws {
        let choice = try theme.choice(configured: try Engine.configuration().theme)
        let signals = SignalWatch.install()
        let factor = speed.factor
        let session: TerminalSession
        do throws(TerminalError) {
            let hangUp = { @Sendable in signals.hangUp() }
            session = try TerminalSession.start(onHangUp: hangUp) { _ in
                Monitor(RecordedFeed(events, speed: factor), shelf: choice.shelf, theme: choice.name)
            }
        } catch {
            throw CommandFailure("the monitor cannot be shown: \(error); --ui plain prints the run's log")
        }
        signals.attach(leaving: session.restoreNow) { _, _ in session.requestEnd() }
        session.join()
        signals.detach()
        if let signal = signals.received { throw ExitStatus.signal(signal) }
    }

    private func print(_ events: [RunEvent], as interface: RunReport.Interface) throws {
        var report = RunReport(
            interface, isGitHubActions: false, hasColour: Console.hasColour(STDOUT_FILENO),
            width: Console.width(of: STDOUT_FILENO))
        for event in events {
            var page = LogPage()
            report.receive(event, into: &page)
            try TextSink.output.write(page.output)
            TextSink.errors.tryWrite(page.errors)
        }
    }
}

/// `2`, `0.5`, `10x`, or `max` for no waiting at all.
struct PlaybackSpeed: ExpressibleByArgument {
    var factor: Double

    init(factor: Double) { self.factor = factor }

    init?(argument: String) {
        if argument == "max" {
            factor = .infinity
            return
        }
        let number = argument.hasSuffix("x") ? String(argument.dropLast()) : argument
        guard let factor = Double(number), factor > 0, factor.isFinite else { return nil }
        self.factor = factor
    }

    var defaultValueDescription: String { "1" }
}
