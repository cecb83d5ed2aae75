#if canImport(Darwin)
import Darwin

/// What this process may use from now on.
enum ProcessLimit {
    /// Bytes of addresses.
    static func addressSpace(more bytes: UInt) {
        var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
        setrlimit(RLIMIT_AS, &limit)
    }

    static func processorTime(seconds: UInt) {
        var limit = rlimit(rlim_cur: rlim_t(seconds), rlim_max: rlim_t(seconds + 1))
        setrlimit(RLIMIT_CPU, &limit)
    }
}
#endif
