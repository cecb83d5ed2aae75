import Foundation

/// A folder of a test's own, with the files it is given; gone when the test lets go of it.
final class TestFolder: Sendable {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "weir-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func text(of name: String) throws -> String { String(decoding: try data(of: name), as: UTF8.self) }

    func data(of name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path).appending(path: name)) }

    func bytes(of name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path).appending(path: name))
    }

    /// Every file in it, by path, sorted; but for the history of runs.
    var files: [String] {
        let found = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return found.filter { name in
            if name.contains(".weir/history.db") { return false }
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
