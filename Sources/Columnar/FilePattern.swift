#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Which files a path of a source means.
package enum FilePattern {
    /// The files that a path or glob (`*`, `?`, `[…]`) names, ordered by name. A file of exactly that name comes first.
    package static func files(_ pattern: String) throws(ColumnarError) -> [String] {
        if access(pattern, F_OK) == 0 { return [pattern] }
        guard pattern.contains(where: { "*?[".contains($0) }) else {
            throw ColumnarError(.notFound, "there is no such file", .init(file: pattern))
        }
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, GLOB_NOSORT, nil, &found) == 0 else {
            throw ColumnarError(.notFound, "no file matches this pattern", .init(file: pattern))
        }
        // By their bytes, in one place: there may be very many.
        var paths = UnsafeMutableBufferPointer(start: found.gl_pathv, count: Int(found.gl_pathc))
        paths.sort { first, second in
            guard let first, let second else { return false }
            return strcmp(first, second) < 0
        }
        return paths.compactMap { $0.map { String(cString: $0) } }
    }
}
