import Testing

@testable import Columnar

@Suite struct AggregateTests {
    private let grouping: Grouping

    /// Rows 0, 2, 4, 6 are of group 0, the others of group 1.
    init() throws {
        grouping = try Grouping(keys: [Column(strings: ["a", "b", "a", "b", "a", "b", "a"])], rows: 7)
    }

    @Test func nullsAreSkippedAndAllNullGivesNull() throws {
        let column = try Column(int64s: [1, nil, nil, nil, 3, nil, 8])
        #expect(try grouping.aggregate(column, .count).int64s() == [3, 0])
        #expect(try grouping.aggregate(column, .sum).int64s() == [12, nil])
        #expect(try grouping.aggregate(column, .min).int64s() == [1, nil])
        #expect(try grouping.aggregate(column, .max).int64s() == [8, nil])
        #expect(try grouping.aggregate(column, .mean).doubles() == [4, nil])
        #expect(try grouping.aggregate(column, .variance()).doubles() == [13, nil])
        #expect(try grouping.aggregate(column, .variance(ddof: 0)).doubles() == [26.0 / 3, nil])
        #expect(try grouping.aggregate(column, .median).doubles() == [3, nil])
        #expect(try grouping.aggregate(column, .quantile(0.25)).doubles() == [2, nil])
        #expect(try grouping.aggregate(column, .first).int64s() == [1, nil])
        #expect(try grouping.aggregate(column, .last).int64s() == [8, nil])
        #expect(try grouping.aggregate(column, .mode).int64s() == [1, nil])
        #expect(try grouping.aggregate(column, .distinctCount).int64s() == [3, 0])
    }

    @Test func oneValueHasNoSampleDeviation() throws {
        let column = try Column(doubles: [2, 5, nil, 5, nil, 5, nil])
        #expect(try grouping.aggregate(column, .std()).doubles() == [nil, 0])
        #expect(try grouping.aggregate(column, .std(ddof: 0)).doubles() == [0, 0])
    }

    @Test func deviationsSurviveALargeOffset() throws {
        let column = try Column(doubles: [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        #expect(try column.aggregate(.variance()).doubles() == [30])
    }

    @Test func anIntegerSumThatDoesNotFitIsAnError() throws {
        let error = try #require(throws: ColumnarError.self) { try Column(int64s: [.max, 1]).aggregate(.sum) }
        #expect(error.code == .overflow)
        #expect(try Column(int64s: [.max, 1, -1]).aggregate(.sum).int64s() == [.max])
        #expect(try Column(int32s: [.max, .max]).aggregate(.sum).int64s() == [2 * Int64(Int32.max)])
    }

    @Test func nanIsAValueAndTheGreatest() throws {
        let column = try Column(doubles: [1, 2, .nan, 4, nil, 6, -1])
        #expect(try grouping.aggregate(column, .count).int64s() == [3, 3])
        #expect(try grouping.aggregate(column, .min).doubles() == [-1, 2])
        let max = try grouping.aggregate(column, .max).doubles()
        #expect(max[0]?.isNaN == true)
        #expect(max[1] == 6)
        #expect(try grouping.aggregate(column, .sum).doubles()[0]?.isNaN == true)
        #expect(try grouping.aggregate(column, .quantile(0.5)).doubles() == [1, 4])
        #expect(try Column(doubles: [.nan, -Double.nan, 0, -0.0]).aggregate(.distinctCount).int64s() == [2])
    }

    @Test func manyValuesInManyGroupsAreToldApart() throws {
        // Row i is of group i % 10 000; its value is i, but 7 where i >= 20 000.
        let rows: Int64 = 40_000
        let grouping = try Grouping(keys: [Column(int64s: (0..<rows).map { $0 % 10_000 })], rows: Int(rows))
        let column = try Column(int64s: (0..<rows).map { $0 >= 20_000 ? 7 : $0 })
        let distinct = try grouping.aggregate(column, .distinctCount).int64s()
        #expect(distinct == (0..<10_000).map { $0 == 7 ? 2 : 3 })
        #expect(try grouping.aggregate(column, .mode).int64s() == Array(repeating: 7, count: 10_000))
    }

    @Test func typesAreKept() throws {
        let text = try Column(strings: ["m", "z", "b", "z", "m", "y", nil])
        #expect(try grouping.aggregate(text, .min).strings() == ["b", "y"])
        #expect(try grouping.aggregate(text, .max).strings() == ["m", "z"])
        #expect(try grouping.aggregate(text, .first).strings() == ["m", "z"])
        #expect(try grouping.aggregate(text, .last).strings() == ["m", "y"])
        #expect(try grouping.aggregate(text, .mode).strings() == ["m", "z"])
        #expect(try grouping.aggregate(text, .distinctCount).int64s() == [2, 2])
        let times = try Column(timestamps: [5, 1, 4, 2, 9, nil, 3])
        #expect(try grouping.aggregate(times, .max) == Column(timestamps: [9, 2]))
        let dates = try Column(dates: [5, 1, 4, 2, 9, nil, 3])
        #expect(try grouping.aggregate(dates, .min) == Column(dates: [3, 1]))
        let small = try Column(int32s: [5, 1, 4, 2, 9, nil, 3])
        #expect(try grouping.aggregate(small, .mode).type == .int32)
    }

    @Test func modeTiesGoToTheSmallest() throws {
        #expect(try Column(int64s: [7, 3, 7, 3, 9]).aggregate(.mode).int64s() == [3])
        #expect(try Column(strings: ["b", "a", nil, nil, nil]).aggregate(.mode).strings() == ["a"])
    }

    @Test func boolsCountAsNumbers() throws {
        let column = try Column(bools: [true, nil, false, true])
        #expect(try column.aggregate(.sum).int64s() == [2])
        #expect(try column.aggregate(.mean).doubles() == [2.0 / 3])
        #expect(try column.aggregate(.max).bools() == [true])
    }

    @Test func decimalsStayExact() throws {
        let column = try Column(decimals: ["0.10", "0.20", nil], precision: 5, scale: 2)
        let sum = try column.aggregate(.sum)
        #expect(sum.type == .decimal128(precision: 38, scale: 2))
        #expect(try sum.cast(to: .string).strings() == ["0.30"])
        #expect(try column.aggregate(.max).cast(to: .string).strings() == ["0.20"])
    }

    @Test func textHasNoSum() throws {
        let error = try #require(throws: ColumnarError.self) { try Column(strings: ["a"]).aggregate(.sum) }
        #expect(error.code == .unsupported)
    }

    @Test func nullColumnsHaveNullAggregates() throws {
        let column = try Column(nulls: 3, type: .null)
        #expect(try column.aggregate(.count).int64s() == [0])
        #expect(try column.aggregate(.sum).int64s() == [nil])
        #expect(try column.aggregate(.mean).doubles() == [nil])
        #expect(try column.aggregate(.max).nullCount == 1)
        #expect(try column.aggregate(.mode).nullCount == 1)
        #expect(try column.aggregate(.distinctCount).int64s() == [0])
    }

    @Test func sumsOfFloatsDoNotDependOnChunks() throws {
        let values = (0..<10_000).map { Double($0) * 0.1 }
        let whole = try Column(doubles: values)
        let pieces = try Column.concat((0..<10).map { try whole.slice(offset: $0 * 1_000, count: 1_000) })
        #expect(try whole.aggregate(.sum).doubles() == pieces.aggregate(.sum).doubles())
    }
}
