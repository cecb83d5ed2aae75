#if os(Linux)
import Glibc

/// Watches folders by inotify: one thread, asleep in `poll` until the kernel or `watch` has something for it.
package final class DirectoryWatch: FileWatch {
    /// How changes are seen, for people.
    package static let means = "inotify"

    private let descriptor: Int32
    private let thread: WatchThread
    private let report: @Sendable (FolderChanges) -> Void
    private let fail: @Sendable (FileWatchProblem) -> Void
    private let mostWatches: Int

    private static let mask = UInt32(
        IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR | IN_EXCL_UNLINK)

    /// - Parameters:
    ///   - mostWatches: fewer than the system allows, for tests.
    ///   - report: called on the watch's thread; must not block.
    ///   - fail: the same, once, when a folder cannot be watched because the system allows no more.
    /// - Throws: where the system allows no watch at all.
    package init(
        mostWatches: Int = .max, report: @escaping @Sendable (FolderChanges) -> Void,
        fail: @escaping @Sendable (FileWatchProblem) -> Void
    ) throws(FileWatchProblem) {
        thread = try WatchThread()
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw Self.problem(errno, instances: true) }
        self.mostWatches = mostWatches
        self.report = report
        self.fail = fail
        do throws(FileWatchProblem) {
            try thread.start { [self] in run() }
        } catch {
            close(descriptor)
            throw error
        }
    }

    package func watch(_ folders: Set<String>) { thread.watch(folders) }

    package func stop() { if thread.stop() { close(descriptor) } }

    private static func problem(_ code: Int32, instances: Bool = false) -> FileWatchProblem {
        let name = instances ? "fs.inotify.max_user_instances" : "fs.inotify.max_user_watches"
        let reason = String(cString: strerror(code))
        return FileWatchProblem(
            "the system watches no more folders (\(reason)): raise it with 'sysctl \(name)=524288'")
    }

    // MARK: The watch's thread

    /// What the kernel watches.
    private struct Watched {
        var folders: Set<String> = []
        var descriptors: [String: Int32] = [:]
        /// Several where links or dots give a folder several paths: the kernel has one watch for all.
        var paths: [Int32: [String]] = [:]
        var hasFailed = false
    }

    private func run() {
        var watched = Watched()
        var polled = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: thread.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let wish = thread.taken()
            if wish.isStopped { return }
            if let folders = wish.folders {
                watched.folders = folders
                let new = renew(&watched)
                if !new.isEmpty { report(FolderChanges(paths: new)) }
                continue
            }
            guard poll(&polled, 2, -1) > 0 else { continue }
            if polled[1].revents != 0 { thread.drain() }
            if polled[0].revents != 0 { take(&watched) }
        }
    }

    /// Watches what is to be watched and is there.
    ///
    /// - Returns: the folders that were not watched before.
    private func renew(_ watched: inout Watched) -> Set<String> {
        var new: Set<String> = []
        var resolved = WatchedFolders.resolved(watched.folders)
        while true {
            new.formUnion(renew(&watched, resolved))
            // What came or went before its folder was watched is told by nobody.
            let again = WatchedFolders.resolved(watched.folders)
            if again == resolved { return new }
            resolved = again
        }
    }

    private func renew(_ watched: inout Watched, _ resolved: Set<String>) -> Set<String> {
        for (path, descriptor) in watched.descriptors where !resolved.contains(path) {
            watched.descriptors[path] = nil
            watched.paths[descriptor]?.removeAll { $0 == path }
            if watched.paths[descriptor]?.isEmpty == true {
                watched.paths[descriptor] = nil
                inotify_rm_watch(self.descriptor, descriptor)
            }
        }
        var new: Set<String> = []
        for path in resolved.sorted() where watched.descriptors[path] == nil {
            let added = watched.descriptors.count < mostWatches ? inotify_add_watch(descriptor, path, Self.mask) : -1
            if added < 0 {
                // One that went meanwhile is looked for again.
                let code = watched.descriptors.count < mostWatches ? errno : ENOSPC
                if code == ENOSPC || code == ENOMEM, !watched.hasFailed {
                    watched.hasFailed = true
                    fail(Self.problem(code))
                }
                continue
            }
            watched.descriptors[path] = added
            watched.paths[added, default: []].append(path)
            new.insert(path)
        }
        return new
    }

    private func take(_ watched: inout Watched) {
        var changes = FolderChanges()
        var mustRenew = false
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { break }
                var place = 0
                while place + MemoryLayout<inotify_event>.size <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                    let start = place + MemoryLayout<inotify_event>.size
                    let end = min(count, start + Int(event.len))
                    let name = String(decoding: buffer[start..<end].prefix { $0 != 0 }, as: UTF8.self)
                    note(event, name, &watched, &changes, &mustRenew)
                    place = end
                }
            }
        }
        if mustRenew || changes.isIncomplete || touchesMissing(changes, watched) {
            changes.paths.formUnion(renew(&watched))
        }
        if !changes.paths.isEmpty || changes.isIncomplete { report(changes) }
    }

    private func note(
        _ event: inotify_event, _ name: String, _ watched: inout Watched, _ changes: inout FolderChanges,
        _ mustRenew: inout Bool
    ) {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            changes.isIncomplete = true
            return
        }
        guard let folders = watched.paths[event.wd] else { return }
        if event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) != 0 {
            // The path means another folder now, or none.
            if event.mask & UInt32(IN_MOVE_SELF) != 0 { inotify_rm_watch(descriptor, event.wd) }
            watched.paths[event.wd] = nil
            for folder in folders { watched.descriptors[folder] = nil }
            changes.paths.formUnion(folders)
            mustRenew = true
        } else if !name.isEmpty {
            for folder in folders { changes.paths.insert(folder == "/" ? "/" + name : "\(folder)/\(name)") }
        }
    }

    /// Whether a folder that is waited for may be there now.
    private func touchesMissing(_ changes: FolderChanges, _ watched: Watched) -> Bool {
        changes.paths.contains { path in
            watched.folders.contains { $0 == path || $0.hasPrefix(path + "/") }
        }
    }
}
#endif
