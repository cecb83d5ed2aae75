#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program to start, found and ready.
package struct Program: Sendable {
    /// Of the file to execute; absolute, or from `folder`.
    package let path: String
    /// The name it is called by, then its arguments.
    package let arguments: [String]
    /// Its working directory.
    package let folder: String
    /// Over this process's environment.
    package let environment: [String: String]

    /// Why there is no such program; a sentence without an end.
    package struct Missing: Error {
        package var message: String
    }

    /// Finds a program as a shell would from `folder`: a name with a `/` is a path from there, any other is looked for along PATH,
    /// the one of `environment` before this process's. Blocks while it looks at files.
    package init(
        arguments: [String], folder: String, environment: [String: String] = [:]
    ) throws(Missing) {
        guard let name = arguments.first, !name.isEmpty else { throw Missing(message: "no program is named") }
        for text in arguments + [folder] + environment.flatMap({ [$0.key, $0.value] }) where text.utf8.contains(0) {
            throw Missing(message: "the character NUL cannot be in a program's name, arguments or environment")
        }
        self.arguments = arguments
        self.folder = folder.isEmpty ? "." : folder
        self.environment = environment
        path =
            if name.contains("/") { try Self.path(name, from: self.folder) } else {
                try Self.lookUp(name, from: self.folder, environment: environment)
            }
    }

    private static func path(_ name: String, from folder: String) throws(Missing) -> String {
        switch Candidate(name, in: folder) {
        case .program(let path): return path
        case .absent: throw Missing(message: "there is no program '\(name)' in \(folder)")
        case .folder: throw Missing(message: "'\(name)' in \(folder) is a folder, not a program")
        case .notExecutable:
            throw Missing(
                message:
                    "'\(name)' in \(folder) may not be executed; make it executable (chmod +x), or put the program "
                    + "that runs it before it, such as [python3, \(name)]")
        }
    }

    private static func lookUp(
        _ name: String, from folder: String, environment: [String: String]
    ) throws(Missing) -> String {
        let list = environment["PATH"] ?? getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        for entry in list.split(separator: ":", omittingEmptySubsequences: false) {
            if case .program(let path) = Candidate(entry.isEmpty ? name : "\(entry)/\(name)", in: folder) {
                return path
            }
        }
        var message = "command not found: there is no program '\(name)' in the folders of PATH (\(list))"
        if case .absent = Candidate(name, in: folder) { throw Missing(message: message) }
        message += "; there is one in \(folder), which is written ./\(name)"
        throw Missing(message: message)
    }

    /// What lies where a program might.
    private enum Candidate {
        case program(String)
        case absent, folder, notExecutable

        init(_ name: String, in folder: String) {
            let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else {
                self = .absent
                return
            }
            guard status.st_mode & S_IFMT != S_IFDIR else {
                self = .folder
                return
            }
            self = access(path, X_OK) == 0 ? .program(path) : .notExecutable
        }
    }
}
