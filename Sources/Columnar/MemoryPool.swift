internal import CArrow

/// The memory that all columns of this process come from. Memory-mapped files are not part of it.
package enum MemoryPool {
    package static var bytesAllocated: Int { Int(carrow_pool_bytes_allocated()) }

    /// The most there ever was.
    package static var maxMemory: Int { Int(carrow_pool_max_memory()) }

    /// Gives freed memory back to the system.
    package static func releaseUnused() { carrow_pool_release_unused() }
}

package enum ArrowLibrary {
    /// Of Arrow C++, as this program has loaded it.
    package static var version: String { String(cString: carrow_version()) }
}
