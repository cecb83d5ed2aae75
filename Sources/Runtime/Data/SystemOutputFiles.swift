import Compute
import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The system's files. A claimed one is locked by this process, and the system takes the lock away when the process ends, however
/// it does. So a temporary file that is not locked is a leftover, also where several machines share a folder.
package final class SystemOutputFiles: OutputFiles {
    /// Descriptors of claimed files, by path. A lock goes with its descriptor, which no other program inherits.
    private let claims = Locked<[String: Int32]>([:])

    package init() {}

    deinit { claims.withLock { for descriptor in $0.values { close(descriptor) } } }

    package func claim(_ path: String) {
        try? FileSystem.makeFolder(FileSystem.folder(of: path))
        guard let descriptor = Self.lockedFile(path) else { return }
        release(claims.withLock { $0.updateValue(descriptor, forKey: path) })
    }

    package func write(_ bytes: [UInt8], to path: String) -> String? {
        do throws(FileSystem.Failure) {
            try FileSystem.write(bytes, to: path)
            return nil
        } catch {
            return error.reason
        }
    }

    package func move(_ path: String, to target: String) -> String? {
        guard rename(path, target) == 0 else { return String(cString: strerror(errno)) }
        release(claims.withLock { $0.removeValue(forKey: path) })
        return nil
    }

    package func remove(_ path: String) {
        unlink(path)
        release(claims.withLock { $0.removeValue(forKey: path) })
    }

    package func sweep(_ targets: [String]) {
        for (folder, targets) in Dictionary(grouping: targets, by: FileSystem.folder) {
            let wanted = Set(targets.map(FileSystem.name))
            for name in FileSystem.names(in: folder) {
                guard let target = StepContext.targetName(ofStaged: name), wanted.contains(target) else { continue }
                Self.removeUnlocked("\(folder)/\(name)")
            }
        }
    }

    private func release(_ descriptor: Int32?) {
        if let descriptor { close(descriptor) }
    }

    private static func lockedFile(_ path: String) -> Int32? {
        // A sweep may take the file away before it is locked; hardly twice, and never so often.
        for _ in 0..<8 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
            guard descriptor >= 0 else { return nil }
            // A sweep holds it for a moment. Where there are no locks a sweep cannot have one either, and leaves the file alone.
            while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
            if isStill(path, descriptor) { return descriptor }
            close(descriptor)
        }
        return nil
    }

    private static func removeUnlocked(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(path, descriptor) else { return }
        unlink(path)
    }

    /// Whether a regular file lies at `path`, and it is that of the descriptor.
    private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
        var status = stat()
        return FileSystem.isSame(path, descriptor) && fstat(descriptor, &status) == 0
            && status.st_mode & S_IFMT == S_IFREG
    }
}
