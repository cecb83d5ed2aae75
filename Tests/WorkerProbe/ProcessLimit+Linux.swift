#if os(Linux)
import Glibc

/// What this process may use from now on.
enum ProcessLimit {
    /// Bytes of addresses, over those that it has.
    static func addressSpace(more bytes: UInt) {
        var pages: UInt = 0
        if let file = fopen("/proc/self/statm", "r") {
            withUnsafeMutablePointer(to: &pages) { pointer in
                _ = withVaList([pointer]) { vfscanf(file, "%lu", $0) }
            }
            fclose(file)
        }
        let most = rlim_t(pages * UInt(getpagesize()) + bytes)
        var limit = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }

    static func processorTime(seconds: UInt) {
        var limit = rlimit(rlim_cur: rlim_t(seconds), rlim_max: rlim_t(seconds + 1))
        setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    }
}
#endif
