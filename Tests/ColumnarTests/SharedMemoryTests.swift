import CSystem
import Testing

@testable import Columnar

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Columns in memory that processes share.
@Suite(.serialized) struct SharedMemoryTests {
    private func carried(_ columns: [Column]) throws -> [Column] {
        let (memory, sizes) = try Column.share(columns)
        #expect(sizes.reduce(0, +) == Int64(memory.byteCount))
        return try Column.shared(memory, sizes: sizes)
    }

    /// Too large to be copied.
    private func large() throws -> Column { try Column(repeating: .int64(7), count: SharedMemory.mostCopied) }

    @Test func smallColumnsAreCopiedAndNeedNoDescriptor() throws {
        let small = try Column.share([Column(int64s: [1, nil, 3])])
        #expect(small.memory.descriptor == nil)
        let bytes = try #require(small.memory.copy)
        #expect(bytes.count == small.memory.byteCount && bytes.count <= SharedMemory.mostCopied)
        let sent = SharedMemory(copying: bytes)
        let isRight = undisturbed {
            let held = SharedMemory.bytesHeld
            return withExtendedLifetime(SharedMemory(copying: bytes)) {
                SharedMemory.bytesHeld == held + bytes.count
            }
        }
        #expect(isRight)
        #expect(try Column.shared(sent, sizes: small.sizes) == [Column(int64s: [1, nil, 3])])
        #expect(try Column.share([large()]).memory.copy == nil)
        // Each is small, but not all that is said of them.
        let many = try (0..<40).map { try Column(int64s: [$0]) }
        #expect(try Column.share(many).memory.copy == nil)
        #expect(try carried(many) == many)
    }

    @Test func whatWasCopiedCanBeSpilled() throws {
        let (memory, sizes) = try Column.share([Column(strings: ["a", nil])])
        let spilled = try memory.spilled(into: "/tmp")
        #expect(spilled.isOnDisk && spilled.byteCount == memory.byteCount)
        #expect(try Column.shared(spilled, sizes: sizes) == [Column(strings: ["a", nil])])
    }

    @Test func everyTypeComesBackAsItWas() throws {
        let columns = [
            try Column(int64s: [1, nil, -3]), try Column(doubles: [0.5, nil, .nan]),
            try Column(strings: ["a", nil, "é"]), try Column(bools: [true, nil, false]),
            try Column(timestamps: [1, nil, 3]), try Column(dates: [0, nil, 19]),
            try Column(binary: [[1, 2], nil, []]),
            try Column(decimals: ["1.50", nil, "-2.00"], precision: 9, scale: 2),
            try Column(nulls: 3, type: .float32), try Column(repeating: .string("x"), count: 3),
        ]
        let arrived = try carried(columns)
        #expect(arrived.map(\.type) == columns.map(\.type))
        #expect(arrived == columns)
    }

    @Test func emptyColumnsAndNoneAtAllComeBack() throws {
        #expect(try carried([]) == [])
        let empty = try Column(strings: [])
        #expect(try carried([empty]) == [empty])
    }

    @Test func chunksStayAsTheyAre() throws {
        let column = try Column.concat([Column(int64s: [1, nil]), Column(int64s: []), Column(int64s: [3, 4])])
        let arrived = try carried([column])
        #expect(arrived == [column])
        #expect(arrived[0].chunkCount == column.chunkCount)
    }

    @Test func onlyASliceOfASliceIsCopied() throws {
        let column = try Column(repeating: .int64(7), count: 1_000_000).slice(offset: 10, count: 100)
        let (memory, sizes) = try Column.share([column])
        #expect(memory.byteCount < 10_000)
        #expect(try Column.shared(memory, sizes: sizes) == [column])
    }

    @Test func readingCopiesNothingAndTheMappingGoesWithTheLastColumn() throws {
        let rows = 1 << 20
        let (memory, sizes) = try Column.share([Column(repeating: .int64(7), count: rows)])
        let isRight = try undisturbed {
            let (pool, mapped) = (MemoryPool.bytesAllocated, MemoryPool.mappedSharedBytes)
            var columns = try Column.shared(memory, sizes: sizes)
            #expect(columns[0].count == rows)
            let isMapped = MemoryPool.mappedSharedBytes - mapped == memory.byteCount
            let isCopied = MemoryPool.bytesAllocated - pool >= rows
            columns = []
            return isMapped && !isCopied && MemoryPool.mappedSharedBytes == mapped
        }
        #expect(isRight)
    }

    @Test func columnsOutliveTheirDescriptor() throws {
        let isRight = try undisturbed {
            var memory: SharedMemory?
            let sizes: [Int64]
            (memory, sizes) = try Column.share([large()])
            let columns = try Column.shared(try #require(memory), sizes: sizes)
            let held = SharedMemory.bytesHeld
            let size = try #require(memory).byteCount
            memory = nil
            let isClosed = SharedMemory.bytesHeld == held - size
            #expect(try columns == [large()])
            return isClosed
        }
        #expect(isRight)
    }

    @Test func memoryThatMayStillChangeIsRefused() throws {
        #expect(throws: ColumnarError.self) { try SharedMemory(taking: open("/dev/null", O_RDONLY)) }
        #if os(Linux)
        let descriptor = weir_memory_create()
        var (before, after) = (stat(), stat())
        #expect(fstat(descriptor, &before) == 0)
        #expect(throws: ColumnarError.self) { try SharedMemory(taking: descriptor) }
        // It was taken all the same; the number may be another test's by now.
        #expect(fstat(descriptor, &after) != 0 || after.st_ino != before.st_ino || after.st_dev != before.st_dev)
        #endif
    }

    @Test func sharedMemoryCannotBeWritten() throws {
        let (memory, _) = try Column.share([large()])
        #if os(Linux)
        let descriptor = try #require(memory.descriptor)
        #expect(write(descriptor, "x", 1) == -1)
        #expect(ftruncate(descriptor, 0) == -1)
        #expect(mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) == MAP_FAILED)
        #endif
        withExtendedLifetime(memory) {}
    }

    @Test(arguments: [[1 << 40], [-1], [Int64.max, Int64.max], [8], [0]])
    func sizesThatDoNotFitAreRefused(sizes: [Int64]) throws {
        for column in [try Column(int64s: [1, 2]), try large()] {
            let (memory, _) = try Column.share([column])
            #expect(throws: ColumnarError.self) { try Column.shared(memory, sizes: sizes) }
        }
    }

    @Test func whatIsNoColumnIsRefused() throws {
        let bytes = [UInt8](repeating: 0x55, count: 4096)
        let (memory, _) = try SharedMemory.make { descriptor throws(ColumnarError) in
            _ = write(descriptor, bytes, bytes.count)
        }
        #expect(throws: ColumnarError.self) { try Column.shared(memory, sizes: [4096]) }
    }

    @Test func identityTellsOneColumnFromAnother() throws {
        let column = try Column(int64s: [1, 2])
        let copy = column
        #expect(copy.identity == column.identity)
        #expect(try Column(int64s: [1, 2]).identity != column.identity)
    }
}
