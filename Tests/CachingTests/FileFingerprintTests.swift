import Caching
import Columnar
import Foundation
import Plan
import TestFolders
import Testing

/// When files are read again.
@Suite struct FileFingerprintTests {
    private func age(_ path: String) throws {
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: path)
    }

    @Test func sameContentIsTheSameWhateverTheTimesSay() throws {
        let folder = try TestFolder(["a": "one", "b": "one", "c": "two"])
        let files = FileFingerprints()
        let before = files.hash(of: folder.path + "/a")
        #expect(before != nil)
        #expect(files.hash(of: folder.path + "/b") == before)
        #expect(files.hash(of: folder.path + "/c") != before)
        try age(folder.path + "/a")
        #expect(files.hash(of: folder.path + "/a") == before)
    }

    @Test func aChangeOfTheSameSizeJustAfterTheReadingIsSeen() throws {
        let folder = try TestFolder(["a": "one"])
        let files = FileFingerprints()
        let before = files.hash(of: folder.path + "/a")
        try folder.write("two", to: "a")
        #expect(files.hash(of: folder.path + "/a") != before)
    }

    @Test func whatIsNoFileHasNone() throws {
        let folder = try TestFolder()
        let files = FileFingerprints()
        #expect(files.hash(of: folder.path) == nil)
        #expect(files.hash(of: folder.path + "/none") == nil)
        #expect(files.hash(of: "/dev/null") == nil)
        #expect(files.fingerprint(of: .postgresql(uri: "postgresql://h/d", .table("t"))) == nil)
    }

    @Test func aDatabaseIsItsFileAndWhatLiesBesideIt() throws {
        let folder = try TestFolder(["a.db": "base"])
        let files = FileFingerprints()
        let source = SourceDeclaration.Origin.sqlite(path: folder.path + "/a.db", written: "a.db", .table("t"))
        let before = files.fingerprint(of: source)
        try folder.write("log", to: "a.db-wal")
        #expect(before != nil && files.fingerprint(of: source) != before)
    }

    @Test func aPatternIsItsFilesInTheirOrder() throws {
        let folder = try TestFolder(["1.csv": "x\n1\n", "2.csv": "x\n2\n"])
        let files = FileFingerprints()
        func all() -> ContentHash? {
            files.fingerprint(of: .file(.csv, path: folder.path + "/*.csv", written: "*.csv"))
        }
        let before = all()
        try folder.write("x\n3\n", to: "3.csv")
        let more = all()
        #expect(Set([before, more]).count == 2 && before != nil && more != nil)
    }
}
