#if os(Linux)
import Glibc

package enum Executable {
    /// The path of the running program, symbolic links resolved; empty where the system does not tell.
    package static var path: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            buffer.initialize(repeating: 0)
            guard let start = buffer.baseAddress, readlink("/proc/self/exe", start, Int(PATH_MAX)) > 0 else {
                return ""
            }
            return String(cString: start)
        }
    }
}
#endif
