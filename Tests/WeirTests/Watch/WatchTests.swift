import Foundation
import TestFolders
import Testing

/// `weir watch`, run for real: what it says, and what the test does when it has said something.
@Suite struct WatchTests {
    /// Only the changed feature and what follows from it runs; then the plan that reads the output; a touch runs nothing.
    @Test func aSavedPlanRunsWhatItChangesAndThenThePlansThatReadIt() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let second = TwoPlans.first(times: 3)
        let script = WatchScript([
            (
                ["b succeeded"],
                { _ in
                    // The same again, and then as an editor does: a new file that takes the old one's name.
                    try folder.write(TwoPlans.first, to: "a.yaml")
                    try folder.write(second, to: ".a.tmp")
                    rename(folder.path + "/.a.tmp", folder.path + "/a.yaml")
                }
            ),
            (["b succeeded"], { process in process.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
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
        let folder = try TestFolder(TwoPlans.files)
        let good = TwoPlans.first
        let script = WatchScript([
            (["b succeeded"], { _ in try folder.write(good.replacing("amount * 2", with: "amont * 2"), to: "a.yaml") }),
            (["a.yaml  has 1 error; the plan before it stands"], { _ in try folder.write(good, to: "a.yaml") }),
            (["a.yaml  is current"], { process in process.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
        #expect(script.isDone)
        #expect(
            ended.errors.contains("a.yaml:3:74: error: no source or group has a column 'amont'; did you mean 'amount'?")
        )
        #expect(ended.lines.count { $0.contains(" START twice ") } == 1)
    }

    @Test func dataThatChangesAndNewPlansRun() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let script = WatchScript([
            (["b succeeded"], { _ in try folder.write("id,amount\n1,1\n", to: "sales.csv") }),
            (
                ["b succeeded"],
                { _ in
                    let plan = TwoPlans.first.replacing("out/a.csv", with: "out/c.csv")
                    try folder.write(plan, to: "c.yaml")
                }
            ),
            (
                ["c succeeded: 4 steps, 3 as before"],
                { _ in try FileManager.default.removeItem(atPath: folder.path + "/c.yaml") }
            ),
            (["c.yaml  is gone"], { process in process.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n2\n")
        #expect(try folder.text(of: "out/c.csv") == "id,amount__mean_imputed,twice\n1,1.0,2\n")
    }

    @Test func onceRunsWhatIsStaleAndEnds() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let first = try await WeirProcess.run(["watch", "--once", "--ui", "plain"], in: folder.path)
        #expect(first.status == 0 && first.lines.count { $0.contains(" succeeded:") } == 2)
        let second = try await WeirProcess.run(["watch", "--once", "--ui", "json"], in: folder.path)
        #expect(second.status == 0)
        #expect(second.lines.count { $0.hasPrefix(#"{"event":"watch_plan_current""#) } == 2)
        #expect(!second.output.contains("run_started"))
        try folder.write("outputs: {}\n", to: "a.yaml")
        #expect(try await WeirProcess.run(["watch", "--once", "--ui", "none"], in: folder.path).status == 2)
        try folder.write(TwoPlans.first + "\nchecks: [{feature: amount, max: 1}]\n", to: "a.yaml")
        #expect(try await WeirProcess.run(["watch", "--once", "--ui", "none"], in: folder.path).status == 1)
    }

    @Test func lookingAtTheFilesEveryNowAndThenWorksToo() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let script = WatchScript([
            (["b succeeded"], { _ in try folder.write("id,amount\n1,100\n", to: "sales.csv") }),
            (["b succeeded"], { process in process.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder, ["--poll"])
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
