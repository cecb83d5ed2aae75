import ChildProcesses
package import Columnar
import Compute
import Events
package import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What is in files, by hashes of their contents. A file is read again only if its size, times or place on the disk have changed; one
/// that was changed just before it was read is read once more, for times are coarse. Any thread; blocks.
package final class FileFingerprints: Sendable {
    /// Where a file lies and when it was changed: another file, or another content, has another.
    private struct Stamp: Hashable {
        var device: UInt64
        var node: UInt64
        var size: Int64
        /// Nanoseconds of the wall clock: of the content, and of all that is known of the file.
        var changed: Int64
        var touched: Int64
    }

    private struct Known {
        var stamp: Stamp
        var hash: ContentHash
        /// Whether the stamp would be another if the file had changed since.
        var isSettled: Bool
    }

    private let known = Locked<[String: Known]>([:])
    private let reads = Locked(0)

    package init() {}

    /// How many files were read so far.
    package var readCount: Int { reads.withLock { $0 } }

    /// Of a file's content; nil where it cannot be read or is no regular file.
    package func hash(of path: String) -> ContentHash? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let stamp = Self.stamp(of: descriptor) else { return nil }
        if let entry = known.withLock({ $0[path] }), entry.isSettled, entry.stamp == stamp { return entry.hash }
        let now = Int64(MonotonicTime.wallClock * 1e9)
        guard let hash = Self.content(of: descriptor), Self.stamp(of: descriptor) == stamp else { return nil }
        reads.withLock { $0 += 1 }
        let entry = Known(
            stamp: stamp, hash: hash, isSettled: now - max(stamp.changed, stamp.touched) > Self.coarseness)
        known.withLock { $0[path] = entry }
        return hash
    }

    /// Of all that a source consists of; nil where there is nothing that could be hashed, as of a server.
    package func fingerprint(of origin: SourceDeclaration.Origin) -> ContentHash? {
        var bytes = IdentityBytes("source")
        switch origin {
        case .file(_, let path, _):
            guard let paths = try? FilePattern.files(path) else { return nil }
            for path in paths {
                guard let hash = hash(of: path) else { return nil }
                bytes.add(hash)
            }
        case .sqlite(let path, _, _):
            guard add(database: path, journals: ["-wal", "-journal"], to: &bytes) else { return nil }
        case .duckdb(let path, _, _):
            guard add(database: path, journals: [".wal"], to: &bytes) else { return nil }
        case .postgresql, .adbc: return nil
        }
        return bytes.hash
    }

    /// What is not in the database's file yet lies beside it.
    private func add(database path: String, journals: [String], to bytes: inout IdentityBytes) -> Bool {
        guard let hash = hash(of: path) else { return false }
        bytes.add(hash)
        for suffix in journals {
            guard let hash = self.hash(of: path + suffix) else { continue }
            bytes.add(suffix)
            bytes.add(hash)
        }
        return true
    }

    /// Of a program: the file that is executed, and the files that its arguments and its variables name.
    package func fingerprint(of work: CommandWork) -> ContentHash? {
        guard
            let program = try? Program(
                arguments: work.arguments, folder: work.folder, environment: work.environment)
        else { return nil }
        var bytes = IdentityBytes("program")
        for path in [Self.absolute(program.path, in: work.folder)] + Self.files(of: work) {
            bytes.add(path)
            guard let hash = hash(of: path) else { continue }
            bytes.add(hash)
        }
        return bytes.hash
    }

    /// Files that arguments and variables of a program name, as it sees them from its folder; whether they exist is not said. Also
    /// those of `--option=file`.
    package static func files(of work: CommandWork) -> [String] {
        let variables = work.environment.sorted { $0.key < $1.key }.map(\.value)
        let values = work.arguments.dropFirst().map { argument in
            argument.hasPrefix("-") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
        }
        return (values + variables).filter { !$0.isEmpty && $0.utf8.count < 1024 && !$0.contains("\n") }
            .map { absolute($0, in: work.folder) }
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    /// What the files of a step's own are at the moment, as their times and places on the disk tell; nil for a step that reads none.
    /// As long as it stays the same, so do the files.
    package func version(of work: StepWork) -> ContentHash? {
        let paths: [String]
        switch work {
        case .read(let work):
            switch work.source.origin.value {
            case .file(_, let path, _): paths = (try? FilePattern.files(path)) ?? []
            case .sqlite(let path, _, _): paths = [path, path + "-wal", path + "-journal"]
            case .duckdb(let path, _, _): paths = [path, path + ".wal"]
            case .postgresql, .adbc: return nil
            }
        case .command(let work): paths = Self.files(of: work)
        case .query(let work) where !work.files.isEmpty: paths = work.files
        default: return nil
        }
        var bytes = IdentityBytes("version")
        for path in paths {
            bytes.add(path)
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            bytes.add(count: Int(truncatingIfNeeded: status.st_ino))
            bytes.add(count: Int(status.st_size))
            bytes.add(count: Int(status.times.changed))
            bytes.add(count: Int(status.times.touched))
        }
        return bytes.hash
    }

    // MARK: The file system

    /// Nanoseconds within which a file system may give two changes the same time, and then some.
    private static let coarseness: Int64 = 2_000_000_000

    private static func stamp(of descriptor: Int32) -> Stamp? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let (changed, touched) = status.times
        return Stamp(
            device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(status.st_ino),
            size: Int64(status.st_size), changed: changed, touched: touched)
    }

    private static func content(of descriptor: Int32) -> ContentHash? {
        guard var hasher = try? ContentHasher() else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { return nil }
                if count == 0 { return hasher.hash }
                hasher.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}
