package import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The files that a plan's run depends on and those that it writes. Paths are absolute. A value.
package struct PlanInputs: Sendable, Hashable {
    /// The plan file itself among them.
    package private(set) var files: Set<String>
    /// Globs.
    package private(set) var patterns: Set<String> = []
    /// Files that the plan puts in place.
    package private(set) var outputs: Set<String> = []

    /// - Parameter planFile: its path, absolute.
    package init(planFile: String) { files = [planFile] }

    package mutating func add(_ origin: SourceDeclaration.Origin) {
        switch origin {
        case .file(_, let path, _): add(path: path)
        case .sqlite(let path, _, _): files.formUnion([path, path + "-wal", path + "-journal"])
        case .duckdb(let path, _, _): files.formUnion([path, path + ".wal"])
        case .postgresql, .adbc: break
        }
    }

    package mutating func add(_ target: OutputDeclaration.Target) {
        switch target {
        case .file(let path, _, _): outputs.insert(path)
        case .table(let table):
            switch table.database {
            case .sqlite(let path, _): outputs.formUnion([path, path + "-wal", path + "-journal", path + "-shm"])
            case .duckdb(let path, _): outputs.formUnion([path, path + ".wal"])
            case .postgresql: break
            }
        }
    }

    /// A file, or a glob.
    package mutating func add(path: String) {
        if path.contains(where: { "*?[".contains($0) }) { patterns.insert(path) } else { files.insert(path) }
    }

    /// All that the steps of a plan read, and what they write.
    ///
    /// - Parameter commandFiles: the files that a program depends on.
    package mutating func add(_ plan: ExecutionPlan, commandFiles: (CommandWork) -> [String]) {
        for step in plan.steps {
            switch step.work {
            case .read(let work): add(work.source.origin.value)
            case .command(let work): for path in commandFiles(work) { files.insert(path) }
            case .query(let work):
                for path in work.sourceFiles { add(path: path) }
                for database in work.databases { add(database.origin) }
            case .write(let output): if let target = plan.outputs[output].target { add(target) }
            default: break
            }
        }
    }

    /// Adds the files that symbolic links lead to. Looks at the files.
    package mutating func followLinks() {
        for path in files {
            guard let real = realpath(path, nil) else { continue }
            files.insert(String(cString: real))
            free(real)
        }
    }

    /// Whether a change at a path may change what the plan gives. Its own outputs do not; a folder that is gone or new does, where
    /// something of the plan lies in it.
    package func isAffected(by path: String) -> Bool {
        if outputs.contains(path) { return false }
        if files.contains(path) || patterns.contains(where: { Self.matches(path, $0) }) { return true }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        return files.contains { $0.hasPrefix(prefix) } || patterns.contains { Self.canLie(below: path, $0) }
    }

    /// Whether another plan's output is something that this one reads.
    package func reads(outputsOf other: PlanInputs) -> Bool {
        other.outputs.contains { path in
            !outputs.contains(path) && (files.contains(path) || patterns.contains { Self.matches(path, $0) })
        }
    }

    /// The folders in which a change would be seen; they need not exist.
    package var folders: Set<String> {
        var folders = Set(files.map { Self.folder(of: $0) })
        for pattern in patterns { folders.formUnion(Self.folders(of: pattern)) }
        return folders
    }

    // MARK: Paths

    private static func matches(_ path: String, _ pattern: String) -> Bool {
        fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD) == 0
    }

    /// Whether what matches may lie in the folder of this path.
    private static func canLie(below path: String, _ pattern: String) -> Bool {
        let depth = path.split(separator: "/").count
        let parts = pattern.split(separator: "/")
        guard depth < parts.count else { return false }
        return matches(path, "/" + parts.prefix(depth).joined(separator: "/"))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The part of a glob's folder without wildcards, and every folder that matches one more part of it.
    private static func folders(of pattern: String) -> Set<String> {
        let parts = pattern.split(separator: "/").dropLast()
        var folders: Set<String> = []
        for count in 0...parts.count {
            let part = "/" + parts.prefix(count).joined(separator: "/")
            let isLiteral = !part.contains(where: { "*?[".contains($0) })
            let next = count < parts.count ? parts[parts.startIndex + count] : nil
            if isLiteral {
                if next == nil || next?.contains(where: { "*?[".contains($0) }) == true { folders.insert(part) }
            } else {
                folders.formUnion(existing(part))
            }
        }
        return folders
    }

    private static func existing(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, GLOB_NOSORT | foldersOnly, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    }
}

/// A hint to the C library that folders alone are wanted, where it takes one.
#if os(Linux)
private let foldersOnly: Int32 = 1 << 13
#else
private let foldersOnly: Int32 = 0
#endif
