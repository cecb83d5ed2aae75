#if os(Linux)
import CSystem
import Glibc
import Testing

@testable import Columnar

/// The code and constants of this process, which are pages of files.
@Suite(.serialized) struct CodeMemoryTests {
    /// Bytes of files that are in this process's memory.
    private func fileBytes() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        _ = try #require(fgets(&buffer, Int32(buffer.count), file))
        let fields = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split(separator: " ")
        return try #require(Int(fields[2])) * Int(getpagesize())
    }

    /// Other tests run at the same time and take back what they use, so that it is tried more than once.
    @Test func whatIsNotUsedAnyMoreGoes() throws {
        var kept: [Double] = []
        for _ in 0..<50 {
            try #require(ArrowLibrary.version.isEmpty == false)
            let before = try fileBytes()
            guard before > 0 else { return print("skipped: this kernel does not count the pages of files") }
            weir_code_release()
            kept.append(Double(try fileBytes()) / Double(before))
            if kept.min() ?? 1 < 0.8 { return }
        }
        Issue.record("of each 1 there were left \(kept)")
    }

    @Test func codeRunsWhileItsPagesGo() async throws {
        let sums = try await withThrowingTaskGroup(of: Int64.self) { group in
            group.addTask {
                for _ in 0..<200 { weir_code_release() }
                return 4950 * 200
            }
            for _ in 0..<3 {
                group.addTask {
                    var sum: Int64 = 0
                    for _ in 0..<200 {
                        let column = try Column(int64s: Array(0..<100))
                        sum += try column.take(Column(int64s: (0..<100).reversed())).int64s().reduce(0) {
                            $0 + ($1 ?? 0)
                        }
                    }
                    return sum
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums == Array(repeating: 4950 * 200, count: 4))
    }
}
#endif
