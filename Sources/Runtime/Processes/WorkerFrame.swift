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
        /// From it: why it can have no shared memory for what a step made.
        case carrierWanted = 5
        /// To it, for that: a `CarrierOffer`.
        case carrier = 6
    }

    static let version: UInt16 = 3
    static let headerSize = 16
    /// More bytes than any plan's step takes.
    static let maximumSize = 1 << 30
    /// More than a process can have open.
    static let maximumDescriptors = 1 << 20
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
        guard descriptors.count > Self.perMessage else {
            header.append(contentsOf: bytes)
            return [(header, descriptors[...])]
        }
        var pieces = [(bytes: header, descriptors: descriptors.prefix(Self.perMessage))]
        var rest = descriptors.dropFirst(Self.perMessage)
        while !rest.isEmpty {
            pieces.append(([0], rest.prefix(Self.perMessage)))
            rest = rest.dropFirst(Self.perMessage)
        }
        if !bytes.isEmpty { pieces.append((bytes, [])) }
        return pieces
    }
}

/// A frame on its way into a channel. One thread.
struct FrameDelivery {
    private var pieces: ArraySlice<(bytes: [UInt8], descriptors: ArraySlice<Int32>)>
    /// Bytes of the first piece.
    private var sent = 0

    /// - Parameter frame: its descriptors must stay open until the delivery is done.
    init(_ frame: WorkerFrame) { pieces = frame.pieces[...] }

    var isDone: Bool { pieces.isEmpty }

    /// Sends what fits, or all of it if it `waits`.
    ///
    /// - Returns: false where the channel takes no more for good.
    mutating func send(into channel: Int32, waits: Bool) -> Bool {
        while let piece = pieces.first {
            let descriptors = sent == 0 ? Array(piece.descriptors) : []
            let count = piece.bytes.withUnsafeBytes { bytes -> Int in
                guard let rest = bytes.baseAddress?.advanced(by: sent) else { return 0 }
                return weir_channel_send(
                    channel, rest, bytes.count - sent, descriptors, descriptors.count, waits)
            }
            if count == -Int(EAGAIN) || count == -Int(EWOULDBLOCK) { return true }
            guard count > 0 else { return false }
            sent += count
            if sent == piece.bytes.count {
                pieces = pieces.dropFirst()
                sent = 0
            }
        }
        return true
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
