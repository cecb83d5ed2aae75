#if os(Linux)
import Events
import FileWatching
import Foundation
import Testing

/// The kernel's limits, met for real.
@Suite struct InotifyTests {
    /// Changes that the kernel keeps for a watch that does not ask.
    private static let longestQueue =
        (try? String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8))
        .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? .max

    @Test(.enabled(if: longestQueue <= 100_000, "the system's queue is too long to be filled in a test"))
    func aQueueThatOverflowsIsReportedAsIncompleteAndTheWatchGoesOn() async throws {
        let folder = try TestFolder()
        try await blocking {
            let reports = Reports()
            // The watch's thread waits in its first report while the queue fills.
            let gate = ConditionLock()
            let isOpen = Locked(false)
            let watch = try DirectoryWatch(
                report: { changes in
                    reports.add(changes)
                    gate.withLock { while !isOpen.withLock({ $0 }) { gate.wait() } }
                }, fail: { reports.add($0) })
            defer { watch.stop() }
            watch.watch([folder.path])
            reports.wait(for: folder.path)
            // Three changes each: made, closed, removed.
            for number in 0..<(Self.longestQueue / 3 + 1_000) {
                let path = "\(folder.path)/\(number % 2)"
                close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
                unlink(path)
            }
            gate.withLock {
                isOpen.withLock { $0 = true }
                gate.broadcast()
            }
            reports.wait { $0.isIncomplete }
            reports.forget()
            try folder.write("1", to: "after.csv")
            reports.wait(for: folder.path + "/after.csv")
            #expect(reports.problems == [])
        }
    }

    @Test func whereTheSystemWatchesNoMoreItSaysWhatToRaise() async throws {
        let folder = try TestFolder()
        try await blocking {
            let reports = Reports()
            let watch = try DirectoryWatch(mostWatches: 1, report: { reports.add($0) }, fail: { reports.add($0) })
            defer { watch.stop() }
            for name in ["a", "b", "c"] { try folder.makeFolder(name) }
            watch.watch([folder.path + "/a", folder.path + "/b", folder.path + "/c"])
            reports.wait { !$0.problems.isEmpty }
            // What is watched already is watched on.
            try folder.write("1", to: "a/x.csv")
            reports.wait(for: folder.path + "/a/x.csv")
            #expect(reports.problems.count == 1)
            #expect(reports.problems.first?.contains("sysctl fs.inotify.max_user_watches=") == true)
        }
    }
}
#endif
