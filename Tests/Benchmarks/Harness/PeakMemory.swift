import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How much the process's resident memory grows while something is done, at its highest. Memory that was freed before but is
/// still resident is not growth when it is used again.
enum PeakMemory {
    /// In bytes; nil where the system cannot forget the peak of what came before.
    static func growth(_ work: () throws -> Void) rethrows -> Double? {
        #if os(Linux)
        guard forgetPeak() else {
            try work()
            return nil
        }
        let before = ProcessUsage.residentBytes
        try work()
        return Double(ProcessUsage.peakResidentBytes - before)
        #else
        try work()
        return nil
        #endif
    }

    #if os(Linux)
    /// See proc(5): 5 sets the peak to what is resident now.
    private static func forgetPeak() -> Bool {
        let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return write(file, "5", 1) == 1
    }
    #endif
}
