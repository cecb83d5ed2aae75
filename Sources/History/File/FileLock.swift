#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file that one process at a time holds, and lets go of when it ends, however it ends.
struct FileLock {
    private let descriptor: Int32

    /// Waits until nobody else holds it. Nil where the file cannot be made.
    init?(_ path: String) {
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                return nil
            }
        }
    }

    func release() { close(descriptor) }
}
