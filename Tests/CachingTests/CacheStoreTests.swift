import Caching
import Columnar
import Compute
import Foundation
import Plan
import TestFolders
import Testing

/// What is kept comes back as it was, or not at all.
@Suite struct CacheStoreTests {
    private let framework = ArrowFramework()

    private func identity(_ number: UInt64) -> ContentHash { ContentHash(high: 7, low: number) }

    private func column(_ values: [Int64?]) throws -> FeatureData { .column(try Column(int64s: values)) }

    private func read(_ store: CacheStore, _ number: UInt64) throws -> FeatureData? {
        try store.data(identity(number)).flatMap { try framework.map($0) as? FeatureData }
    }

    @Test func theHashIsXXH3() {
        // The published value of no bytes.
        #expect(ContentHash(of: []).description == "99aa06d3014798d86001c324468d497f")
        #expect(ContentHash("99aa06d3014798d86001c324468d497f") == ContentHash(of: []))
        #expect(ContentHash("99AA06D3014798D86001C324468D497F") == nil)
    }

    @Test func columnsAndFamiliesComeBackInAnotherStore() throws {
        let folder = try TestFolder()
        let family = FeatureData.family(
            FeatureFamily(
                suffixes: ["red", "blue"], [try Column(bools: [true, nil]), try Column(strings: ["é", nil])], rows: 2))
        let store = CacheStore(folder: folder.path + "/cache")
        try store.keep(try column([1, nil, 3]), as: identity(1), of: framework)
        try store.keep(family, as: identity(2), of: framework)
        try store.keep(.family(FeatureFamily([], rows: 5)) as FeatureData, as: identity(3), of: framework)
        let other = CacheStore(folder: folder.path + "/cache")
        #expect(other.count == 3)
        guard case .column(let read1)? = try read(other, 1) else { return #expect(Bool(false), "no column") }
        #expect(try read1 == Column(int64s: [1, nil, 3]))
        guard case .family(let read2)? = try read(other, 2) else { return #expect(Bool(false), "no family") }
        #expect(read2.suffixes == ["red", "blue"] && read2.rowCount == 2)
        #expect(try read2.members[1].column == Column(strings: ["é", nil]))
        #expect(try read(other, 3)?.rowCount == 5)
        #expect(try read(other, 4) == nil)
    }

    @Test func sharedDataIsKeptToo() throws {
        let folder = try TestFolder()
        let store = CacheStore(folder: folder.path)
        let large = try column((0..<5_000).map { $0 })
        try store.keep(try framework.share(large), as: identity(1), of: framework)
        try store.keep(try framework.share(try column([5])), as: identity(2), of: framework)
        let read = try read(store, 1)
        #expect(read?.columns == large.columns)
        #expect(try self.read(store, 2)?.columns == [Column(int64s: [5])])
        #expect(store.data(identity(1))?.isSpilled == true)
    }

    @Test func aColumnsFileIsAnArrowStream() throws {
        let folder = try TestFolder()
        let store = CacheStore(folder: folder.path)
        try store.keep(try column([4, 2]), as: identity(1), of: framework)
        let name = try #require(folder.names().first)
        #expect(name.hasSuffix(".arrow"))
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path + "/" + name))
        let table = try Table(readingStream: file.fileDescriptor)
        #expect(try table.columns == [Column(int64s: [4, 2])])
    }

    /// Every byte of a small file, and every length that it could be cut to.
    @Test func whatIsDamagedIsRemovedAndNotServed() throws {
        let folder = try TestFolder()
        try CacheStore(folder: folder.path).keep(try column([1, 2]), as: identity(1), of: framework)
        let name = try #require(folder.names().first)
        let path = folder.path + "/" + name
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        func damage(_ bytes: Data) throws {
            try? FileManager.default.removeItem(atPath: path)
            try bytes.write(to: URL(fileURLWithPath: path))
            let store = CacheStore(folder: folder.path)
            #expect(store.data(identity(1)) == nil)
            #expect(folder.names() == [])
            #expect(store.count == 0)
        }
        for place in stride(from: 0, to: sound.count, by: 7) {
            var bytes = sound
            bytes[place] ^= 1
            try damage(bytes)
        }
        for length in stride(from: 0, to: sound.count, by: 11) { try damage(sound.prefix(length)) }
        try damage(sound + [0])
    }

    @Test func whatDeadProcessesLeftUnfinishedIsSwept() throws {
        // Nobody has the largest process id.
        let folder = try TestFolder([".unfinished-2147483646-1": "half", ".unfinished-1-1": "of a living process"])
        let store = CacheStore(folder: folder.path)
        #expect(store.count == 0)
        #expect(folder.names() == [".unfinished-1-1"])
    }

    @Test func whatWasNotUsedForLongestGoesFirst() throws {
        let folder = try TestFolder()
        let store = CacheStore(folder: folder.path, limit: 30_000)
        for number in UInt64(0)..<4 {
            try store.keep(try column((0..<1_000).map { $0 }), as: identity(number), of: framework)
        }
        for (age, name) in folder.names().enumerated() {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -1_000 + Double(age))],
                ofItemAtPath: folder.path + "/" + name)
        }
        #expect(try read(store, 0) != nil)
        let reader = try #require(store.data(identity(1)))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -2_000)],
            ofItemAtPath: folder.path + "/" + (folder.names().first { $0.contains("0001-") } ?? ""))
        store.trim()
        #expect(try read(store, 1) == nil)
        #expect(try read(store, 0) != nil)
        // Who reads it goes on reading it.
        #expect(try framework.map(reader).rowCount == 1_000)
        #expect(CacheStore(folder: folder.path).count == store.count)
    }

    @Test func whatIsTooLargeForTheWholeCacheIsNotKept() throws {
        let folder = try TestFolder()
        let store = CacheStore(folder: folder.path, limit: 1_000)
        try store.keep(try column((0..<1_000).map { $0 }), as: identity(1), of: framework)
        #expect(folder.names() == [])
    }

    @Test func aCacheThatCannotBeWrittenSaysWhy() throws {
        let folder = try TestFolder(["file": ""])
        let store = CacheStore(folder: folder.path + "/file/cache")
        let error = #expect(throws: CacheError.self) { try store.keep(column([1]), as: identity(1), of: framework) }
        #expect(error?.description.hasSuffix("cannot be written: Not a directory") == true)
    }

    @Test func recordsComeBack() throws {
        let folder = try TestFolder()
        let preview = TablePreview(
            columns: [.init(name: "x", type: "int64", nullCount: 1)], rows: [["1"], [nil]], rowCount: 2)
        let record = StepRecord(rows: 2, output: .init(preview: preview, bytes: 9, file: identity(9)))
        try CacheStore(folder: folder.path).keep(record, as: identity(1))
        let read = CacheStore(folder: folder.path).record(identity(1))
        #expect(read?.rows == 2)
        #expect(read?.output?.preview == preview)
        #expect(read?.output?.file == identity(9))
        #expect(CacheStore(folder: folder.path).data(identity(1)) == nil)
    }
}
