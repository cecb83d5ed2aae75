import Foundation
import Synchronization
import TestFolders
import Testing

/// What `weir run` records, and what `weir history` and `weir compare` show of it.
@Suite struct HistoryRunTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder(ShopPlan.files) }

    @discardableResult
    private func weir(_ arguments: String..., environment: [String: String] = [:]) async throws -> WeirProcess.Ended {
        try await WeirProcess.run(arguments, in: folder.path, environment: environment)
    }

    @discardableResult
    private func run(_ arguments: String...) async throws -> WeirProcess.Ended { try await run(arguments) }

    private var hasHistory: Bool { FileManager.default.fileExists(atPath: folder.path + "/.weir/history.db") }

    private struct Runs: Decodable {
        struct Run: Decodable {
            var run: String
            var plan: String
            var file: String
            var outcome: String
            var steps: Int
            var finished: Int
            var failed: Int
            var skipped: Int
            var cached: Int
        }
        var runs: [Run]
    }

    private struct Step: Decodable {
        struct Occurrence: Decodable {
            struct Figures: Decodable {
                var outcome: String
                var rows: Int
                var attempts: Int
            }
            var run: String
            var step: Figures
        }
        var step: String
        var runs: Int
        var failed: Int
        var isFlaky: Bool
        var occurrences: [Occurrence]
    }

    private func decode<Value: Decodable>(_ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: Data(text.utf8))
    }

    private func runs() async throws -> [Runs.Run] {
        let ended = try await weir("history", "--format", "json")
        #expect(ended.status == 0, "\(ended.errors)")
        let found: Runs = try decode(ended.output)
        return found.runs
    }

    // MARK: Recording

    @Test func everyRunIsRecordedWithItsSteps() async throws {
        for _ in 0..<2 { #expect(try await run().status == 0) }
        let runs = try await runs()
        #expect(runs.count == 2 && Set(runs.map(\.run)).count == 2)
        #expect(runs.allSatisfy { $0.plan == "shop" && $0.file == "shop.yaml" && $0.outcome == "succeeded" })
        #expect(runs.allSatisfy { $0.steps == 5 && $0.finished == 5 && $0.failed == 0 })
        let step: Step = try decode(try await weir("history", "read sales", "--format", "json").output)
        #expect(step.step == "read sales" && step.runs == 2 && step.failed == 0 && !step.isFlaky)
        #expect(step.occurrences.map(\.run) == runs.map(\.run))
        #expect(step.occurrences.allSatisfy { $0.step.rows == 4 && $0.step.outcome == "finished" })
    }

    @Test func whatIsOnlyLookedAtIsNoRun() async throws {
        #expect(try await weir("check", "shop.yaml").status == 0)
        #expect(try await weir("plan", "shop.yaml").status == 0)
        #expect(try await run("--no-history").status == 0)
        #expect(!hasHistory)
        let ended = try await weir("history")
        #expect(ended.status == 1 && ended.errors.contains("no run of a plan there has been recorded"))
    }

    /// The same step with the same definition fails, and then does not.
    @Test func aStepThatFailsInSomeRunsIsFlaky() async throws {
        try folder.write(
            ShopPlan.yaml.replacing("outputs:", with: "checks:\n  - {feature: sales.price, not_null: true}\noutputs:"),
            to: "shop.yaml")
        for text in [ShopPlan.sales, ShopPlan.sales + "Bern,1,\n", ShopPlan.sales] {
            try folder.write(text, to: "sales.csv")
            try await run()
        }
        let runs = try await runs()
        #expect(runs.map(\.outcome) == ["succeeded", "failed", "succeeded"])
        #expect(runs[1].failed == 1 && runs[1].skipped > 0)
        let step: Step = try decode(try await weir("history", "check", "--format", "json").output)
        #expect(step.runs == 3 && step.failed == 1 && step.isFlaky)
        #expect(step.occurrences.map(\.step.outcome) == ["finished", "failed", "finished"])
        let page = try await weir("history", step.step).output
        #expect(page.contains("3 runs in which it was done: median ") && page.contains("; failed in 1 of them: flaky"))
    }

    @Test func whatTheCacheHasIsRecordedAsBefore() async throws {
        for _ in 0..<2 { #expect(try await run("--cache").status == 0) }
        let runs = try await runs()
        #expect(runs.map(\.cached) == [5, 0] && runs.map(\.finished) == [0, 5])
    }

    @Test func aRunThatIsStoppedIsRecordedAsThat() async throws {
        let long = try TestFolder(LongPlan.files)
        let isSent = Mutex(false)
        let ended = try await WeirProcess.run(["run", "long.yaml", "--ui", "plain"], in: long.path) { text, process in
            guard text.contains("] START "),
                !isSent.withLock({ sent in
                    defer { sent = true }
                    return sent
                })
            else { return }
            process.send(SIGINT)
        }
        #expect(ended.status == 130)
        let found: Runs = try decode(
            try await WeirProcess.run(["history", "--format", "json"], in: long.path).output)
        #expect(found.runs.map(\.outcome) == ["cancelled"])
        #expect(try #require(found.runs.first).finished < LongPlan.steps)
    }

    // MARK: When it goes wrong

    @Test func withoutADriverTheRunGoesOnAndSaysSo() async throws {
        let ended = try await weir(
            "run", "shop.yaml", "--ui", "plain", environment: ["WEIR_DRIVER_SQLITE": "/nowhere/libnone.so"])
        #expect(ended.status == 0)
        // In the log, or after it where the run was too short for that.
        let notes = (ended.output + ended.errors).split(separator: "\n").filter {
            $0.contains("this run is not recorded: ")
        }
        #expect(notes.count == 1)
        #expect(!hasHistory)
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
    }

    @Test func aDamagedHistoryIsSetAside() async throws {
        _ = try await run()
        try folder.write("this is no database at all, but a text", to: ".weir/history.db")
        let shown = try await weir("history")
        #expect(shown.status == 1 && shown.errors.contains("the next run sets it aside"))
        let ended = try await run()
        #expect(ended.status == 0)
        #expect(ended.errors.contains("weir: warning: the history of runs was damaged and begins anew"))
        #expect(try await runs().count == 1)
        #expect(try folder.text(of: ".weir/history.db.damaged").hasPrefix("this is no database"))
    }

    @Test func aFolderThatCannotBeMadeStopsNoRun() async throws {
        try folder.write("a file", to: ".weir")
        let ended = try await run()
        #expect(ended.status == 0 && ended.errors.contains("weir: warning: this run is not recorded: "))
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
    }

    /// Whatever moment it is killed at, the next run finds a sound history.
    @Test func aRunThatIsKilledLeavesASoundHistory() async throws {
        _ = try await run()
        for lines in [0, 1, 4, 7, 9] {
            let seen = Mutex(0)
            let ended = try await WeirProcess.run(["run", "shop.yaml", "--ui", "plain"], in: folder.path) {
                text, process in
                let count = seen.withLock { seen in
                    seen += text.count { $0 == "\n" }
                    return seen
                }
                if count > lines { process.send(SIGKILL) }
            }
            #expect(ended.status == 0 || ended.status == 128 + SIGKILL)
        }
        let ended = try await run()
        #expect(ended.status == 0 && ended.errors.isEmpty)
        let runs = try await runs()
        #expect(runs.count >= 2 && runs.allSatisfy { $0.outcome == "succeeded" && $0.finished == 5 })
    }

    // MARK: Looking

    @Test func runsAndStepsAreTables() async throws {
        for _ in 0..<2 { _ = try await run() }
        let list = try await weir("history").lines
        #expect(list.count == 3 && list[0].hasPrefix("run ") && list[0].contains("peak memory"))
        #expect(list[1].contains("  shop  succeeded  "))
        #expect(try await weir("history", "--limit", "1").lines.count == 2)
        #expect(try await weir("history", "--plan", "shop").lines.count == 3)
        #expect(try await weir("history", "--plan", "./shop.yaml").lines.count == 3)
        #expect(try await weir("history", "--plan", "other").output == "no runs\n")
        #expect(
            try await WeirProcess.run(["history", "--dir", folder.path], in: "/").lines == list)
        let wrong = try await weir("history", "raed sales")
        #expect(wrong.status == 1 && wrong.errors.contains("did you mean 'read sales'?"))
        let several = try await weir("history", "l")
        #expect(several.status == 1 && several.errors.contains("'l' may be "))
        #expect(try await weir("history", "--limit", "0").status == 2)
    }

    @Test func twoRunsStandSideBySide() async throws {
        _ = try await run()
        try folder.write(
            ShopPlan.yaml.replacing("amount__mean_imputed", with: "amount__max_aggr").replacing(
                "count]", with: "count, amount__max]"),
            to: "shop.yaml")
        _ = try await run()
        let ended = try await weir("compare", "last~1", "last")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.lines[0].contains("run ") && ended.lines[1].hasPrefix("before  ")
                && ended.lines[2].hasPrefix("after   "))
        #expect(ended.lines.contains { $0.hasPrefix("amount__mean_imputed ") && $0.hasSuffix("gone") })
        #expect(ended.lines.contains { $0.hasPrefix("amount__max_aggr ") && $0.hasSuffix("new") })
        #expect(ended.lines.contains { $0.hasPrefix("group by_town ") && $0.hasSuffix("does something else") })
        #expect(try await weir("compare").output == ended.output)
        let json = try await weir("compare", "--format", "json").output
        #expect(json.hasPrefix("{") && json.contains(#""step":"read sales""#) && json.contains(#""step_count":"#))
        let few = try await weir("compare", "--limit", "2").output
        #expect(few.hasSuffix("more; --limit shows them\n"))
        let none = try await weir("compare", "last~7")
        #expect(none.status == 1 && none.errors.contains("2 runs of this plan are recorded"))
        let unknown = try await weir("compare", "zzz")
        #expect(unknown.status == 1 && unknown.errors.contains("there is no run 'zzz'"))
    }

    // MARK: What comes of it

    /// What is known of earlier runs plans the memory of the next, and the result is the same.
    @Test func aRunWithABudgetIsTheSameWithAHistory() async throws {
        for budget in [[], ["--memory", "200MiB"], ["--memory", "200MiB"]] {
            let ended = try await run(budget)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
        }
        let ended = try await weir("run", "shop.yaml", "--ui", "none", "--memory", "200MiB", "--events", "events.jsonl")
        #expect(ended.status == 0)
        #expect(try folder.text(of: "events.jsonl").contains(#""event":"run_expected","steps":[{"duration":"#))
    }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> WeirProcess.Ended {
        try await WeirProcess.run(["run", "shop.yaml", "--ui", "none"] + arguments, in: folder.path)
    }
}
