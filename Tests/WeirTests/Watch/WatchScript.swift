import Events
import Foundation
import TestFolders

/// Answers the first text of a watch that contains a step's words, in any order, with the step's action, then the next step's words
/// with the next action, and so on.
final class WatchScript: Sendable {
    typealias Action = @Sendable (WeirProcess) throws -> Void

    private let steps: Locked<[(words: [String], action: Action)]>
    private let text = Locked("")
    private let problems = Locked<[String]>([])

    init(_ steps: [(words: [String], action: Action)]) { self.steps = Locked(steps) }

    func heard(_ piece: String, _ process: WeirProcess) {
        let actions = text.withLock { text in
            text += piece
            var actions: [Action] = []
            while let (words, action) = steps.withLock({ $0.first }) {
                let ends = words.compactMap { text.firstRange(of: $0)?.upperBound }
                guard ends.count == words.count, let end = ends.max() else { break }
                text = String(text[end...])
                steps.withLock { _ = $0.removeFirst() }
                actions.append(action)
            }
            return actions
        }
        for action in actions {
            do {
                try action(process)
            } catch {
                problems.withLock { $0.append("\(error)") }
                // Nobody would end it any more.
                process.send(SIGKILL)
            }
        }
    }

    var isDone: Bool { steps.withLock { $0.isEmpty } && problems.withLock { $0.isEmpty } }

    /// Runs a watch of the folder as lines, with a short debounce unless told otherwise, until the script has ended it.
    func watch(
        _ folder: TestFolder, _ arguments: [String] = ["--debounce", "20ms"], prefix: String = ""
    ) async throws -> WeirProcess.Ended {
        try await WeirProcess.run(["watch", ".", "--ui", "plain"] + arguments, in: folder.path, prefix: prefix) {
            self.heard($0, $1)
        }
    }
}

/// Two plans, of which the second reads what the first writes.
enum TwoPlans {
    static let files = [
        "sales.csv": "id,amount\n1,10\n2,20\n3,60\n",
        "a.yaml": """
        sources: {sales: {csv: sales.csv}}
        outputs:
          doubled: {features: [id, amount__mean_imputed, {name: twice, options: {expression: "amount * 2"}}], to: out/a.csv}
        """,
        "b.yaml": """
        sources: {made: {csv: out/a.csv}}
        outputs: {sum: {features: [twice__sum_aggr], to: out/b.csv}}
        """,
    ]

    static let first = files["a.yaml"] ?? ""

    static func first(times factor: Int) -> String { first.replacing("* 2", with: "* \(factor)") }
}
