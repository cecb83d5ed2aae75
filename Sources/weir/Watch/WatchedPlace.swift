import Plan
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What is watched: a folder of plans, or one plan of a folder.
struct WatchedPlace {
    /// As the user wrote it.
    let written: String
    /// Absolute; links are resolved.
    let folder: String
    /// The one plan that is meant, by its name; nil: all in the folder.
    private let only: String?
    /// What stands before the names of plans in messages.
    private let prefix: String

    init(_ place: String) throws(CommandFailure) {
        written = place
        var status = stat()
        guard stat(place, &status) == 0 else {
            throw CommandFailure("cannot watch '\(place)': \(String(cString: strerror(errno)))")
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            only = nil
            folder = Self.real(place)
            prefix = place == "." ? "" : place.hasSuffix("/") ? place : place + "/"
        } else {
            let slash = place.lastIndex(of: "/")
            only = String(slash.map { place[place.index(after: $0)...] } ?? place[...])
            folder = Self.real(slash.map { String(place[...$0]) } ?? ".")
            prefix = slash.map { String(place[...$0]) } ?? ""
        }
    }

    private static func real(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    var memoryFolder: String { Engine.memoryFolder(besidePlan: folder + "/plan") }

    /// Absolute paths, by name.
    var plans: [String] {
        if let only { return exists("\(folder)/\(only)") ? ["\(folder)/\(only)"] : [] }
        return (try? PlanFiles.at(folder)) ?? []
    }

    func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a file that has changed may be a plan that is watched.
    func mayBePlan(_ path: String) -> Bool {
        if path == folder { return true }
        guard path.hasPrefix(folder + "/") else { return false }
        let name = self.name(of: path)
        if let only { return name == only }
        return !name.hasPrefix(".") && !name.contains("/") && PlanFiles.extensions.contains { name.hasSuffix("." + $0) }
    }

    /// For people: within the folder.
    func name(of path: String) -> String { String(path.dropFirst(folder.count + 1)) }

    /// As messages name it.
    func written(_ path: String) -> String { prefix + name(of: path) }
}
