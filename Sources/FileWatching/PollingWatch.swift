#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Watches folders by looking at them every two seconds: where the system can tell of no changes, as on some network file systems.
package final class PollingWatch: FileWatch {
    /// What shows that a file has changed.
    private struct Stamp: Hashable {
        var node: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private let period: Int32
    private let thread: WatchThread
    private let report: @Sendable (FolderChanges) -> Void

    /// - Parameters:
    ///   - period: milliseconds between two looks.
    ///   - report: called on the watch's thread; must not block.
    package init(
        period: Int32 = 2_000, report: @escaping @Sendable (FolderChanges) -> Void
    ) throws(FileWatchProblem) {
        thread = try WatchThread()
        self.period = period
        self.report = report
        try thread.start { [self] in run() }
    }

    package func watch(_ folders: Set<String>) { thread.watch(folders) }

    package func stop() { thread.stop() }

    private func run() {
        var folders: Set<String> = []
        /// By folder, then by name.
        var seen: [String: [String: Stamp]] = [:]
        var polled = pollfd(fd: thread.descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let wish = thread.taken()
            if wish.isStopped { return }
            if let new = wish.folders { folders = new }
            var now: [String: [String: Stamp]] = [:]
            for folder in WatchedFolders.resolved(folders) { now[folder] = Self.look(folder) }
            let changed = Self.changes(from: seen, to: now)
            seen = now
            if !changed.isEmpty { report(FolderChanges(paths: changed)) }
            poll(&polled, 1, period)
            thread.drain()
        }
    }

    private static func changes(
        from seen: [String: [String: Stamp]], to now: [String: [String: Stamp]]
    ) -> Set<String> {
        var changed: Set<String> = []
        for (folder, names) in now {
            guard let before = seen[folder] else {
                changed.insert(folder)
                continue
            }
            for (name, stamp) in names where before[name] != stamp { changed.insert("\(folder)/\(name)") }
            for name in before.keys where names[name] == nil { changed.insert("\(folder)/\(name)") }
        }
        for folder in seen.keys where now[folder] == nil { changed.insert(folder) }
        return changed
    }

    private static func look(_ folder: String) -> [String: Stamp] {
        guard let stream = opendir(folder) else { return [:] }
        defer { closedir(stream) }
        var found: [String: Stamp] = [:]
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard name != ".", name != "..", let stamp = stamp("\(folder)/\(name)") else { continue }
            found[name] = stamp
        }
        return found
    }

    /// Of a folder only that it is there: what is in it is another's matter.
    private static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        if status.st_mode & S_IFMT == S_IFDIR {
            return Stamp(node: UInt64(status.st_ino), size: 0, seconds: 0, nanoseconds: 0)
        }
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        return Stamp(
            node: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec),
            nanoseconds: Int(time.tv_nsec))
    }
}
