import Events
import FileWatching
import Foundation
import Testing

/// Collects what a watch reports; a test waits for a path, however long it takes.
private final class Reports: Sendable {
    private let lock = ConditionLock()
    private let seen = Locked<(paths: Set<String>, problems: [String])>(([], []))

    func add(_ changes: FolderChanges) {
        lock.withLock {
            seen.withLock { $0.paths.formUnion(changes.paths) }
            lock.broadcast()
        }
    }

    func add(_ problem: FileWatchProblem) {
        lock.withLock {
            seen.withLock { $0.problems.append(problem.description) }
            lock.broadcast()
        }
    }

    func wait(for path: String) { wait { $0.paths.contains(path) } }

    func wait(until isThere: ((paths: Set<String>, problems: [String])) -> Bool) {
        lock.withLock { while !seen.withLock({ isThere($0) }) { lock.wait() } }
    }

    var paths: Set<String> { seen.withLock { $0.paths } }
    var problems: [String] { seen.withLock { $0.problems } }
    func forget() { seen.withLock { $0.paths = [] } }
}

private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        PosixThread.start(name: "blocking") { continuation.resume(with: Result { try body() }) }?.detach()
    }
}

@Suite struct FileWatchTests {
    enum Kind: CaseIterable { case system, polling }

    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "weir-tests-\(UUID().uuidString)")
            .resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func watch(_ kind: Kind, _ reports: Reports) throws -> any FileWatch {
        switch kind {
        case .system: try DirectoryWatch(report: { reports.add($0) }, fail: { reports.add($0) })
        case .polling: try PollingWatch(period: 5) { reports.add($0) }
        }
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// As editors save: in place; a backup that takes the old file's name and a new file; a new file that is renamed over the old.
    @Test(arguments: Kind.allCases) func everyWayToSaveIsSeen(_ kind: Kind) async throws {
        let root = try folder()
        try await blocking { [self] in
            let reports = Reports()
            let watch = try watch(kind, reports)
            defer { watch.stop() }
            let file = root + "/plan.yaml"
            try write("one", to: file)
            watch.watch([root])
            reports.wait(for: root)
            reports.forget()
            try write("in place, longer", to: file)
            reports.wait(for: file)
            reports.forget()
            try FileManager.default.moveItem(atPath: file, toPath: file + "~")
            try write("vim, with a backup", to: file)
            try FileManager.default.removeItem(atPath: file + "~")
            reports.wait(for: file)
            reports.forget()
            try write("renamed over it", to: root + "/.plan.tmp")
            rename(root + "/.plan.tmp", file)
            reports.wait(for: file)
            reports.forget()
            try FileManager.default.removeItem(atPath: file)
            reports.wait(for: file)
        }
        try FileManager.default.removeItem(atPath: root)
    }

    @Test(arguments: Kind.allCases) func aFolderThatGoesAndComesBackIsWatchedAgain(_ kind: Kind) async throws {
        let root = try folder()
        try await blocking { [self] in
            let reports = Reports()
            let watch = try watch(kind, reports)
            defer { watch.stop() }
            let inner = root + "/data/deep"
            watch.watch([inner])
            reports.wait(for: root)
            try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
            reports.wait(for: inner)
            try write("1", to: inner + "/a.csv")
            reports.wait { $0.paths.contains(inner + "/a.csv") }
            reports.forget()
            try FileManager.default.removeItem(atPath: root + "/data")
            reports.wait { $0.paths.contains(inner) || $0.paths.contains(root + "/data") }
            try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
            reports.wait(for: inner)
            reports.forget()
            try write("2", to: inner + "/b.csv")
            // Where the file is there before the folder is watched again, it is the folder that has changed.
            reports.wait { $0.paths.contains(inner + "/b.csv") || $0.paths.contains(inner) }
        }
        try FileManager.default.removeItem(atPath: root)
    }

    @Test func aLinkedFolderIsSeenUnderBothNames() async throws {
        let root = try folder()
        try await blocking { [self] in
            let reports = Reports()
            let watch = try watch(.system, reports)
            defer { watch.stop() }
            try FileManager.default.createDirectory(atPath: root + "/real", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: root + "/real")
            watch.watch([root + "/real", root + "/link"])
            reports.wait(for: root + "/link")
            try write("1", to: root + "/real/a.csv")
            reports.wait(for: root + "/real/a.csv")
            reports.wait(for: root + "/link/a.csv")
        }
        try FileManager.default.removeItem(atPath: root)
    }

    #if os(Linux)
    @Test func whereTheSystemWatchesNoMoreItSaysWhatToRaise() async throws {
        let root = try folder()
        try await blocking {
            let reports = Reports()
            let watch = try DirectoryWatch(mostWatches: 1, report: { reports.add($0) }, fail: { reports.add($0) })
            defer { watch.stop() }
            for name in ["a", "b"] {
                try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
            }
            watch.watch([root + "/a", root + "/b"])
            reports.wait { !$0.problems.isEmpty }
            #expect(reports.problems.count == 1)
            #expect(reports.problems.first?.contains("sysctl fs.inotify.max_user_watches=") == true)
        }
        try FileManager.default.removeItem(atPath: root)
    }
    #endif
}
