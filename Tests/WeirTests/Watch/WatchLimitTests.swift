#if os(Linux)
import Events
import Foundation
import TestFolders
import Testing

/// A watch that meets the kernel's limits.
@Suite struct WatchLimitTests {
    private static func limit(_ name: String) -> Int? {
        (try? String(contentsOfFile: "/proc/sys/fs/inotify/\(name)", encoding: .utf8))
            .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private static let longestQueue = limit("max_queued_events") ?? .max

    /// While it is stopped more changes than the kernel remembers, and then a source and a plan.
    @Test(.enabled(if: longestQueue <= 100_000, "the system's queue is too long to be filled in a test"))
    func changesThatTheKernelForgotAreFound() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let script = WatchScript([
            (
                ["b succeeded"],
                { process in
                    try process.stopped {
                        // Three changes each: made, closed, removed.
                        for number in 0..<(Self.longestQueue / 3 + 1_000) {
                            let path = "\(folder.path)/\(number % 2)"
                            close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
                            unlink(path)
                        }
                        try folder.write("id,amount\n1,100\n", to: "sales.csv")
                        try folder.write(TwoPlans.first.replacing("out/a.csv", with: "out/c.csv"), to: "c.yaml")
                    }
                }
            ),
            // A look at the folder that was due already finds the new plan before the changed source.
            (["b succeeded", "c succeeded"], { $0.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n200\n")
        #expect(try folder.text(of: "out/c.csv") == "id,amount__mean_imputed,twice\n1,100.0,200\n")
    }

    /// A user namespace has limits of its own, which nobody else feels.
    private static let namespace = "unshare --user --map-root-user "

    private static let hasNamespaces: Bool = {
        let command = namespace + "sh -c 'echo 2 > /proc/sys/user/max_inotify_watches'"
        return (try? WeirProcess(["-c", command], in: "/", program: "/bin/sh"))?.endBlocking().status == 0
    }()

    @Test(
        .enabled(if: hasNamespaces, "a user namespace with limits of its own is not allowed here"),
        arguments: [("max_inotify_watches", "max_user_watches"), ("max_inotify_instances", "max_user_instances")])
    func whereTheLimitIsReachedItSaysSoAndLooksAtTheFiles(limit: String, name: String) async throws {
        // The folder of the plans, and three more.
        var files = TwoPlans.files
        files["a.yaml"] = TwoPlans.first.replacing("sales.csv", with: "data/sales.csv")
        files["data/sales.csv"] = files["sales.csv"]
        files["more/x.csv"] = "id\n1\n"
        files["c.yaml"] = "sources: {x: {csv: more/x.csv}}\noutputs: {o: {features: [id], to: out/c.csv}}\n"
        let folder = try TestFolder(files)
        let script = WatchScript([
            (["c succeeded"], { _ in try folder.write("id,amount\n1,100\n", to: "data/sales.csv") }),
            (["b succeeded"], { $0.send(SIGTERM) }),
        ])
        let most = limit == "max_inotify_watches" ? 2 : 0
        let ended = try await script.watch(
            folder, prefix: Self.namespace + "sh -c 'echo \(most) > /proc/sys/user/\(limit); exec \"$@\"' sh ")
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(ended.output.contains("sysctl fs.inotify.\(name)=524288'; until then files are looked at every 2 s"))
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n200\n")
    }
}
#endif
