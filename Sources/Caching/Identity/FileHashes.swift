import Columnar

/// Hashes of files by their paths, each with the stamp that the file had. A value.
struct FileHashes: Sendable {
    typealias Known = (stamp: FileStamp, hash: ContentHash)

    private var files: [String: Known] = [:]

    init() {}

    var count: Int { files.count }

    subscript(path: String) -> Known? {
        get { files[path] }
        set { files[path] = newValue }
    }

    /// What the other says counts where both know a path.
    mutating func add(_ other: FileHashes) { files.merge(other.files) { _, other in other } }

    mutating func leaveOut(where isOld: (String, FileStamp) -> Bool) {
        files = files.filter { !isOld($0.key, $0.value.stamp) }
    }

    // MARK: As bytes

    /// Of the form; with another, nothing is known.
    private static let title = "weir files 1"

    /// A title, then each file as `HASH DEVICE NODE SIZE CHANGED TOUCHED PATH`, all ended by a byte of zero, which is in no path.
    var encoded: [UInt8] {
        var text = Self.title + "\0"
        for (path, (stamp, hash)) in files {
            text += "\(hash) \(stamp.device) \(stamp.node) \(stamp.size) \(stamp.changed) \(stamp.touched) \(path)\0"
        }
        return [UInt8](text.utf8)
    }

    /// What cannot be understood is left out.
    init(encoded bytes: [UInt8]) {
        let records = bytes.split(separator: 0)
        guard let first = records.first, first.elementsEqual(Self.title.utf8) else { return }
        for record in records.dropFirst() {
            let parts = record.split(separator: UInt8(ascii: " "), maxSplits: 6, omittingEmptySubsequences: false)
            guard parts.count == 7 else { continue }
            let words = parts.map { String(decoding: $0, as: UTF8.self) }
            guard let hash = ContentHash(words[0]), let device = UInt64(words[1]), let node = UInt64(words[2]),
                let size = Int64(words[3]), let changed = Int64(words[4]), let touched = Int64(words[5])
            else { continue }
            let stamp = FileStamp(device: device, node: node, size: size, changed: changed, touched: touched)
            files[words[6]] = (stamp, hash)
        }
    }
}
