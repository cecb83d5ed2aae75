internal import CSystem

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What an engine and its worker processes say to each other: a kind, bytes, and descriptors that go with them.
///
/// On the wire: a header of 16 bytes (version, kind, number of descriptors, number of bytes; little endian), which carries the
/// first descriptors; for each further 64 descriptors a byte that carries them; the bytes.
struct WorkerFrame {
    enum Kind: UInt16 {
        /// To the worker: a `StepOrder`, with the memory of its inputs.
        case order = 1
        /// From it: a `StepAnswer`, with the memory of its outputs.
        case answer = 2
        /// From it: a line of the step's log.
        case log = 3
        /// From it: rows done so far, eight bytes.
        case progress = 4
    }

    static let version: UInt16 = 1
    static let headerSize = 16
    /// More bytes than any plan's step takes.
    static let maximumSize = 1 << 30
    static let perMessage = Int(WEIR_CHANNEL_DESCRIPTORS)

    var kind: Kind
    var bytes: [UInt8]
    /// Borrowed where it is sent, owned where it was received.
    var descriptors: [Int32] = []

    /// What is sent with one call each, as far as it fits.
    var pieces: [(bytes: [UInt8], descriptors: ArraySlice<Int32>)] {
        var header: [UInt8] = []
        header.reserveCapacity(Self.headerSize + bytes.count)
        header.append(littleEndian: Self.version)
        header.append(littleEndian: kind.rawValue)
        header.append(littleEndian: UInt32(descriptors.count))
        header.append(littleEndian: UInt64(bytes.count))
        guard descriptors.count > Self.perMessage else { return [(header + bytes, descriptors[...])] }
        var pieces = [(bytes: header, descriptors: descriptors.prefix(Self.perMessage))]
        var rest = descriptors.dropFirst(Self.perMessage)
        while !rest.isEmpty {
            pieces.append(([0], rest.prefix(Self.perMessage)))
            rest = rest.dropFirst(Self.perMessage)
        }
        pieces.append((bytes, []))
        return pieces
    }
}

/// Puts frames together from what arrives. Owns the descriptors of frames that are not taken. One thread.
final class FrameAssembly {
    private var buffer: [UInt8] = []
    private var start = 0
    private var descriptors: [Int32] = []

    deinit { for descriptor in descriptors { close(descriptor) } }

    func append(_ bytes: UnsafeRawBufferPointer, descriptors: some Sequence<Int32>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        }
        buffer.append(contentsOf: bytes)
        self.descriptors += descriptors
    }

    /// The next whole frame; nil: it has not arrived yet.
    func next() throws(RunFault) -> WorkerFrame? {
        guard buffer.count - start >= WorkerFrame.headerSize else { return nil }
        let version = buffer.littleEndian(UInt16.self, at: start)
        let kind = WorkerFrame.Kind(rawValue: buffer.littleEndian(UInt16.self, at: start + 2))
        let descriptorCount = Int(buffer.littleEndian(UInt32.self, at: start + 4))
        let size = buffer.littleEndian(UInt64.self, at: start + 8)
        guard version == WorkerFrame.version, let kind, size <= UInt64(WorkerFrame.maximumSize) else {
            throw RunFault(.workerDied, "what the worker process says cannot be understood")
        }
        let padding = max(0, (descriptorCount + WorkerFrame.perMessage - 1) / WorkerFrame.perMessage - 1)
        let end = start + WorkerFrame.headerSize + padding + Int(size)
        guard buffer.count >= end else { return nil }
        guard descriptors.count >= descriptorCount else {
            throw RunFault(.workerDied, "the worker process said less than it promised")
        }
        defer { start = end }
        let taken = Array(descriptors.prefix(descriptorCount))
        descriptors.removeFirst(descriptorCount)
        return WorkerFrame(
            kind: kind, bytes: Array(buffer[(end - Int(size))..<end]), descriptors: taken)
    }
}

extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    func littleEndian<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
        withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
    }
}
