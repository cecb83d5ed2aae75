#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Which files are plans.
enum PlanFiles {
    static let extensions = ["yaml", "yml", "json"]

    /// The path itself, or the plan files directly in the folder it names, by name; a folder without any is an error.
    static func at(_ path: String) throws(CommandFailure) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOTDIR || errno == ENOENT { return [path] }
            throw CommandFailure("cannot read '\(path)': \(String(cString: strerror(errno)))")
        }
        defer { closedir(folder) }
        var names = [String]()
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix("."), extensions.contains(where: { name.hasSuffix("." + $0) }) { names.append(name) }
        }
        guard !names.isEmpty else {
            throw CommandFailure("there is no plan in '\(path)'; plans are files that end in .yaml, .yml or .json")
        }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        return names.sorted().map { prefix + $0 }
    }
}
