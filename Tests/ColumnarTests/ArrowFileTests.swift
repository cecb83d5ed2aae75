import Testing

@testable import Columnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct ArrowFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func sample() throws -> Table {
        try Table([
            ("n", Column.concat([Column(int64s: [1, nil]), Column(int64s: [3])])),
            ("s", Column(strings: ["a", nil, ""])),
            ("t", Column(timestamps: [0, 1, nil])),
        ])
    }

    @Test func tablesComeBackAsTheyWere() throws {
        try sample().write(to: scratch.name("data.arrow"), .arrow)
        let reader = try FileReader(.arrow, pattern: scratch.name("data.arrow"))
        #expect(try reader.schema == sample().schema)
        #expect(try reader.read() == sample())
        #expect(try reader.read(columns: ["t", "n"]).names == ["t", "n"])
        #expect(try reader.read(columns: ["s"], filters: [PushedFilter("n", .greater(.int64(1)))]).rowCount == 1)
        #expect(try reader.read(columns: []).rowCount == 3)
    }

    @Test func streamsGoThroughDescriptors() throws {
        let path = scratch.name("stream.arrow")
        let out = open(path, O_WRONLY | O_CREAT, 0o600)
        try sample().writeStream(to: out)
        close(out)
        let input = open(path, O_RDONLY)
        defer { close(input) }
        #expect(try Table(readingStream: input) == sample())
        #expect(try FileReader(.arrow, pattern: path).read() == sample())
    }

    @Test func brokenBytesThrow() throws {
        try sample().write(to: scratch.name("data.arrow"), .arrow)
        let bytes = try scratch.bytes(of: scratch.name("data.arrow"))
        let short = try scratch.file("short.arrow", Array(bytes.prefix(bytes.count / 2)))
        let error = try #require(throws: ColumnarError.self) { try FileReader(.arrow, pattern: short).read() }
        #expect(error.context.file == short)
        let input = open(try scratch.file("noise", "this is no stream of Arrow messages"), O_RDONLY)
        defer { close(input) }
        #expect(throws: ColumnarError.self) { try Table(readingStream: input) }
    }

    @Test func theCDataInterfaceMovesTablesBothWays() throws {
        // Five words: what `struct ArrowArrayStream` of the specification has.
        let stream = UnsafeMutableRawPointer.allocate(byteCount: 5 * MemoryLayout<UInt>.size, alignment: 8)
        defer { stream.deallocate() }
        try sample().export(to: stream)
        #expect(try Table(importing: stream) == sample())
    }
}
