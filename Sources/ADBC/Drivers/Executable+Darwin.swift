#if canImport(Darwin)
import Darwin

package enum Executable {
    /// The path of the running program, symbolic links resolved; empty where the system does not tell.
    package static var path: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            buffer.initialize(repeating: 0)
            var size = UInt32(PATH_MAX)
            guard let start = buffer.baseAddress, _NSGetExecutablePath(start, &size) == 0,
                let resolved = realpath(start, nil)
            else { return "" }
            defer { free(resolved) }
            return String(cString: resolved)
        }
    }
}
#endif
