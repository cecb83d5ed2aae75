import Events
import FileWatching
import Foundation

/// Collects what a watch reports; a test waits for a path, however long it takes.
final class Reports: Sendable {
    struct Seen {
        var paths: Set<String> = []
        var problems: [String] = []
        var isIncomplete = false
    }

    private let lock = ConditionLock()
    private let seen = Locked(Seen())

    func add(_ changes: FolderChanges) {
        lock.withLock {
            seen.withLock { seen in
                seen.paths.formUnion(changes.paths)
                seen.isIncomplete = seen.isIncomplete || changes.isIncomplete
            }
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

    func wait(until isThere: (Seen) -> Bool) {
        lock.withLock { while !seen.withLock({ isThere($0) }) { lock.wait() } }
    }

    var paths: Set<String> { seen.withLock { $0.paths } }
    var problems: [String] { seen.withLock { $0.problems } }
    func forget() { seen.withLock { $0 = Seen() } }
}

/// Runs a blocking body on a thread of its own, so that it keeps none of Swift's pool waiting.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        PosixThread.start(name: "blocking") { continuation.resume(with: Result { try body() }) }?.detach()
    }
}

/// A folder of a test's own, gone when the test lets go of it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appending(path: "weir-tests-\(UUID().uuidString)")
            .resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }
}
