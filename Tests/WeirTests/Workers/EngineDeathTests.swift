import Events
import Foundation
import TestFolders
import Testing

/// The engine killed in the middle of a run, and what the next run makes of that.
@Suite struct EngineDeathTests {
    /// Kills the engine once a step has said that it will never end.
    private func killEngine(_ files: [String: String]) async throws -> (TestFolder, WatchedRun) {
        let folder = try TestFolder(files)
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder) { event, _, process in
            if case .logLine(_, let text) = event, text.hasPrefix("it ") { process.send(SIGKILL) }
        }
        #expect(ended.status == 128 + SIGKILL)
        return (folder, run)
    }

    @Test func workersEndWithTheEngine() async throws {
        let (folder, run) = try await killEngine(FaultyPlan.files(feature: "a_hangs"))
        #expect(!run.processes.isEmpty)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
        #expect(!folder.files.contains("out/result.csv"))
        #expect(!folder.files.contains("out/other.csv"))
    }

    @Test func aStoppedWorkerEndsWithTheEngineToo() async throws {
        let (folder, run) = try await killEngine(FaultyPlan.files(feature: "a_stops"))
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test func theNextRunSweepsWhatWasLeftAndSucceeds() async throws {
        let (folder, run) = try await killEngine(FaultyPlan.files(output: "a_hangs"))
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
        // As if the engine had died between a file's end and its placing.
        try folder.write("half", to: "out/.result.csv.l0-3-1.tmp")
        try folder.write(FaultyPlan.files()["plan.yaml"] ?? "", to: "plan.yaml")
        let (ended, _) = try await WatchedRun.run(.weir, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: "fine"))
        #expect(folder.files == FaultyPlan.after())
    }

    @Test func twoRunsAtOnceDoNotDisturbEachOther() async throws {
        // The first has its file half written while the second begins, sweeps and ends.
        let folder = try TestFolder(
            FaultyPlan.files(output: "once_hangs", run: ", timeout: 20s, retries: {times: 1, backoff: 0s}"))
        let second = Locked<WeirProcess.Ended?>(nil)
        let (first, _) = try await WatchedRun.run(.probe, "plan.yaml", in: folder) { event, story, _ in
            guard case .logLine(_, "it hangs") = event else { return }
            let ended = try? WeirProcess(["plan.yaml"], in: folder.path, program: "WorkerProbe").endBlocking()
            second.withLock { $0 = ended }
            // The first is tried again, and finds all as it left it.
            for id in story.living.values { kill(id, SIGKILL) }
        }
        #expect(second.withLock { $0?.status } == 0)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: "fine"))
        #expect(folder.files == FaultyPlan.after("once_hangs"))
    }
}
