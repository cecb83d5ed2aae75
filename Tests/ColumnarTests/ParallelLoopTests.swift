import Testing

@testable import Columnar

/// Loops that threads share.
@Suite("Parallel loops")
struct ParallelLoopTests {
    private struct Failure: Error, Equatable { let part: Int }

    @Test("each part runs once, however many there are", arguments: [0, 1, 2, 7, 1000])
    func everyPart(parts: Int) throws {
        let calls = UnsafeMutableBufferPointer<Int>.allocate(capacity: parts)
        calls.initialize(repeating: 0)
        defer { calls.deallocate() }
        try ParallelLoop.forEach(parts) { calls[$0] += 1 }
        #expect(calls.allSatisfy { $0 == 1 })
    }

    @Test("slices follow one another, and begin where a word of bits does", arguments: [0, 1, 131_072, 1_000_001])
    func slices(rows: Int) {
        let slices = ParallelLoop.slices(of: rows)
        #expect(slices == ParallelLoop.slices(of: rows))
        #expect(slices.flatMap { Array($0) } == Array(0..<rows))
        #expect(slices.allSatisfy { $0.isEmpty || $0.lowerBound % 64 == 0 })
        #expect(slices.count == 1 || rows / slices.count >= 65_536)
    }

    @Test("the first of the failed parts is told, and the others run too")
    func failures() {
        let calls = UnsafeMutableBufferPointer<Int>.allocate(capacity: 100)
        calls.initialize(repeating: 0)
        defer { calls.deallocate() }
        #expect(throws: Failure(part: 30)) {
            try ParallelLoop.forEach(100) { part in
                calls[part] += 1
                if part >= 30 { throw Failure(part: part) }
            }
        }
        #expect(calls.allSatisfy { $0 == 1 })
    }

    @Test("a part may loop in turn, though all threads are busy")
    func nested() throws {
        let sums = UnsafeMutableBufferPointer<Int>.allocate(capacity: 64)
        sums.initialize(repeating: 0)
        defer { sums.deallocate() }
        try ParallelLoop.forEach(8) { outer in
            try ParallelLoop.forEach(8) { inner in sums[outer * 8 + inner] = outer + inner }
        }
        #expect((0..<64).allSatisfy { sums[$0] == $0 / 8 + $0 % 8 })
    }

    @Test("nulls that several threads set beside each other are all there")
    func nulls() throws {
        let writer = try ColumnWriter<Int64>(count: 300_000)
        try ParallelLoop.forEach(4) { part in
            for row in stride(from: part, to: 300_000, by: 4) where row % 3 == 0 { writer.setNull(row) }
        }
        let column = try writer.finish()
        #expect(column.nullCount == 100_000)
        #expect(try column.slice(offset: 0, count: 7).int64s() == [nil, 0, 0, nil, 0, 0, nil])
    }
}
