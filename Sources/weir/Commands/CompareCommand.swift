import ArgumentParser
import History
import Monitor

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Set two earlier runs side by side, step by step.",
        discussion: """
            A run is named by its id, as 'weir history' lists it, or as much of the id's beginning as no other has; 'last' is the \
            newest, 'last~1' the one of the same plan before it. What differs most in time comes first.
            """)

    @Argument(help: "The run that is compared with.")
    var before: String = "last~1"

    @Argument(help: "The run that is looked at.")
    var after: String = "last"

    @OptionGroup var place: HistoryPlace

    @Option(help: "How many steps are shown.")
    var limit: Int = 40

    @Option(help: "text or json.")
    var format: HistoryFormat = .text

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1, not \(limit).") }
    }

    func run() throws {
        let (file, selection) = try place.resolve()
        let before = try Self.run(self.before, file, selection)
        let after = try Self.run(self.after, file, selection)
        let comparison: RunComparison
        do throws(HistoryError) {
            comparison = RunComparison(before: try file.steps(of: before), after: try file.steps(of: after))
        } catch {
            throw CommandFailure(error)
        }
        try TextSink.output.write(
            format == .json
                ? HistoryJSON.comparison(before, after, comparison, limit: limit)
                : CompareText.page(before, after, comparison, limit: limit))
    }

    private static func run(
        _ name: String, _ file: HistoryFile, _ selection: HistoryFile.Selection
    ) throws(CommandFailure) -> RecordedRun {
        do throws(RunName.Problem) {
            return try file.run(RunName(name), selection)
        } catch {
            switch error {
            case .history(let error): throw CommandFailure(error)
            case .tooFew(let count):
                throw CommandFailure(
                    "there is no run '\(name)': \(Figures.count(count, "run")) of this plan \(count == 1 ? "is" : "are") recorded",
                    status: .failed)
            case .unknown:
                throw CommandFailure(
                    "there is no run '\(name)'; 'weir history' lists them, and 'last' is the newest", status: .failed)
            case .ambiguous(let ids):
                let named = ids.prefix(8).joined(separator: ", ")
                throw CommandFailure(
                    "several runs begin with '\(name)': \(named)\(ids.count > 8 ? ", …" : "")", status: .failed)
            }
        }
    }
}
