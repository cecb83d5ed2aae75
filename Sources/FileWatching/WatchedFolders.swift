#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Which folders to watch for the sake of others that may not be there.
enum WatchedFolders {
    /// The folder itself, or the nearest above it that is there.
    static func nearest(_ path: String) -> String {
        var path = path
        while !isFolder(path) {
            guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
                return path.hasPrefix("/") ? "/" : "."
            }
            path = String(path[..<slash])
        }
        return path
    }

    /// With those nearest to folders that are not there.
    static func resolved(_ folders: Set<String>) -> Set<String> { Set(folders.map(nearest)) }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
