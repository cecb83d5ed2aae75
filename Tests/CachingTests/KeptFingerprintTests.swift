import Caching
import Columnar
import Foundation
import TestFolders
import Testing

/// Hashes of files that one process keeps for the next.
@Suite struct KeptFingerprintTests {
    private static let files = ["a": "one", "b c": "two", "ü\nx": "three"]

    /// As a process later has it, when the times of the files tell of every change that there could be.
    private func fingerprints(_ folder: TestFolder) -> FileFingerprints {
        FileFingerprints(keptIn: CacheStore(folder: folder.path + "/cache")) { FileStamp.now + 60_000_000_000 }
    }

    private func hashes(_ files: FileFingerprints, _ folder: TestFolder, _ names: [String]) -> [ContentHash?] {
        names.map { files.hash(of: folder.path + "/" + $0) }
    }

    @Test func theNextProcessReadsNothingAgain() throws {
        let folder = try TestFolder(Self.files)
        let names = Self.files.keys.sorted()
        let first = fingerprints(folder)
        let found = hashes(first, folder, names)
        #expect(first.readCount == 3 && !found.contains(nil))
        first.keep(isLast: true)
        let second = fingerprints(folder)
        #expect(hashes(second, folder, names) == found && second.readCount == 0)
        try folder.write("other", to: "a")
        #expect(hashes(second, folder, names)[0] != found[0] && second.readCount == 1)
    }

    @Test func aFileThatWasJustChangedIsNotKept() throws {
        let folder = try TestFolder(Self.files)
        // However slow the machine is, it was just now.
        let changed = try #require(FileStamp(of: folder.path + "/a")).changed
        let files = FileFingerprints(keptIn: CacheStore(folder: folder.path + "/cache")) { changed }
        _ = hashes(files, folder, ["a"])
        files.keep(isLast: true)
        #expect(folder.names(in: "cache") == [])
    }

    @Test func whatIsDamagedIsRemovedAndNotBelieved() throws {
        let folder = try TestFolder(Self.files)
        let first = fingerprints(folder)
        let found = hashes(first, folder, ["a"])
        first.keep(isLast: true)
        let path = folder.path + "/cache/" + (try #require(folder.names(in: "cache").first))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[20] ^= 1
        try FileManager.default.removeItem(atPath: path)
        try bytes.write(to: URL(fileURLWithPath: path))
        let second = fingerprints(folder)
        #expect(folder.names(in: "cache") == [])
        #expect(hashes(second, folder, ["a"]) == found && second.readCount == 1)
    }

    @Test func whatTwoProcessesKeptAtOnceIsPutTogether() throws {
        let folder = try TestFolder(Self.files)
        let (one, two) = (fingerprints(folder), fingerprints(folder))
        _ = (hashes(one, folder, ["a"]), hashes(two, folder, ["b c"]))
        one.keep(isLast: true)
        two.keep(isLast: true)
        let next = fingerprints(folder)
        _ = hashes(next, folder, ["a", "b c"])
        #expect(next.readCount == 0)
        #expect(folder.names(in: "cache").count == 1)
    }

    @Test func filesThatAreGoneAreForgotten() throws {
        let folder = try TestFolder(Self.files)
        let first = fingerprints(folder)
        _ = hashes(first, folder, ["a", "b c"])
        first.keep(isLast: true)
        try FileManager.default.removeItem(atPath: folder.path + "/a")
        let second = fingerprints(folder)
        _ = hashes(second, folder, ["ü\nx"])
        second.keep(isLast: true)
        let name = try #require(folder.names(in: "cache").first)
        let text = String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path + "/cache/" + name)), as: UTF8.self)
        #expect(text.contains("/b c\0") && text.contains("/ü\nx\0") && !text.contains("/a\0"))
    }

    @Test func aLittleNewIsKeptOnlyAtTheEnd() throws {
        let folder = try TestFolder(Self.files)
        let files = fingerprints(folder)
        _ = hashes(files, folder, ["a"])
        files.keep(isLast: false)
        #expect(folder.names(in: "cache") == [])
        files.keep(isLast: true)
        let kept = folder.names(in: "cache")
        #expect(kept.count == 1)
        // Nothing is new.
        files.keep(isLast: true)
        #expect(folder.names(in: "cache") == kept)
    }
}
