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
/// that was changed just before it was read is read once more, for times are coarse. What is known may be kept in a cache, so that the
/// next process need not read the files either. Any thread; blocks.
package final class FileFingerprints: Sendable {
    private struct State {
        /// Only of files whose stamps would be others if they had changed since they were read.
        var known = FileHashes()
        /// Paths that were asked for.
        var used: Set<String> = []
        /// Files that were read.
        var readCount = 0
        /// Of those, how many the cache does not know of.
        var newCount = 0
    }

    private let state: Locked<State>
    private let store: CacheStore?
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - store: where hashes are kept; nil: nowhere.
    ///   - now: nanoseconds since 1970.
    package init(keptIn store: CacheStore? = nil, now: @escaping @Sendable () -> Int64 = { FileStamp.now }) {
        self.store = store
        self.now = now
        var state = State()
        for bytes in store?.fileHashes() ?? [] { state.known.add(FileHashes(encoded: bytes)) }
        self.state = Locked(state)
    }

    /// How many files were read so far.
    package var readCount: Int { state.withLock { $0.readCount } }

    /// Keeps in the cache what is known, for other processes, unless that is hardly more than what is there. Files that are no longer
    /// what they were are left out.
    ///
    /// - Parameter isLast: however little is new.
    package func keep(isLast: Bool) {
        guard let store else { return }
        let (known, used, newCount) = state.withLock { ($0.known, $0.used, $0.newCount) }
        // So all the writing together takes no longer than the reading.
        guard newCount > 0, isLast || newCount >= max(64, known.count / 8) else { return }
        state.withLock { $0.newCount -= newCount }
        var kept = FileHashes()
        for bytes in store.fileHashes() { kept.add(FileHashes(encoded: bytes)) }
        kept.add(known)
        kept.leaveOut { path, stamp in !used.contains(path) && FileStamp(of: path) != stamp }
        // What cannot be kept is found out anew.
        try? store.keep(fileHashes: kept.encoded)
    }

    /// Of a file's content; nil where it cannot be read or is no regular file.
    package func hash(of path: String) -> ContentHash? {
        if let stamp = FileStamp(of: path), let hash = known(path, stamp) { return hash }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let stamp = FileStamp(ofFile: descriptor) else { return nil }
        let now = now()
        guard let hash = Self.content(of: descriptor), FileStamp(ofFile: descriptor) == stamp else { return nil }
        state.withLock { state in
            state.readCount += 1
            guard stamp.isSettled(at: now) else { return }
            state.known[path] = (stamp, hash)
            state.used.insert(path)
            state.newCount += 1
        }
        return hash
    }

    private func known(_ path: String, _ stamp: FileStamp) -> ContentHash? {
        state.withLock { state in
            guard let known = state.known[path], known.stamp == stamp else { return nil }
            state.used.insert(path)
            return known.hash
        }
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
        case .query(let work) where !work.sourceFiles.isEmpty: paths = work.sourceFiles
        default: return nil
        }
        return version(of: paths)
    }

    /// What files are at the moment.
    func version(of paths: [String]) -> ContentHash {
        var bytes = IdentityBytes("version")
        for path in paths {
            bytes.add(path)
            guard let stamp = FileStamp(of: path) else { continue }
            bytes.add(count: Int(truncatingIfNeeded: stamp.node))
            bytes.add(count: Int(stamp.size))
            bytes.add(count: Int(stamp.changed))
            bytes.add(count: Int(stamp.touched))
        }
        return bytes.hash
    }

    // MARK: The file system

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
