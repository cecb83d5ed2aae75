import Columnar
import Compute

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Hashes of files are kept as results of steps are: in files named after their content. There is one, but for processes that keep theirs
/// at the same time, whose files are put together by the next.
extension CacheStore {
    private static let identity = ContentHash(of: Array("hashes of files".utf8))

    /// What is there. What is not sound is removed.
    func fileHashes() -> [[UInt8]] {
        files.sorted { $0.name < $1.name }.compactMap { file in
            let path = "\(folder)/\(file.name)"
            guard let descriptor = CacheFile.open(path) else { return nil }
            defer { close(descriptor) }
            guard let bytes = CacheFile.bytes(of: descriptor), ContentHash(of: bytes) == file.content else {
                unlink(path)
                return nil
            }
            return bytes
        }
    }

    /// In the place of all that is there.
    func keep(fileHashes bytes: [UInt8]) throws(CacheError) {
        let before = files
        try write(Self.identity, .fileHashes) { descriptor in
            try CacheFile.write(bytes, to: descriptor)
            return true
        }
        let content = ContentHash(of: bytes)
        for file in before where file.content != content { unlink("\(folder)/\(file.name)") }
    }

    private var files: [CacheFile] {
        FileSystem.names(in: folder).compactMap(CacheFile.init(name:)).filter { $0.kind == .fileHashes }
    }
}
