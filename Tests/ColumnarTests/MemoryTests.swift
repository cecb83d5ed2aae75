import Testing

@testable import Columnar

/// The pool is the whole process's, so only large amounts are looked at; and as other suites hold some hundred megabytes for a moment,
/// more than once if need be.
@Suite(.serialized) struct MemoryTests {
    private let size = 400_000_000

    /// Whether the pool holds a column of that size more than before.
    private func isLarge(_ before: Int) -> Bool { MemoryPool.bytesAllocated >= before + size / 2 }

    @Test func droppedColumnsGiveTheirMemoryBack() throws {
        let isRight = try undisturbed {
            let before = MemoryPool.bytesAllocated
            var column: Column? = try ColumnWriter<Int64>(count: size / 8).finish()
            let isHeld = isLarge(before)
            let slice = try column?.slice(offset: 0, count: 1)
            column = nil
            let isHeldBySlice = isLarge(before)
            #expect(slice?.byteCount == size)
            return withExtendedLifetime(slice) { isHeld && isHeldBySlice }
        }
        #expect(isRight)
    }

    @Test func theLastReferenceDecides() throws {
        let isRight = try undisturbed {
            let before = MemoryPool.bytesAllocated
            let isHeld = try {
                let column = try ColumnWriter<Int64>(count: size / 8).finish()
                let table = try Table([("a", column), ("b", column)])
                #expect(try table.selecting(["a"]).byteCount == size)
                return withExtendedLifetime(table) { isLarge(before) }
            }()
            return isHeld && !isLarge(before)
        }
        #expect(isRight)
        #expect(MemoryPool.maxMemory >= size)
        MemoryPool.releaseUnused()
    }

    @Test func anUnfinishedWriterLeavesNothingBehind() throws {
        let isRight = try undisturbed {
            let before = MemoryPool.bytesAllocated
            let isHeld = try {
                let writer = try ColumnWriter<Int64>(count: size / 8)
                #expect(writer.count == size / 8)
                return withExtendedLifetime(writer) { isLarge(before) }
            }()
            return isHeld && !isLarge(before)
        }
        #expect(isRight)
    }
}
