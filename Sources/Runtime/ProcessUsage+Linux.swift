#if os(Linux)
import Glibc

extension ProcessUsage {
    static func coreCount() -> Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The second number of `/proc/self/statm`: resident pages.
    static func currentResidentBytes() -> Int {
        withFile("/proc/self/statm") { text in
            text.firstIndex(of: UInt8(ascii: " ")).map {
                number(in: text[$0...]) * Int(sysconf(Int32(_SC_PAGESIZE)))
            }
        } ?? 0
    }

    /// `RssAnon` and `RssShmem` of `/proc/self/status`, in KiB there.
    static func currentAnonymousBytes() -> Int {
        withFile("/proc/self/status") { text in
            text.split(separator: UInt8(ascii: "\n"))
                .filter { $0.starts(with: "RssAnon:".utf8) || $0.starts(with: "RssShmem:".utf8) }
                .reduce(0) { $0 + number(in: $1) * 1024 }
        } ?? 0
    }

    /// `VmHWM` of `/proc/self/status`, in KiB there. (`getrusage` would count what the process was before its `exec`.)
    static func maximumResidentBytes() -> Int {
        withFile("/proc/self/status") { text in
            text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "VmHWM:".utf8) }
                .map { number(in: $0) * 1024 }
        } ?? 0
    }

    /// The first run of digits.
    private static func number(in text: some Collection<UInt8>) -> Int {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return text.drop { !digits.contains($0) }.prefix { digits.contains($0) }
            .reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
    }

    private static func withFile<Value>(
        _ path: String, _ body: (Slice<UnsafeRawBufferPointer>) -> Value?
    ) -> Value? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            return count > 0 ? body(UnsafeRawBufferPointer(buffer)[..<count]) : nil
        }
    }
}
#endif
