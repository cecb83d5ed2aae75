/// What this process uses of the machine. The system's figures; each reading is a system call or two.
package enum ProcessUsage {
    /// Cores this process may run on, at least 1.
    package static var availableCores: Int { max(1, coreCount()) }

    /// Bytes of memory resident now; 0 where the system does not tell.
    package static var residentBytes: Int { currentResidentBytes() }

    /// Bytes resident now that are no file's: what a memory budget counts. 0 where the system does not tell.
    package static var anonymousBytes: Int { currentAnonymousBytes() }

    /// The most bytes that were resident at once since the process started.
    package static var peakResidentBytes: Int { maximumResidentBytes() }
}
