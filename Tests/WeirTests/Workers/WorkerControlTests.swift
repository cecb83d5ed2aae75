import Events
import TestFolders
import Testing

/// Steps in worker processes that take too long, are not wanted any more, or have something to say.
@Suite struct WorkerControlTests {
    @Test(arguments: ["hangs", "stops"]) func aTimeoutEndsTheWorker(fault: String) async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_" + fault, options: ", timeout: 300ms"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("it took longer than its timeout of 0.3 seconds"), "\(ended.errors)")
        #expect(run.exits.contains("ended with a step that nobody waits for"))
        #expect(folder.files == FaultyPlan.names)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test(arguments: ["hangs", "stops"]) func afterATimeoutARetrySucceeds(fault: String) async throws {
        let feature = "once_\(fault)"
        let folder = try TestFolder(
            FaultyPlan.files(feature: feature, options: ", timeout: 5s, retries: {times: 20, backoff: 0s}"))
        let (ended, _) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: feature))
    }

    @Test func cancellingAStepEndsItsWorkerAndNoOther() async throws {
        let plan = """
            sources:
              numbers: {csv: numbers.csv}
            outputs:
              a: {features: [{name: a_hangs, options: {expression: "x + 1"}}], to: out/a.csv}
              b: {features: [{name: fine, options: {expression: "x + 2"}}], to: out/b.csv}
            run: {workers: 2, fail: keep-going}
            """
        let folder = try TestFolder(["plan.yaml": plan, "numbers.csv": "x\n1\n"])
        let label = Locked("")
        // The label is known once the plan is; a first run that only plans would tell it too.
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", ["cancel=a_hangs"], in: folder) {
            event, story, _ in
            guard case .stepCancelled(let step) = event else { return }
            label.withLock { $0 = story.label(step) }
        }
        #expect(label.withLock { $0 }.contains("a_hangs"))
        #expect(ended.status == 1)
        #expect(run.exits.filter { $0 == "ended with a step that nobody waits for" }.count == 1)
        #expect(run.exits.allSatisfy { $0 == "ended with a step that nobody waits for" || $0 == "run ended" })
        #expect(try folder.text(of: "out/b.csv") == "fine\n3\n")
        #expect(folder.files == ["numbers.csv", "out/b.csv", "plan.yaml"])
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test func whatAWorkerPrintsIsItsStepsLog() async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_talks"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        let lines = run.events.compactMap { event -> String? in
            if case .logLine(_, let text) = event, text.hasPrefix("line ") { text } else { nil }
        }
        #expect(lines == (1...1_000).map { "line \($0)" })
        #expect(run.log(of: "a_talks").filter { $0.hasPrefix("line ") } == lines)
    }

    @Test func workersAreUsedAgain() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let (ended, run) = try await WatchedRun.run(.weir, "shop.yaml", ["--workers", "1"], in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(run.finished.count == 5)
        #expect(run.processes.count == 1)
        #expect(run.exits == ["run ended"])
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
    }
}
