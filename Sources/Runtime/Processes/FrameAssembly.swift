internal import CSystem

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Puts frames together from what arrives. Owns the descriptors of frames that are not taken. One thread.
final class FrameAssembly {
    /// What one `receive` came to.
    enum Received: Equatable {
        case some
        /// There is nothing now.
        case nothing
        /// The other end is closed.
        case closed
    }

    private var arrival = [UInt8](repeating: 0, count: 1 << 16)
    private var arrivedDescriptors = [Int32](repeating: -1, count: WorkerFrame.perMessage)
    private var buffer: [UInt8] = []
    /// Of the first frame that is not taken.
    private var start = 0
    private var descriptors: [Int32] = []

    deinit { for descriptor in descriptors { close(descriptor) } }

    /// Bytes that it holds, taken ones among them: never more than twice what is not taken, and a piece.
    var bufferedBytes: Int { buffer.count }

    /// Takes in what one call to the system gives.
    ///
    /// - Parameter waits: whether to block until there is something.
    /// - Throws: where this process has no descriptor left for what came.
    func receive(from channel: Int32, waits: Bool) throws(RunFault) -> Received {
        var found = 0
        let count = arrival.withUnsafeMutableBytes { bytes -> Int in
            guard let base = bytes.baseAddress else { return 0 }
            return weir_channel_receive(channel, base, bytes.count, &arrivedDescriptors, &found, waits)
        }
        switch -Int32(truncatingIfNeeded: count) {
        case EAGAIN, EWOULDBLOCK: return .nothing
        case EMFILE:
            throw RunFault(
                .workerDied,
                "this process has too many open files to take in what its worker process made; raise the limit (ulimit -n)"
            )
        case 0...: return .closed
        default: break
        }
        arrival.withUnsafeBytes {
            append(UnsafeRawBufferPointer(rebasing: $0[..<count]), descriptors: arrivedDescriptors.prefix(found))
        }
        return .some
    }

    /// Takes in bytes as they came, and takes over descriptors.
    func append(_ bytes: UnsafeRawBufferPointer, descriptors: some Sequence<Int32>) {
        if start * 2 >= buffer.count {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
        self.descriptors += descriptors
    }

    /// The next whole frame; nil: it has not arrived yet.
    ///
    /// - Throws: where what arrived is no frame of this version, or lacks descriptors. Nothing after it can be understood.
    func next() throws(RunFault) -> WorkerFrame? {
        guard buffer.count - start >= WorkerFrame.headerSize else { return nil }
        let version = buffer.littleEndian(UInt16.self, at: start)
        let kind = WorkerFrame.Kind(rawValue: buffer.littleEndian(UInt16.self, at: start + 2))
        let descriptorCount = Int(buffer.littleEndian(UInt32.self, at: start + 4))
        let size = buffer.littleEndian(UInt64.self, at: start + 8)
        guard version == WorkerFrame.version else {
            throw RunFault(
                .workerDied,
                "the worker process speaks version \(version) of what this program speaks in version \(WorkerFrame.version)"
            )
        }
        guard let kind, size <= UInt64(WorkerFrame.maximumSize), descriptorCount <= WorkerFrame.maximumDescriptors
        else {
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
        return WorkerFrame(kind: kind, bytes: Array(buffer[(end - Int(size))..<end]), descriptors: taken)
    }
}
