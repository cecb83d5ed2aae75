import Testing

@testable import Columnar

/// Serialized within itself; other suites allocate at the same time, so only large amounts are looked at.
@Suite(.serialized) struct MemoryTests {
    private let size = 400_000_000

    @Test func droppedColumnsGiveTheirMemoryBack() throws {
        let before = MemoryPool.bytesAllocated
        var column: Column? = try ColumnWriter<Int64>(count: size / 8).finish()
        #expect(MemoryPool.bytesAllocated >= before + size / 2)
        let slice = try column?.slice(offset: 0, count: 1)
        column = nil
        #expect(MemoryPool.bytesAllocated >= before + size / 2)
        #expect(slice?.byteCount == size)
        withExtendedLifetime(slice) {}
    }

    @Test func theLastReferenceDecides() throws {
        let before = MemoryPool.bytesAllocated
        do {
            let column = try ColumnWriter<Int64>(count: size / 8).finish()
            let table = try Table([("a", column), ("b", column)])
            #expect(MemoryPool.bytesAllocated >= before + size / 2)
            #expect(try table.selecting(["a"]).byteCount == size)
        }
        #expect(MemoryPool.bytesAllocated < before + size / 2)
        #expect(MemoryPool.maxMemory >= size)
        MemoryPool.releaseUnused()
    }

    @Test func anUnfinishedWriterLeavesNothingBehind() throws {
        let before = MemoryPool.bytesAllocated
        do {
            let writer = try ColumnWriter<Int64>(count: size / 8)
            #expect(writer.count == size / 8)
            #expect(MemoryPool.bytesAllocated >= before + size / 2)
        }
        #expect(MemoryPool.bytesAllocated < before + size / 2)
    }

    @Test func threadsCanBeLimited() throws {
        try ArrowThreads.setCapacity(cpu: 2, io: 4)
        #expect(throws: ColumnarError.self) { try ArrowThreads.setCapacity(cpu: 0, io: 4) }
    }
}
