internal import CSystem
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A piece of memory that processes can share: it has no name, cannot change once it is sealed, and goes with the last descriptor
/// and mapping, however a process ends. It lies in memory, or on a disk and in memory only as far as the system finds room. A small
/// piece is worth no descriptor: each process has a copy. Owns its descriptor. Any thread.
package final class SharedMemory: Sendable {
    package enum Place: Sendable {
        /// Sealed memory, or a file without a name.
        case descriptor(Int32)
        /// Memory of this process alone.
        case copy([UInt8])
    }

    /// Bytes up to which a copy costs less than what the system does for memory that is shared.
    static let mostCopied = 4096

    package let place: Place
    /// Of the whole piece.
    package let byteCount: Int
    /// Whether it needs no memory: it is a file's, which the system reads as it is looked at, and forgets at will.
    package let isOnDisk: Bool

    private static let bytes = Atomic<Int>(0)
    private static let peak = Atomic<Int>(0)

    /// Bytes of all pieces that this process holds.
    package static var bytesHeld: Int { bytes.load(ordering: .relaxed) }
    /// The most there ever were.
    package static var peakBytesHeld: Int { peak.load(ordering: .relaxed) }

    /// Takes over a descriptor, which must be of sealed memory, or can only read a file that does not change: one without a name, or one
    /// that may not be written. Closes it on failure too.
    package init(taking descriptor: Int32) throws(ColumnarError) {
        let size = weir_memory_size(descriptor)
        isOnDisk = weir_spill_is_one(descriptor)
        guard size >= 0, isOnDisk || weir_memory_is_sealed(descriptor) else {
            close(descriptor)
            throw ColumnarError(.io, "what came in the place of shared memory is none, or may still change")
        }
        place = .descriptor(descriptor)
        byteCount = Int(size)
        if !isOnDisk { Self.count(byteCount) }
    }

    /// A small piece, as another process sent it.
    package init(copying bytes: [UInt8]) {
        place = .copy(bytes)
        byteCount = bytes.count
        isOnDisk = false
        Self.count(byteCount)
    }

    deinit {
        if case .descriptor(let descriptor) = place { close(descriptor) }
        if !isOnDisk { Self.bytes.subtract(byteCount, ordering: .relaxed) }
    }

    private static func count(_ more: Int) {
        let now = bytes.add(more, ordering: .relaxed).newValue
        _ = peak.max(now, ordering: .relaxed)
    }

    /// What goes to another process beside a message: nil where the bytes are in the message.
    package var descriptor: Int32? { if case .descriptor(let descriptor) = place { descriptor } else { nil } }
    /// What goes to another process in a message: nil where it is the descriptor that goes.
    package var copy: [UInt8]? { if case .copy(let bytes) = place { bytes } else { nil } }

    /// New memory with what `fill` writes to its descriptor; sealed.
    package static func make<Layout>(
        _ fill: (Int32) throws(ColumnarError) -> Layout
    ) throws(ColumnarError) -> (memory: SharedMemory, layout: Layout) {
        let descriptor = weir_memory_create()
        guard descriptor >= 0 else { throw failure("made", descriptor) }
        let layout: Layout
        do {
            layout = try fill(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        let sealed = weir_memory_seal(descriptor)
        guard sealed == 0 else {
            close(descriptor)
            throw failure("sealed", sealed)
        }
        return (try SharedMemory(taking: descriptor), layout)
    }

    /// The same on a disk: a file in `folder` that has no name. Blocks for as long as the disk takes.
    package static func spill<Layout>(
        into folder: String, _ fill: (Int32) throws(ColumnarError) -> Layout
    ) throws(ColumnarError) -> (memory: SharedMemory, layout: Layout) {
        var reading: Int32 = -1
        let writing = weir_spill_create(folder, &reading)
        guard writing >= 0 else { throw spillFailure(folder, String(cString: strerror(-writing))) }
        defer { close(writing) }
        let layout: Layout
        do {
            layout = try fill(writing)
        } catch {
            close(reading)
            throw spillFailure(folder, error.message)
        }
        return (try SharedMemory(taking: reading), layout)
    }

    /// A copy on a disk, as `spill`.
    package func spilled(into folder: String) throws(ColumnarError) -> SharedMemory {
        try SharedMemory.spill(into: folder) { file throws(ColumnarError) in try copy(to: file) }.memory
    }

    /// Writes all of it to where a file stands. Blocks.
    package func copy(to file: Int32) throws(ColumnarError) {
        let problem =
            switch place {
            case .descriptor(let descriptor): weir_spill_copy(descriptor, file, Int64(byteCount))
            case .copy(let bytes): weir_spill_write(bytes, bytes.count, file)
            }
        if problem != 0 { throw ColumnarError(.io, String(cString: strerror(-problem))) }
    }

    private static func spillFailure(_ folder: String, _ reason: String) -> ColumnarError {
        ColumnarError(.io, "data cannot be spilled to \(folder): \(reason)")
    }

    private static func failure(_ what: String, _ code: Int32) -> ColumnarError {
        ColumnarError(.io, "shared memory cannot be \(what): \(String(cString: strerror(-code)))")
    }
}
