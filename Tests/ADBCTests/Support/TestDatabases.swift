import Columnar
import Testing

@testable import ADBC

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The databases that every machine with `make deps` has.
enum TestDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case duckdb

    var testDescription: String { rawValue }

    /// One in memory that only its connections see.
    func connect() throws -> Connection { try Database(Driver.load(rawValue), options(nil)).connect() }

    /// One in a file, which is made where there is none.
    func connect(_ path: String) throws -> Connection { try Database(Driver.load(rawValue), options(path)).connect() }

    private func options(_ path: String?) -> [String: String] {
        switch self {
        // Without a name, all SQLite databases of a process are one, whoever opens them.
        case .sqlite: ["uri": path ?? ":memory:"]
        case .duckdb: path.map { ["path": $0] } ?? [:]
        }
    }
}

/// A folder of a test's own, removed with it.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/adbc-tests-XXXXXX".utf8CString)
        path = try template.withUnsafeMutableBufferPointer { buffer in
            let start = try #require(buffer.baseAddress)
            return String(cString: try #require(mkdtemp(start)))
        }
    }

    deinit {
        for name in FolderListing.names(path) where name != "." && name != ".." { unlink(self.name(name)) }
        rmdir(path)
    }

    func name(_ name: String) -> String { path + "/" + name }

    func file(_ name: String, _ text: String) throws -> String {
        let path = self.name(name)
        let file = try #require(fopen(path, "wb"))
        #expect(fwrite(text, 1, text.utf8.count, file) == text.utf8.count)
        fclose(file)
        return path
    }
}
