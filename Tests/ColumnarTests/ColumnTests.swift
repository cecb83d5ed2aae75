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

    @Test func takeReachesIntoAllChunksOfEveryType() throws {
        func check(_ parts: Column..., slice: Bool = true) throws {
            let whole = try Column.concat(parts)
            let scalars = try whole.scalars()
            let rows: [Int64?] = [4, 0, nil, 3, 1, 1, 2]
            let expected = rows.map { $0.map { scalars[Int($0)] } ?? .null }
            #expect(try whole.take(Column(int64s: rows)).scalars() == expected)
            #expect(try whole.take(Column(int64s: rows).cast(to: .uint32)).scalars() == expected)
            #expect(try whole.take(Column(int64s: rows).cast(to: .int8)).scalars() == expected)
            #expect(
                try whole.slice(offset: 1, count: 4).take(Column(int64s: [3, 0])).scalars() == [scalars[4], scalars[1]])
        }
        try check(Column(int64s: [1, nil]), Column(int64s: []), Column(int64s: [3, 4, 5]))
        try check(Column(int32s: [1, nil]), Column(int32s: [3, 4, 5]))
        try check(Column(doubles: [1, nil]), Column(doubles: [3, 4, 5]))
        try check(Column(bools: [true, nil]), Column(bools: [false, true, true]))
        try check(Column(strings: ["a", nil]), Column(strings: ["", "ccc", "dd"]))
        try check(Column(timestamps: [1, nil]), Column(timestamps: [3, 4, 5]))
        try check(Column(dates: [1, nil]), Column(dates: [3, 4, 5]))
        try check(
            Column(decimals: ["1.5", nil], precision: 4, scale: 1),
            Column(decimals: ["2.5", "-3.5", "4.5"], precision: 4, scale: 1))
        try check(Column(nulls: 2, type: .null), Column(nulls: 3, type: .null))
    }

    @Test func takeChecksItsRows() throws {
        let column = try Column(int64s: [1, 2])
        for row: Int64 in [2, -1, .max] {
            let error = try #require(throws: ColumnarError.self) { try column.take(Column(int64s: [0, row])) }
            #expect(error.code == .invalid)
        }
        #expect(throws: ColumnarError.self) { try column.take(Column(doubles: [0])) }
        #expect(try Column(int64s: []).take(Column(int64s: [nil])).int64s() == [nil])
        #expect(try Column(strings: []).take(Column(int64s: [nil, nil])).strings() == [nil, nil])
        #expect(try column.take(Column(int64s: [])).count == 0)
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
