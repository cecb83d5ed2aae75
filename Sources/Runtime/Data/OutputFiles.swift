#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The file system, as far as outputs are put in place and temporaries removed. Paths are absolute.
package protocol OutputFiles: Sendable {
    /// Puts a file in the place of another, or of none, in one step. Returns nil, or why it could not.
    func move(_ path: String, to target: String) -> String?
    /// Removes a file if it is there.
    func remove(_ path: String)
}

/// The system's.
package struct SystemOutputFiles: OutputFiles {
    package init() {}

    package func move(_ path: String, to target: String) -> String? {
        rename(path, target) == 0 ? nil : String(cString: strerror(errno))
    }

    package func remove(_ path: String) { unlink(path) }
}
