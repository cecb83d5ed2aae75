import Events
import FileWatching
import Monitor
import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Watches the folders of themes, and where the files in them are links, those of the files: by what the system tells, or else by
/// looking at them every two seconds.
final class ThemeWatch: Sendable {
    private let watches = Locked<[any FileWatch]>([])

    /// - Parameter onChange: a file may have changed; called on the watch's thread, must not block.
    init(_ library: ThemeLibrary, onChange: @escaping @Sendable () -> Void) {
        let folders = Self.folders(of: library)
        let poll = { @Sendable [self] in
            if let watch = try? PollingWatch(report: { _ in onChange() }) { add(watch, folders) }
        }
        if let watch = try? DirectoryWatch(report: { _ in onChange() }, fail: { _ in poll() }) {
            add(watch, folders)
        } else {
            poll()
        }
    }

    private func add(_ watch: any FileWatch, _ folders: Set<String>) {
        watches.withLock { $0.append(watch) }
        watch.watch(folders)
    }

    /// Blocks for a moment.
    func stop() {
        let watches = watches.withLock { watches in
            defer { watches = [] }
            return watches
        }
        for watch in watches { watch.stop() }
    }

    private static func folders(of library: ThemeLibrary) -> Set<String> {
        var folders = Set(library.folders.map(\.path))
        for entry in library.entries() {
            guard let real = realpath(entry.path, nil) else { continue }
            defer { free(real) }
            let path = String(cString: real)
            if let slash = path.lastIndex(of: "/") { folders.insert(String(path[..<slash])) }
        }
        return folders
    }
}
