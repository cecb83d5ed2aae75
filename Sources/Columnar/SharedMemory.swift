internal import CSystem
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A piece of memory that processes can share: it has no name, cannot change once it is sealed, and goes with the last descriptor
/// and mapping, however a process ends. Owns its descriptor. Any thread.
package final class SharedMemory: Sendable {
    package let descriptor: Int32
    /// Of the whole piece.
    package let byteCount: Int

    private static let bytes = Atomic<Int>(0)
    private static let peak = Atomic<Int>(0)

    /// Bytes of all pieces that this process holds.
    package static var bytesHeld: Int { bytes.load(ordering: .relaxed) }
    /// The most there ever were.
    package static var peakBytesHeld: Int { peak.load(ordering: .relaxed) }

    /// Takes over a descriptor, which must be of sealed memory; closes it on failure too.
    package init(taking descriptor: Int32) throws(ColumnarError) {
        let size = weir_memory_size(descriptor)
        guard size >= 0, weir_memory_is_sealed(descriptor) else {
            close(descriptor)
            throw ColumnarError(.io, "what came in the place of shared memory is none, or may still change")
        }
        self.descriptor = descriptor
        byteCount = Int(size)
        let now = Self.bytes.add(byteCount, ordering: .relaxed).newValue
        _ = Self.peak.max(now, ordering: .relaxed)
    }

    deinit {
        close(descriptor)
        Self.bytes.subtract(byteCount, ordering: .relaxed)
    }

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

    private static func failure(_ what: String, _ code: Int32) -> ColumnarError {
        ColumnarError(.io, "shared memory cannot be \(what): \(String(cString: strerror(-code)))")
    }
}
