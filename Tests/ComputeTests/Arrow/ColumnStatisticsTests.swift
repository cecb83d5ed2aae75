import Columnar
import Plan
import Testing

@testable import Compute

/// What a column is described by; answers by hand.
@Suite struct ColumnStatisticsTests {
    private func bins(_ counts: [Int: Int]) -> [Int] { (0..<16).map { counts[$0] ?? 0 } }

    @Test func integersHaveEndsMomentsAndBins() throws {
        let statistics = try ColumnStatistics(of: Column(int64s: [0, 16, nil, 8, 8]))
        #expect(
            statistics
                == ColumnStatistics(
                    count: 4, distinct: 3, min: "0", max: "16", mean: 8, deviation: (128.0 / 3).squareRoot(),
                    histogram: bins([0: 1, 8: 2, 15: 1])))
    }

    @Test func everyBinTakesItsLowerEdgeAndTheLastBothOfItsEdges() throws {
        let statistics = try ColumnStatistics(of: Column(doubles: (0...16).map { Double($0) }))
        #expect(statistics.histogram == Array(repeating: 1, count: 15) + [2])
    }

    @Test func nanAndInfinitiesAreCountedApart() throws {
        let column = try Column(doubles: [.nan, 1, nil, .infinity, 3, -.infinity, .nan])
        #expect(
            try ColumnStatistics(of: column)
                == ColumnStatistics(
                    count: 6, nonFinite: 4, distinct: 2, min: "1", max: "3", mean: 2, deviation: 2.0.squareRoot(),
                    histogram: bins([0: 1, 15: 1])))
    }

    @Test func columnOfNaNHasNothingElse() throws {
        #expect(
            try ColumnStatistics(of: Column(doubles: [.nan, nil]))
                == ColumnStatistics(count: 1, nonFinite: 1, distinct: 0))
    }

    @Test(
        arguments: [
            ColumnType.int64, .float64, .string, .utcTimestamp, .date32, .decimal128(precision: 9, scale: 2), .int32,
        ], [0, 3])
    func columnWithoutValuesHasNoEnds(_ type: ColumnType, _ rows: Int) throws {
        #expect(
            try ColumnStatistics(of: Column(nulls: rows, type: type)) == ColumnStatistics(count: 0, distinct: 0))
    }

    @Test func oneValueIsOneBin() throws {
        #expect(
            try ColumnStatistics(of: Column(doubles: [2.5]))
                == ColumnStatistics(count: 1, distinct: 1, min: "2.5", max: "2.5", mean: 2.5, histogram: [1]))
        #expect(try ColumnStatistics(of: Column(int64s: [7, 7, nil])).histogram == [2])
    }

    @Test func greatestNumbersOverflowNothing() throws {
        let integers = try ColumnStatistics(of: Column(int64s: [.max, .max, .min]))
        #expect(integers.mean == 0x1p63 / 3)
        #expect(integers.histogram == bins([0: 1, 15: 2]))
        #expect(integers.max == "9223372036854775807")
        let big = Double.greatestFiniteMagnitude
        let doubles = try ColumnStatistics(of: Column(doubles: [big, big, -big]))
        #expect(doubles.histogram == bins([0: 1, 15: 2]))
        #expect(doubles.deviation == nil)
        let small = try ColumnStatistics(of: Column(doubles: [0, .leastNonzeroMagnitude]))
        #expect(small.histogram == [2])
    }

    @Test func decimalsAreNumbers() throws {
        let column = try Column(decimals: ["1.50", "-2.25", nil], precision: 9, scale: 2)
        let statistics = try ColumnStatistics(of: column)
        #expect([statistics.min, statistics.max] == ["-2.25", "1.50"])
        #expect(statistics.mean == -0.375)
        #expect(statistics.histogram == bins([0: 1, 15: 1]))
        #expect(statistics.distinct == 2)
    }

    @Test func timesHaveEndsAndBins() throws {
        let timestamps = try ColumnStatistics(of: Column(timestamps: [0, 16_000_000, nil, 4_000_000]))
        #expect(
            timestamps
                == ColumnStatistics(
                    count: 3, distinct: 3, min: "1970-01-01T00:00:00Z", max: "1970-01-01T00:00:16Z",
                    histogram: bins([0: 1, 4: 1, 15: 1])))
        let dates = try ColumnStatistics(of: Column(dates: [-1, 1]))
        #expect([dates.min, dates.max] == ["1969-12-31", "1970-01-02"])
        #expect(dates.histogram == bins([0: 1, 15: 1]))
    }

    @Test func textHasItsFiveMostFrequentValues() throws {
        let column = try Column(
            strings: ["b", "a", nil, "a", "c", "d", nil, nil, "e", "f", "g", "f"].map { $0 })
        #expect(
            try ColumnStatistics(of: column)
                == ColumnStatistics(
                    count: 9, distinct: 7, min: "a", max: "g",
                    frequencies: [("a", 2), ("f", 2), ("b", 1), ("c", 1), ("d", 1)].map { .init(value: $0, count: $1) })
        )
    }

    @Test func textIsCutAndMadeFitForOneLine() throws {
        let column = try Column(strings: ["x\n\u{1B}[31m" + String(repeating: "y", count: 200)])
        let statistics = try ColumnStatistics(of: column)
        #expect(statistics.min?.hasPrefix("x\\n\\u{1B}[31my") == true)
        #expect(statistics.min?.hasSuffix("y…") == true)
        #expect(statistics.frequencies.first?.value == statistics.min)
    }

    @Test func boolsAreCountedByValue() throws {
        let statistics = try ColumnStatistics(of: Column(bools: [true, nil, false, true]))
        #expect(
            statistics
                == ColumnStatistics(
                    count: 3, distinct: 2,
                    frequencies: [.init(value: "true", count: 2), .init(value: "false", count: 1)]
                ))
    }

    @Test func binaryIsOnlyCounted() throws {
        #expect(try ColumnStatistics(of: Column(binary: [[1], nil, [1]])) == ColumnStatistics(count: 2))
    }

    @Test func severalChunksAreOneColumn() throws {
        let column = try Column.concat([Column(int64s: [0, 16]), Column(int64s: [8, nil])])
        #expect(column.chunkCount == 2)
        #expect(try ColumnStatistics(of: column).histogram == bins([0: 1, 8: 1, 15: 1]))
        let text = try Column.concat([Column(strings: ["a"]), Column(strings: ["b", "b"])])
        #expect(try ColumnStatistics(of: text).frequencies.map(\.count) == [2, 1])
    }

    @Test func manyRowsAreSampledEvenly() throws {
        // 0 to 15 999: each bin holds 1000.
        let column = try Column(int64s: (0..<16_000).map { $0 })
        let statistics = try ColumnStatistics(of: column, sample: 1_600)
        #expect(statistics.sampledRows == 1_600)
        #expect(statistics.distinct == nil)
        #expect(statistics.count == 16_000)
        #expect([statistics.min, statistics.max] == ["0", "15999"])
        #expect(statistics.mean == 7999.5)
        #expect(statistics.histogram.reduce(0, +) == 1_600)
        #expect(statistics.histogram.allSatisfy { (75...125).contains($0) }, "\(statistics.histogram)")
        #expect(try ColumnStatistics(of: column, sample: 16_000).sampledRows == nil)
        let text = try ColumnStatistics(of: column.cast(to: .string), sample: 64)
        #expect(text.sampledRows == 64)
        #expect(text.max == "9999")
        #expect(
            try ColumnStatistics(of: Column(bools: Array(repeating: true, count: 500)), sample: 70).sampledRows == 64)
    }
}
