import Events
import Foundation
import TestFolders
import Testing

/// Folders that go and come back, and links in them, under a running watch.
@Suite struct WatchFolderTests {
    private static let files: [String: String] = {
        var files = TwoPlans.files
        files["a.yaml"] = TwoPlans.first.replacing("sales.csv", with: "data/deep/sales.csv")
        files["data/deep/sales.csv"] = files.removeValue(forKey: "sales.csv")
        return files
    }()

    @Test func aFolderOfDataThatGoesAndComesBackIsReadAgain() async throws {
        let folder = try TestFolder(Self.files)
        let script = WatchScript([
            (["b succeeded"], { _ in try FileManager.default.removeItem(atPath: folder.path + "/data") }),
            (
                ["a.yaml  has 1 error; the plan before it stands"],
                { _ in try folder.write("id,amount\n1,7\n", to: "data/deep/sales.csv") }
            ), (["b succeeded"], { $0.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(ended.errors.contains("a.yaml:1:"), "\(ended.errors)")
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n14\n")
    }

    /// The plans' own folder is moved away and another takes its place.
    @Test func theWatchedFolderItselfMayBeReplaced() async throws {
        let folder = try TestFolder()
        for (name, text) in TwoPlans.files { try folder.write(text, to: "plans/" + name) }
        for (name, text) in TwoPlans.files { try folder.write(text.replacing("* 2", with: "* 5"), to: "next/" + name) }
        let script = WatchScript([
            (
                ["b succeeded"],
                { process in
                    // It may just be recording its run in the folder.
                    try process.stopped {
                        rename(folder.path + "/plans", folder.path + "/before")
                        rename(folder.path + "/next", folder.path + "/plans")
                    }
                }
            ), (["b succeeded"], { $0.send(SIGTERM) }),
        ])
        let ended = try await WeirProcess.run(
            ["watch", "plans", "--ui", "plain", "--debounce", "20ms"], in: folder.path
        ) { script.heard($0, $1) }
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(try folder.text(of: "plans/out/b.csv") == "twice__sum_aggr\n450\n450\n450\n")
    }

    @Test func dataThatIsALinkIsFollowedOnceAndACircleIsAnErrorWithAPlace() async throws {
        let folder = try TestFolder(TwoPlans.files)
        try folder.makeFolder("store")
        try folder.write("id,amount\n1,1\n", to: "store/real.csv")
        try FileManager.default.removeItem(atPath: folder.path + "/sales.csv")
        symlink("store/real.csv", folder.path + "/sales.csv")
        symlink(".", folder.path + "/itself")
        symlink("round", folder.path + "/round")
        try folder.write("sources: {r: {csv: round}}\noutputs: {o: {features: [id]}}\n", to: "c.yaml")
        let script = WatchScript([
            // The file that the link leads to, not the link.
            (["b succeeded"], { _ in try folder.write("id,amount\n1,4\n", to: "store/real.csv") }),
            (["b succeeded"], { $0.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(ended.errors.contains("c.yaml:1:"), "\(ended.errors)")
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n8\n")
        #expect(ended.lines.count { $0.contains(" START twice ") } == 2)
    }

    /// A thousand saves, one run; and what it computes is that of the last. The watch is stopped meanwhile, so that the burst is one
    /// however slow the machine is; when one ends by the clock is told in `DebounceTests`.
    @Test func aStormOfSavesIsOneRun() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let script = WatchScript([
            (
                ["b succeeded"],
                { process in
                    try process.stopped {
                        for number in 1...1_000 { try folder.write(TwoPlans.first(times: number), to: "a.yaml") }
                    }
                }
            ), (["b succeeded"], { $0.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder, ["--debounce", "200ms"])
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(ended.lines.count { $0.contains(" START twice ") } == 2)
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n90000\n90000\n90000\n")
    }
}
