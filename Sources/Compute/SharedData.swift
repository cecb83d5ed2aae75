package import Columnar

/// A slot's data in memory that processes share, as it lies in an engine between steps that run in worker processes. The engine
/// does not look into it: only a step maps it, for as long as it runs.
package final class SharedData: SlotData {
    /// What lies in the memory.
    package struct Layout: Sendable, Equatable {
        package enum Form: Sendable, Equatable {
            case column
            case family(suffixes: [String])
            case table(names: [String])
        }

        package var form: Form
        package var rowCount: Int
        /// Bytes of each column.
        package var sizes: [Int64]

        package init(form: Form, rowCount: Int, sizes: [Int64]) {
            self.form = form
            self.rowCount = rowCount
            self.sizes = sizes
        }
    }

    package let memory: SharedMemory
    package let layout: Layout

    package init(_ memory: SharedMemory, _ layout: Layout) {
        self.memory = memory
        self.layout = layout
    }

    package var rowCount: Int { layout.rowCount }
    package var byteCount: Int { isSpilled ? 0 : memory.byteCount }
    package var contentByteCount: Int { memory.byteCount }
    /// Whether it lies on a disk, and keeps no memory alive.
    package var isSpilled: Bool { memory.isOnDisk }
    /// The memory as a whole, known by the object that owns it.
    package var buffers: [DataBuffer] {
        isSpilled ? [] : [DataBuffer(address: UInt(bitPattern: ObjectIdentifier(memory)), byteCount: memory.byteCount)]
    }
}

/// A compute framework whose steps can run in another process, as its data can cross.
package protocol PortableFramework: ComputeFramework {
    /// Data as processes share it: a copy, or `data` itself where it is so already.
    func share(_ data: any SlotData) throws -> SharedData

    /// Data as it lies in a file of `folder` that goes with its last user. Blocks. Data that shares its memory with other data
    /// frees none of it before that is spilled too.
    func spill(_ data: any SlotData, into folder: String) throws -> SharedData

    /// Shared data as steps take it: no copy, but mapped memory.
    func map(_ data: SharedData) throws -> any SlotData

    /// The same for data that is one and the same, and of no other while that lives; nil: never mind. What a step lets through
    /// is so told from what it made.
    func identity(of data: any SlotData) -> UInt?
}

extension PortableFramework {
    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        let shared = try share(data)
        return shared.isSpilled ? shared : SharedData(try shared.memory.spilled(into: folder), shared.layout)
    }
}
