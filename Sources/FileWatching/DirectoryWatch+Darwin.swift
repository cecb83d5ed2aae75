#if canImport(Darwin)
import CoreServices
import Darwin
import Dispatch
import Events

/// Watches folders by FSEvents, whose queue of its own is asleep until the system has something for it.
package final class DirectoryWatch: FileWatch, @unchecked Sendable {
    /// How changes are seen, for people.
    package static let means = "FSEvents"

    // Sendable: the stream and what is watched are used on `queue` only; the rest is constant.
    private let queue = DispatchQueue(label: "weir watch")
    private let report: @Sendable (FolderChanges) -> Void
    private var stream: FSEventStreamRef?
    private var folders: Set<String> = []
    private var watched: Set<String> = []

    /// - Parameters:
    ///   - report: called on the watch's thread; must not block.
    ///   - fail: never called here: the system watches as many folders as one likes.
    package init(
        mostWatches: Int = .max, report: @escaping @Sendable (FolderChanges) -> Void,
        fail: @escaping @Sendable (FileWatchProblem) -> Void
    ) throws(FileWatchProblem) {
        self.report = report
    }

    package func watch(_ folders: Set<String>) {
        queue.async { [self] in
            self.folders = folders
            renew()
        }
    }

    package func stop() { queue.sync { close() } }

    // MARK: The queue

    private func renew() {
        let resolved = WatchedFolders.resolved(folders)
        guard resolved != watched else { return }
        let new = resolved.subtracting(watched)
        close()
        watched = resolved
        open()
        if !new.isEmpty { report(FolderChanges(paths: new)) }
    }

    private func open() {
        guard !watched.isEmpty else { return }
        var context = FSEventStreamContext(
            version: 0, info: Unmanaged.passUnretained(self).toOpaque(), retain: nil, release: nil,
            copyDescription: nil)
        let flags =
            kFSEventStreamCreateFlagFileEvents | kFSEventStreamCreateFlagNoDefer | kFSEventStreamCreateFlagWatchRoot
        stream = FSEventStreamCreate(
            nil,
            { _, info, count, paths, flags, _ in
                guard let info else { return }
                let watch = Unmanaged<DirectoryWatch>.fromOpaque(info).takeUnretainedValue()
                let names = paths.assumingMemoryBound(to: UnsafePointer<CChar>.self)
                watch.take((0..<count).map { (String(cString: names[$0]), flags[$0]) })
            }, &context, watched.sorted() as CFArray, FSEventStreamEventId(kFSEventStreamEventIdSinceNow), 0.02,
            FSEventStreamCreateFlags(flags))
        guard let stream else { return }
        FSEventStreamSetDispatchQueue(stream, queue)
        FSEventStreamStart(stream)
    }

    private func close() {
        guard let stream else { return }
        FSEventStreamStop(stream)
        FSEventStreamInvalidate(stream)
        FSEventStreamRelease(stream)
        self.stream = nil
        watched = []
    }

    private func take(_ events: [(path: String, flags: FSEventStreamEventFlags)]) {
        var changes = FolderChanges()
        let lost =
            kFSEventStreamEventFlagMustScanSubDirs | kFSEventStreamEventFlagUserDropped
            | kFSEventStreamEventFlagKernelDropped
        for (path, flags) in events {
            if flags & FSEventStreamEventFlags(lost) != 0 { changes.isIncomplete = true }
            // The stream tells of folders below too, which are others' matter.
            if watched.contains(path) || watched.contains(Self.folder(of: path)) { changes.paths.insert(path) }
        }
        if !changes.paths.isEmpty || changes.isIncomplete { report(changes) }
        // A folder that is waited for may be there now, or one may be gone.
        renew()
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
#endif
