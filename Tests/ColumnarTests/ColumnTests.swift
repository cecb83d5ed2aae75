import Testing

@testable import Columnar

@Suite struct ColumnTests {
    @Test func valuesComeBackAsTheyWentIn() throws {
        #expect(try Column(int64s: [1, nil, -3]).int64s() == [1, nil, -3])
        #expect(try Column(doubles: [0.5, nil]).doubles() == [0.5, nil])
        #expect(try Column(strings: ["a", nil, "", "é"]).strings() == ["a", nil, "", "é"])
        #expect(try Column(bools: [true, nil, false]).bools() == [true, nil, false])
        #expect(try Column(timestamps: [1, nil]).timestamps() == [1, nil])
        #expect(try Column(dates: [0, nil, 19]).int64s() == [0, nil, 19])
        #expect(try Column(binary: [[1, 2], nil, []]).scalars() == [.binary([1, 2]), .null, .binary([])])
    }

    @Test func typesAndCountsAreKnown() throws {
        let column = try Column(strings: ["a", nil])
        #expect(column.count == 2)
        #expect(column.nullCount == 1)
        #expect(column.type == .string)
        #expect(try Column(timestamps: []).type == .utcTimestamp)
        #expect(try Column(nulls: 3, type: .float32).type == .float32)
        #expect(try Column(nulls: 3, type: .float32).nullCount == 3)
    }

    @Test func scalarsRepeatAndComeBack() throws {
        let scalars: [Scalar] = [
            .null, .bool(true), .int64(-7), .double(2.5), .string("wörd"), .timestamp(1_000_001), .date(366),
            .decimal("12.50", precision: 6, scale: 2), .binary([0, 255]),
        ]
        for scalar in scalars {
            let column = try Column(repeating: scalar, count: 2)
            #expect(column.type == scalar.type)
            #expect(try column.scalars() == [scalar, scalar])
        }
    }

    @Test func takeReordersAndANullIndexGivesNull() throws {
        let column = try Column(strings: ["a", "b", "c"])
        #expect(try column.take(Column(int64s: [2, nil, 0, 2])).strings() == ["c", nil, "a", "c"])
    }

    @Test func aNullInAMaskDropsTheRow() throws {
        let column = try Column(int64s: [1, 2, 3, 4])
        #expect(try column.filter(Column(bools: [true, nil, false, true])).int64s() == [1, 4])
    }

    @Test func slicesShareMemory() throws {
        let column = try Column(int64s: Array(0..<1_000))
        let slice = try column.slice(offset: 10, count: 3)
        #expect(try slice.int64s() == [10, 11, 12])
        #expect(slice.buffers == column.buffers)
        #expect(throws: ColumnarError.self) { try column.slice(offset: 999, count: 2) }
    }

    @Test func slicedValuesAreReadAtTheirOffset() throws {
        let bools = try Column(bools: [true, false, nil, true, true, nil, false, false, true, false])
        #expect(try bools.slice(offset: 3, count: 6).bools() == [true, true, nil, false, false, true])
        let strings = try Column(strings: ["zero", nil, "two", "three"])
        #expect(try strings.slice(offset: 1, count: 3).strings() == [nil, "two", "three"])
    }

    @Test func concatenationKeepsChunksUntilCombined() throws {
        let column = try Column.concat([Column(int64s: [1, nil]), Column(int64s: [3])])
        #expect(column.chunkCount == 2)
        #expect(try column.int64s() == [1, nil, 3])
        #expect(try column.combined().chunkCount == 1)
        #expect(throws: ColumnarError.self) { try Column.concat([Column(int64s: [1]), Column(strings: ["a"])]) }
    }

    @Test func bytesAreThoseOfTheBuffers() throws {
        #expect(try Column(int64s: Array(0..<100)).byteCount == 800)
        #expect(try Column(strings: ["ab", "cd"]).byteCount == 3 * 4 + 4)
    }
}
