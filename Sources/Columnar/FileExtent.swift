internal import CArrow

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How much files hold, as far as a glance tells.
package struct FileExtent: Sendable, Hashable {
    /// Exact of Parquet; else as many as there would be if all lines were as long as the first ones.
    package var rows: Int
    /// Bytes of text in a row, over all columns asked for.
    package var textBytesPerRow: Int
    package var isExact: Bool

    /// Of a text file, looked at.
    private static let sampleBytes = 1 << 16

    /// Looks at the files' sizes, and at Parquet's metadata or the first 64 KiB of a text file. Blocks, for less than a millisecond
    /// a file. Arrow files count as empty: they are mapped. Nil where there is nothing to look at.
    ///
    /// - Parameters:
    ///   - columns: those to be read.
    ///   - textColumns: how many of them are text.
    package static func of(
        _ format: FileFormat, pattern: String, columns: [String], textColumns: Int
    ) -> FileExtent? {
        guard let paths = try? FilePattern.files(pattern) else { return nil }
        switch format {
        case .arrow: return FileExtent(rows: 0, textBytesPerRow: 0, isExact: true)
        case .parquet: return parquet(paths, columns, hasText: textColumns > 0)
        case .csv, .jsonLines: return text(paths, textColumns)
        }
    }

    private static func parquet(_ paths: [String], _ columns: [String], hasText: Bool) -> FileExtent? {
        var (rows, bytes) = (Int64(0), Int64(0))
        do throws(ColumnarError) {
            try ColumnarError.check { error in
                withCStrings(paths) { cPaths in
                    withCStrings(columns) { names in
                        carrow_parquet_extent(
                            cPaths, paths.count, CArrowNames(names: names, count: columns.count), &rows, &bytes, error)
                    }
                }
            }
        } catch {
            return nil
        }
        guard rows > 0 else { return FileExtent(rows: 0, textBytesPerRow: 0, isExact: true) }
        // Encoded by dictionary, text takes much less in the file than in memory.
        let perRow = hasText ? max(16, Int(bytes / rows) * 2) : 0
        return FileExtent(rows: Int(rows), textBytesPerRow: perRow, isExact: !hasText)
    }

    private static func text(_ paths: [String], _ textColumns: Int) -> FileExtent? {
        var size = 0
        for path in paths {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            size += Int(status.st_size)
        }
        guard let sample = paths.first.flatMap(sample), sample.lines > 0 else {
            return FileExtent(rows: 0, textBytesPerRow: 0, isExact: false)
        }
        let perLine = Double(sample.bytes) / Double(sample.lines)
        let fields = Double(sample.separators) / Double(sample.lines) + 1
        return FileExtent(
            rows: Int(Double(size) / perLine), textBytesPerRow: Int(perLine / fields * Double(textColumns)),
            isExact: false)
    }

    /// Whole lines at the head of a file, and the commas, semicolons and tabs in them.
    private static func sample(_ path: String) -> (bytes: Int, lines: Int, separators: Int)? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: sampleBytes, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            var (lines, end, separators, pending) = (0, 0, 0, 0)
            for place in 0..<count {
                switch buffer[place] {
                case UInt8(ascii: "\n"):
                    (lines, end, separators) = (lines + 1, place + 1, separators + pending)
                    pending = 0
                case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"): pending += 1
                default: break
                }
            }
            return lines == 0 ? (count, 1, pending) : (end, lines, separators)
        }
    }
}
