#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where data goes that memory has no room for.
package enum SpillFolder {
    /// `$WEIR_SPILL_DIR`, else the system's folder for large temporary files, which lies on a disk where `/tmp` may be memory.
    package static var path: String {
        if let chosen = getenv("WEIR_SPILL_DIR"), chosen.pointee != 0 { return String(cString: chosen) }
        return "/var/tmp"
    }
}
