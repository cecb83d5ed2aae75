/// The allocator behind the compute frameworks' data, as far as a run needs to know it. Any thread.
package protocol MemoryMeter: Sendable {
    /// Bytes in use now, by the allocator's own count.
    var bytesAllocated: Int { get }
    /// The most that were in use at once.
    var peakBytes: Int { get }
    /// Gives free pages back to the system, as far as the allocator can. May take milliseconds.
    func releaseUnused()
}

/// For runs whose data no allocator counts: every figure is 0.
package struct NoMemoryMeter: MemoryMeter {
    package init() {}
    package var bytesAllocated: Int { 0 }
    package var peakBytes: Int { 0 }
    package func releaseUnused() {}
}
