import ArgumentParser
import History
import Monitor
import Plan

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show earlier runs, or one step over all of them.",
        discussion: """
            Every run of a plan is recorded in .weir/history.db beside it: how long its steps took, how much they made, how they \
            ended. Names and figures alone are kept, no data. 'weir compare' sets two runs side by side.
            """)

    @Argument(help: "A step, by its label or a part of it. Without one, the runs are listed.")
    var step: String?

    @OptionGroup var place: HistoryPlace

    @Option(help: "How many runs are shown, the newest first.")
    var limit: Int = 20

    @Option(help: "text or json.")
    var format: HistoryFormat = .text

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1, not \(limit).") }
    }

    func run() throws {
        let (file, selection) = try place.resolve()
        let page: String
        do {
            page = try self.page(file, selection)
        } catch let error as HistoryError {
            throw CommandFailure(error)
        }
        try TextSink.output.write(page)
    }

    private func page(_ file: HistoryFile, _ selection: HistoryFile.Selection) throws -> String {
        guard let step else {
            let runs = try file.runs(selection, limit: limit)
            return format == .json ? HistoryJSON.runs(runs) : HistoryText.runs(runs)
        }
        let label = try Self.label(of: step, among: try file.labels(selection))
        let found = try file.occurrences(ofStep: label, selection, limit: limit)
        return format == .json ? HistoryJSON.step(label, found) : HistoryText.step(label, found)
    }

    /// The label that is meant: the very one, else the only one that has the text in it, whatever its letters' case.
    static func label(of text: String, among labels: [String]) throws(CommandFailure) -> String {
        if labels.contains(text) { return text }
        let wanted = text.lowercased()
        let found = labels.filter { $0.lowercased().contains(wanted) }
        if let label = found.first, found.count == 1 { return label }
        guard !found.isEmpty else {
            throw CommandFailure(
                "no recorded run has a step '\(text)'\(NearestName.hint(text, among: labels))", status: .failed)
        }
        let named = found.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        throw CommandFailure(
            "'\(text)' may be \(named)\(found.count > 8 ? ", …" : ""); give more of the label", status: .failed)
    }
}
