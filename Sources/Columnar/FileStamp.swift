#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where a file lies on the disk and when it was changed: another file, or another content, has another. Only soon after a change may
/// one more go unseen, for times are coarse: see `isSettled`.
package struct FileStamp: Sendable, Hashable {
    package var device: UInt64
    package var node: UInt64
    package var size: Int64
    /// Nanoseconds since 1970: when the content was changed, and when anything about the file was.
    package var changed: Int64
    package var touched: Int64

    package init(device: UInt64, node: UInt64, size: Int64, changed: Int64, touched: Int64) {
        self.device = device
        self.node = node
        self.size = size
        self.changed = changed
        self.touched = touched
    }

    /// Of whatever lies there, links followed; nil where there is nothing.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Nil where it is no regular file.
    package init?(ofFile descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        let (changed, touched) = status.times
        self.init(
            device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(status.st_ino),
            size: Int64(status.st_size), changed: changed, touched: touched)
    }

    /// Whether the stamp would be another if the file had changed after that time, in nanoseconds since 1970.
    package func isSettled(at time: Int64) -> Bool { time - max(changed, touched) > Self.coarseness }

    /// Nanoseconds since 1970.
    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Nanoseconds within which a file system may give two changes the same time, and then some.
    private static let coarseness: Int64 = 2_000_000_000
}
