import Compute

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

// How a folder comes to be, and how those of dead runs go. Who holds the lock owns the folder. Whoever makes one and whoever sweeps may
// meet at any moment: the sweeper removes only what it has locked itself, and the maker makes sure that what it has locked is still
// there.
extension RunFolder {
    struct Reason: Error {
        var text: String
        static var system: Reason { Reason(text: String(cString: strerror(errno))) }
    }

    /// Returns the descriptor of the locked file.
    static func make(_ path: String) -> Result<Int32, Reason> {
        for _ in 0..<10 {
            if mkdir(path, 0o700) != 0 { return .failure(.system) }
            // The process may mask more than is good.
            chmod(path, 0o700)
            let file = "\(path)/\(lockName)"
            let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor >= 0 {
                // A sweeper that has it is about to remove the folder, and lets go of it after that.
                if hold(descriptor) && FileSystem.isSame(file, descriptor) { return .success(descriptor) }
                close(descriptor)
            } else if errno != ENOENT {
                let reason = Reason.system
                rmdir(path)
                return .failure(reason)
            }
            // A sweeper took it for a dead run's, between two of the calls.
        }
        return .failure(Reason(text: "others sweep it again and again"))
    }

    /// Locks a file, however long another has it locked.
    private static func hold(_ descriptor: Int32) -> Bool {
        while flock(descriptor, LOCK_EX) != 0 { if errno != EINTR { return false } }
        return true
    }

    /// Removes the folders of this user's dead runs.
    static func sweep(_ place: String) {
        for name in FileSystem.names(in: place) where name.hasPrefix(prefix) { sweepFolder("\(place)/\(name)") }
    }

    private static func sweepFolder(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else { return }
        let file = "\(path)/\(lockName)"
        let descriptor = open(file, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            // Its run died before it had the lock; or it is about to take it, and then it finds that the folder is gone.
            if errno == ENOENT { rmdir(path) }
            return
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, FileSystem.isSame(file, descriptor) else { return }
        empty(path)
    }

    /// Removes the folder and what such a folder may hold; one that holds more stays.
    static func empty(_ path: String) {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
