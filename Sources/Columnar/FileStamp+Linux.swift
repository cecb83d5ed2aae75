#if !canImport(Darwin)
import Glibc

extension stat {
    /// Nanoseconds since 1970: when the content was changed, and when anything about the file was.
    var times: (changed: Int64, touched: Int64) { (st_mtim.nanoseconds, st_ctim.nanoseconds) }
}

extension timespec {
    fileprivate var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}
#endif
