import CSystem
import Testing

@testable import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What an engine and its workers say, as bytes.
@Suite struct FrameTests {
    private func bytes(_ frame: WorkerFrame) -> [UInt8] { frame.pieces.flatMap(\.bytes) }

    private func append(_ bytes: some Collection<UInt8>, to assembly: FrameAssembly, descriptors: [Int32] = []) {
        Array(bytes).withUnsafeBytes { assembly.append($0, descriptors: descriptors) }
    }

    @Test func aFrameMayArriveByteByByte() throws {
        let assembly = FrameAssembly()
        let sent = bytes(WorkerFrame(kind: .log, bytes: Array("hello".utf8)))
        for byte in sent.dropLast() {
            append([byte], to: assembly)
            #expect(try assembly.next() == nil)
        }
        append(sent.suffix(1), to: assembly)
        let frame = try #require(try assembly.next())
        #expect(frame.kind == .log)
        #expect(frame.bytes == Array("hello".utf8))
        #expect(try assembly.next() == nil)
    }

    @Test func framesThatArriveTogetherComeApart() throws {
        let assembly = FrameAssembly()
        let words = ["a", "", "ccc"]
        append(words.flatMap { bytes(WorkerFrame(kind: .log, bytes: Array($0.utf8))) }, to: assembly)
        for word in words { #expect(try assembly.next()?.bytes == Array(word.utf8)) }
        #expect(try assembly.next() == nil)
    }

    @Test func whatWasTakenIsNotKept() throws {
        let assembly = FrameAssembly()
        let frame = bytes(WorkerFrame(kind: .log, bytes: Array(repeating: 7, count: 1_000)))
        // Never a whole number of frames, so that there is always a rest.
        var stream: [UInt8] = []
        var most = 0
        for _ in 0..<1_000 {
            stream += frame
            append(stream.prefix(999), to: assembly)
            stream.removeFirst(min(999, stream.count))
            while try assembly.next() != nil {}
            most = max(most, assembly.bufferedBytes)
            append(stream, to: assembly)
            stream = []
            while try assembly.next() != nil {}
        }
        #expect(most < 10 * frame.count)
    }

    @Test func anotherVersionIsRefusedByItsNumber() {
        let assembly = FrameAssembly()
        var sent = bytes(WorkerFrame(kind: .log, bytes: []))
        sent[0] = 9
        append(sent, to: assembly)
        #expect {
            try assembly.next()
        } throws: { "\($0)".contains("speaks version 9") }
    }

    @Test(arguments: [(2, 99), (15, 0x7F), (7, 0xFF)]) func nonsenseIsRefused(place: Int, value: UInt8) {
        // The kind, the size, the number of descriptors.
        let assembly = FrameAssembly()
        var sent = bytes(WorkerFrame(kind: .log, bytes: []))
        sent[place] = value
        append(sent, to: assembly)
        #expect {
            try assembly.next()
        } throws: { "\($0)".contains("cannot be understood") }
    }

    @Test func promisedDescriptorsMustCome() {
        let assembly = FrameAssembly()
        append(bytes(WorkerFrame(kind: .answer, bytes: [], descriptors: [1])), to: assembly)
        #expect {
            try assembly.next()
        } throws: { "\($0)".contains("less than it promised") }
    }

    @Test(arguments: [0, 1, 64, 65, 200]) func descriptorsCrossAChannelWithTheirFrame(count: Int) throws {
        var ends: [Int32] = [-1, -1]
        try #require(weir_channel_make(&ends) == 0)
        defer { for end in ends { close(end) } }
        let sources = (0..<count).map { _ in weir_memory_create() }
        defer { for source in sources { close(source) } }
        for (number, source) in sources.enumerated() { ftruncate(source, off_t(number + 1)) }
        let frame = WorkerFrame(kind: .answer, bytes: Array(repeating: 1, count: 300_000), descriptors: sources)

        let assembly = FrameAssembly()
        var delivery = FrameDelivery(frame)
        var received: WorkerFrame?
        // The channel holds less than the frame, so both sides take turns.
        while received == nil {
            let isAlive = delivery.send(into: ends[0], waits: false)
            try #require(isAlive)
            while try assembly.receive(from: ends[1], waits: false) == .some {}
            received = try assembly.next()
        }
        #expect(delivery.isDone)
        let arrived = try #require(received)
        defer { for descriptor in arrived.descriptors { close(descriptor) } }
        #expect(arrived.bytes == frame.bytes)
        #expect(arrived.descriptors.map { weir_memory_size($0) } == (0..<count).map { Int64($0 + 1) })
        #expect(arrived.descriptors.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
    }

    @Test func aClosedChannelIsTold() throws {
        var ends: [Int32] = [-1, -1]
        try #require(weir_channel_make(&ends) == 0)
        defer { close(ends[0]) }
        #expect(try FrameAssembly().receive(from: ends[0], waits: false) == .nothing)
        close(ends[1])
        #expect(try FrameAssembly().receive(from: ends[0], waits: true) == .closed)
        var delivery = FrameDelivery(WorkerFrame(kind: .log, bytes: [1]))
        let isAlive = delivery.send(into: ends[0], waits: true)
        #expect(!isAlive)
    }

    @Test func descriptorsOfAFrameThatNobodyTakesAreClosed() throws {
        var ends: [Int32] = [-1, -1]
        try #require(weir_channel_make(&ends) == 0)
        defer { close(ends[0]) }
        var assembly: FrameAssembly? = FrameAssembly()
        append([], to: try #require(assembly), descriptors: [ends[1]])
        #expect(try FrameAssembly().receive(from: ends[0], waits: false) == .nothing)
        assembly = nil
        // Its number may be another test's by now; but nobody has this end any more.
        #expect(try FrameAssembly().receive(from: ends[0], waits: true) == .closed)
    }
}
