import Compute

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What stands at the end of a cache's data file, after the Arrow IPC streams of its columns: how these are to be taken, as JSON, and
/// then the JSON's length in eight bytes, little-endian. A reader of Arrow streams does not look at it.
enum DataTrailer {
    private struct Layout: Codable {
        var rows: Int
        var sizes: [Int64]
        /// Of a family of columns.
        var suffixes: [String]?
        /// Of a table.
        var names: [String]?
    }

    static func write(_ layout: SharedData.Layout, to descriptor: Int32) throws {
        var coded = Layout(rows: layout.rowCount, sizes: layout.sizes)
        switch layout.form {
        case .column: break
        case .family(let suffixes): coded.suffixes = suffixes
        case .table(let names): coded.names = names
        }
        var bytes = [UInt8](try JSONEncoder().encode(coded))
        let length = UInt64(bytes.count).littleEndian
        withUnsafeBytes(of: length) { bytes += $0 }
        try CacheFile.write(bytes, to: descriptor)
    }

    /// Nil where there is none.
    static func read(_ descriptor: Int32) -> SharedData.Layout? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        let size = Int(status.st_size)
        guard size >= 8, let last = bytes(of: descriptor, at: size - 8, count: 8) else { return nil }
        let length = last.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(size - 8),
            let json = bytes(of: descriptor, at: size - 8 - Int(length), count: Int(length)),
            let coded = try? JSONDecoder().decode(Layout.self, from: Data(json)), coded.rows >= 0,
            coded.sizes.allSatisfy({ $0 >= 0 && $0 <= Int64(size) })
        else { return nil }
        let form: SharedData.Layout.Form =
            if let suffixes = coded.suffixes { .family(suffixes: suffixes) } else if let names = coded.names {
                .table(names: names)
            } else { .column }
        return SharedData.Layout(form: form, rowCount: coded.rows, sizes: coded.sizes)
    }

    private static func bytes(of descriptor: Int32, at start: Int, count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(start)))
        }
        return bytes.count == count ? bytes : nil
    }
}
