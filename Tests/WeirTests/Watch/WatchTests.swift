import Events
import Foundation
import Testing

/// `weir watch`, run for real: what it says, and what the test does when it has said something.
@Suite struct WatchTests {
    /// Answers the first text that contains a word with an action, then the next word with the next action, and so on.
    private final class Script: Sendable {
        private let steps: Locked<[(word: String, action: @Sendable (WeirProcess) throws -> Void)]>
        private let text = Locked("")
        private let problems = Locked<[String]>([])

        init(_ steps: [(word: String, action: @Sendable (WeirProcess) throws -> Void)]) { self.steps = Locked(steps) }

        func heard(_ piece: String, _ process: WeirProcess) {
            let actions = text.withLock { text in
                text += piece
                var actions: [@Sendable (WeirProcess) throws -> Void] = []
                while let (word, action) = steps.withLock({ $0.first }), let range = text.range(of: word) {
                    text = String(text[range.upperBound...])
                    steps.withLock { _ = $0.removeFirst() }
                    actions.append(action)
                }
                return actions
            }
            for action in actions {
                do { try action(process) } catch { problems.withLock { $0.append("\(error)") } }
            }
        }

        var isDone: Bool { steps.withLock { $0.isEmpty } && problems.withLock { $0.isEmpty } }
    }

    private static let files = [
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

    /// Only the changed feature and what follows from it runs; then the plan that reads the output; a touch runs nothing.
    @Test func aSavedPlanRunsWhatItChangesAndThenThePlansThatReadIt() async throws {
        let folder = try TestFolder(Self.files)
        let second = (Self.files["a.yaml"] ?? "").replacing("* 2", with: "* 3")
        let script = Script([
            (
                "b succeeded",
                { _ in
                    // The same again, and then as an editor does: a new file that takes the old one's name.
                    try folder.write(Self.files["a.yaml"] ?? "", to: "a.yaml")
                    try folder.write(second, to: ".a.tmp")
                    rename(folder.path + "/.a.tmp", folder.path + "/a.yaml")
                }
            ),
            ("b succeeded", { process in process.send(SIGTERM) }),
        ])
        let ended = try await WeirProcess.run(["watch", ".", "--ui", "plain", "--debounce", "20ms"], in: folder.path) {
            script.heard($0, $1)
        }
        #expect(script.isDone)
        #expect(ended.status == 128 + SIGTERM)
        #expect(ended.errors.contains("b.yaml:1:"), "b cannot be planned before a has run: \(ended.errors)")
        let starts = ended.lines.filter { $0.contains(" START ") }.compactMap {
            $0.components(separatedBy: " START ").last?.components(separatedBy: "  worker").first
        }
        #expect(starts.count { $0 == "read sales" } == 1 && starts.count { $0 == "twice" } == 2)
        #expect(starts.count { $0 == "amount__mean_imputed" } == 1 && starts.count { $0 == "write sum" } == 2)
        #expect(ended.output.contains("a.yaml  1 changed: twice; 1 follow"))
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n270\n270\n270\n")
    }

    @Test func anInvalidSaveLeavesWhatWasAndSaysWhere() async throws {
        let folder = try TestFolder(Self.files)
        let good = Self.files["a.yaml"] ?? ""
        let script = Script([
            ("b succeeded", { _ in try folder.write(good.replacing("amount * 2", with: "amont * 2"), to: "a.yaml") }),
            ("a.yaml  has 1 error; the plan before it stands", { _ in try folder.write(good, to: "a.yaml") }),
            ("a.yaml  is current", { process in process.send(SIGTERM) }),
        ])
        let ended = try await WeirProcess.run(["watch", ".", "--ui", "plain", "--debounce", "20ms"], in: folder.path) {
            script.heard($0, $1)
        }
        #expect(script.isDone)
        #expect(
            ended.errors.contains("a.yaml:3:74: error: no source or group has a column 'amont'; did you mean 'amount'?")
        )
        #expect(ended.lines.count { $0.contains(" START twice ") } == 1)
    }

    @Test func dataThatChangesAndNewPlansRun() async throws {
        let folder = try TestFolder(Self.files)
        let script = Script([
            ("b succeeded", { _ in try folder.write("id,amount\n1,1\n", to: "sales.csv") }),
            (
                "b succeeded",
                { _ in
                    let plan = (Self.files["a.yaml"] ?? "").replacing("out/a.csv", with: "out/c.csv")
                    try folder.write(plan, to: "c.yaml")
                }
            ),
            (
                "c succeeded: 4 steps, 3 as before",
                { _ in try FileManager.default.removeItem(atPath: folder.path + "/c.yaml") }
            ),
            ("c.yaml  is gone", { process in process.send(SIGTERM) }),
        ])
        let ended = try await WeirProcess.run(["watch", ".", "--ui", "plain", "--debounce", "20ms"], in: folder.path) {
            script.heard($0, $1)
        }
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n2\n")
        #expect(try folder.text(of: "out/c.csv") == "id,amount__mean_imputed,twice\n1,1.0,2\n")
    }

    @Test func onceRunsWhatIsStaleAndEnds() async throws {
        let folder = try TestFolder(Self.files)
        let first = try await WeirProcess.run(["watch", "--once", "--ui", "plain"], in: folder.path)
        #expect(first.status == 0 && first.lines.count { $0.contains(" succeeded:") } == 2)
        let second = try await WeirProcess.run(["watch", "--once", "--ui", "json"], in: folder.path)
        #expect(second.status == 0)
        #expect(second.lines.count { $0.hasPrefix(#"{"event":"watch_plan_current""#) } == 2)
        #expect(!second.output.contains("run_started"))
        try folder.write("outputs: {}\n", to: "a.yaml")
        #expect(try await WeirProcess.run(["watch", "--once", "--ui", "none"], in: folder.path).status == 2)
        try folder.write((Self.files["a.yaml"] ?? "") + "\nchecks: [{feature: amount, max: 1}]\n", to: "a.yaml")
        #expect(try await WeirProcess.run(["watch", "--once", "--ui", "none"], in: folder.path).status == 1)
    }

    @Test func lookingAtTheFilesEveryNowAndThenWorksToo() async throws {
        let folder = try TestFolder(Self.files)
        let script = Script([
            ("b succeeded", { _ in try folder.write("id,amount\n1,100\n", to: "sales.csv") }),
            ("b succeeded", { process in process.send(SIGTERM) }),
        ])
        let ended = try await WeirProcess.run(["watch", ".", "--poll", "--ui", "plain"], in: folder.path) {
            script.heard($0, $1)
        }
        #expect(script.isDone && ended.output.contains("2 plans in ., by looking every 2 s"))
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n200\n")
    }

    @Test func whatCannotBeWatchedIsSaid() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["watch", "none"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.errors == "weir: error: cannot watch 'none': No such file or directory\n")
        #expect(try await WeirProcess.run(["watch", ".", "--resume"], in: folder.path).status == 2)
    }
}
