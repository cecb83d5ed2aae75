import Columnar

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file of a cache by its name, and the few calls that are made on such files. All block.
struct CacheFile: Hashable {
    enum Kind: String {
        case data = "arrow"
        case record = "json"
        case fileHashes = "files"
    }

    var identity: ContentHash
    var content: ContentHash
    var kind: Kind

    var name: String { "\(identity)-\(content).\(kind.rawValue)" }

    init(identity: ContentHash, content: ContentHash, kind: Kind) {
        self.identity = identity
        self.content = content
        self.kind = kind
    }

    /// Nil for a name that is no file's of a cache.
    init?(name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let hashes = parts.first?.split(separator: "-", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, hashes.count == 2, let kind = Kind(rawValue: String(parts[1])),
            let identity = ContentHash(hashes[0]), let content = ContentHash(hashes[1])
        else { return nil }
        self.init(identity: identity, content: content, kind: kind)
    }

    // MARK: Unfinished files

    private static let temporaryPrefix = ".unfinished-"

    /// Of this process alone.
    static func temporaryName(_ number: Int) -> String { "\(temporaryPrefix)\(getpid())-\(number)" }

    /// Removes an unfinished file whose process is no more. Were the process on another machine that shares the folder, it would only
    /// have to compute something again.
    static func removeIfLeftBehind(_ name: String, in folder: String) {
        guard name.hasPrefix(temporaryPrefix),
            let process = pid_t(name.dropFirst(temporaryPrefix.count).prefix { $0 != "-" }),
            process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
        else { return }
        unlink("\(folder)/\(name)")
    }

    // MARK: Calls

    /// To write and to read again; nobody may open it to write any more.
    static func create(_ path: String) -> Int32? {
        let descriptor = systemOpen(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o444)
        return descriptor >= 0 ? descriptor : nil
    }

    static func open(_ path: String) -> Int32? {
        let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0)
        return descriptor >= 0 ? descriptor : nil
    }

    /// Of the whole file, wherever the descriptor stands; nil where it cannot be read.
    static func content(of descriptor: Int32) -> ContentHash? {
        guard var hasher = try? ContentHasher() else { return nil }
        let isRead = forEachPiece(of: descriptor) { hasher.add($0) }
        return isRead ? hasher.hash : nil
    }

    static func bytes(of descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        return forEachPiece(of: descriptor) { bytes += $0 } ? bytes : nil
    }

    private static func forEachPiece(of descriptor: Int32, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            var start = 0
            while true {
                let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(start))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return count == 0 }
                body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                start += count
            }
        }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(CacheError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw CacheError(String(cString: strerror(errno))) }
            rest = rest.dropFirst(count)
        }
    }

    /// Bytes, and when it was used last, in nanoseconds since 1970; nil where it is gone.
    static func extent(_ path: String) -> (bytes: Int64, used: Int64)? {
        FileStamp(of: path).map { ($0.size, $0.changed) }
    }
}

// The calls of the C library whose names those of this type hide.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
