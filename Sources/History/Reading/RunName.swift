/// How a user names a run: `last`, `last~2` (the second before the last of the same plan), or the beginning of its id, as far as no
/// other begins so.
package enum RunName: Sendable, Hashable {
    case last(before: Int)
    case id(beginning: String)

    package init(_ text: String) {
        if text == "last" {
            self = .last(before: 0)
        } else if text.hasPrefix("last~"), let number = Int(text.dropFirst(5)), number >= 0 {
            self = .last(before: number)
        } else {
            self = .id(beginning: text)
        }
    }

    /// Why no run, or no single one, has this name.
    package enum Problem: Error, Sendable, Hashable {
        /// The history has so many runs, of the plan that is meant.
        case tooFew(Int)
        case unknown
        case ambiguous([String])
        case history(HistoryError)
    }
}

extension HistoryFile {
    /// The run of a name. Blocks.
    package func run(_ name: RunName, _ selection: Selection = Selection()) throws(RunName.Problem) -> RecordedRun {
        switch name {
        case .last(let before):
            var selection = selection
            if selection.file == nil { selection.file = try find(selection, limit: 1).first?.file }
            // More than there can be would have no number.
            let found = try find(selection, limit: min(before, 1 << 32) + 1)
            guard found.count > before, let run = found.last else { throw .tooFew(found.count) }
            return run
        case .id(let beginning):
            let found = try find(selection, limit: .max).filter { $0.id.hasPrefix(beginning) }
            if let run = found.first(where: { $0.id == beginning }) { return run }
            guard let run = found.first, !beginning.isEmpty else { throw .unknown }
            guard found.count == 1 else { throw .ambiguous(found.map(\.id)) }
            return run
        }
    }

    private func find(_ selection: Selection, limit: Int) throws(RunName.Problem) -> [RecordedRun] {
        do throws(HistoryError) {
            return try runs(selection, limit: limit)
        } catch {
            throw .history(error)
        }
    }
}
