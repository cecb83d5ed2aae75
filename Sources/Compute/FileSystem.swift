#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The few calls on files that this module makes. All block.
package enum FileSystem {
    /// What is wrong with a file, in the system's words.
    package struct Failure: Error {
        package var code: Int32
        package var reason: String { String(cString: strerror(code)) }
    }

    /// Bytes.
    static func size(of path: String) throws(Failure) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Failure(code: errno) }
        return Int(status.st_size)
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes the folder and those above it that are missing.
    package static func makeFolder(_ path: String) throws(Failure) {
        if path.isEmpty || isFolder(path) { return }
        try makeFolder(folder(of: path))
        // Another step may make the same folder at the same time.
        if mkdir(path, 0o777) != 0 && !isFolder(path) { throw Failure(code: errno == EEXIST ? ENOTDIR : errno) }
    }

    /// Does nothing where there is no such file.
    static func remove(_ path: String) { unlink(path) }

    /// Whether what lies at a path is the file of the descriptor, and no other that took its place; a link is not followed.
    package static func isSame(_ path: String, _ descriptor: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_dev == opened.st_dev
            && named.st_ino == opened.st_ino
    }

    /// Names of what lies in a folder, sorted; empty where there is no such folder. Without `.` and `..`.
    package static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// All but the last part; `/` for what lies in the root, empty where there is no folder.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? (path.count > 1 ? "/" : "") : String(path[..<slash])
    }

    package static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
