#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What drivers are found with.
enum FolderListing {
    /// The names in a folder; none where it cannot be read.
    static func names(_ folder: String) -> [String] {
        guard let open = opendir(folder) else { return [] }
        defer { closedir(open) }
        var names: [String] = []
        while let entry = readdir(open) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    /// A small text file; nil where there is none.
    static func text(_ path: String) throws(DatabaseError) -> String? {
        guard let file = fopen(path, "rbe") else {
            let reason = errno
            if reason == ENOENT || reason == ENOTDIR { return nil }
            throw DatabaseError(.driver, "\(path) cannot be read: \(String(cString: strerror(reason)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count < 1 << 20 {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += block[..<count]
        }
        throw DatabaseError(.driver, "\(path) is too large for a driver manifest")
    }
}
