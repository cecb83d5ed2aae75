import Testing

@testable import Columnar

@Suite struct AsofJoinTests {
    private func rows(
        _ left: [Int64?], _ right: [Int64?], _ matching: AsofMatching = AsofMatching()
    ) throws -> [Int64?] {
        try JoinIndices.asof(leftTime: Column(timestamps: left), rightTime: Column(timestamps: right), matching)
            .int64s()
    }

    @Test func backwardTakesTheLatestThatIsNotLater() throws {
        #expect(try rows([5, 10, 12, 0, nil], [10, 3, nil, 20]) == [1, 0, 0, nil, nil])
    }

    @Test func forwardTakesTheEarliestThatIsNotEarlier() throws {
        #expect(try rows([5, 10, 21], [10, 3, nil, 20], AsofMatching(direction: .forward)) == [0, 0, nil])
    }

    @Test func nearestPrefersBackwardAtEqualDistance() throws {
        #expect(try rows([4, 5, 6, 0, 99], [2, 8], AsofMatching(direction: .nearest)) == [0, 0, 1, 0, 1])
    }

    @Test func ofEqualTimesTheLastRowCounts() throws {
        let right: [Int64?] = [10, 20, 10, 20]
        #expect(try rows([15], right) == [2])
        #expect(try rows([15], right, AsofMatching(direction: .forward)) == [3])
        #expect(try rows([11], right, AsofMatching(direction: .nearest)) == [2])
    }

    @Test func exactMatchesCanBeLeftOut() throws {
        let right: [Int64?] = [10, 20, 20, 30]
        #expect(try rows([20], right, AsofMatching(allowExactMatches: false)) == [0])
        #expect(try rows([20], right, AsofMatching(direction: .forward, allowExactMatches: false)) == [3])
        #expect(try rows([20], right, AsofMatching(direction: .nearest, allowExactMatches: false)) == [0])
    }

    @Test func theToleranceIsInclusive() throws {
        let right: [Int64?] = [10, 20]
        #expect(try rows([13, 14], right, AsofMatching(tolerance: 3)) == [0, nil])
        #expect(try rows([17, 16], right, AsofMatching(direction: .forward, tolerance: 3)) == [1, nil])
        #expect(try rows([13, 15, 17], right, AsofMatching(direction: .nearest, tolerance: 3)) == [0, nil, 1])
        #expect(try rows([.max], [.min], AsofMatching(tolerance: .max)) == [nil])
        #expect(throws: ColumnarError.self) { try rows([1], [1], AsofMatching(tolerance: -1)) }
    }

    @Test func keysMustBeEqual() throws {
        let result = try JoinIndices.asof(
            leftTime: Column(timestamps: [5, 5, 5, 5]), rightTime: Column(timestamps: [4, 3, 1, 2]),
            leftBy: [Column(strings: ["a", "b", nil, "z"]), Column(int64s: [1, 1, 1, 1])],
            rightBy: [Column(strings: ["b", "a", "a", nil]), Column(int64s: [2, 1, 1, 1])], AsofMatching())
        #expect(try result.int64s() == [1, nil, nil, nil])
    }

    @Test func datesCompareWithTimestampsAndIntegersWithIntegers() throws {
        let days = try JoinIndices.asof(
            leftTime: Column(timestamps: [86_400_000_001]), rightTime: Column(dates: [0, 1, 2]), AsofMatching())
        #expect(try days.int64s() == [1])
        let numbers = try JoinIndices.asof(
            leftTime: Column(int64s: [7]), rightTime: Column(int32s: [3, 9]), AsofMatching())
        #expect(try numbers.int64s() == [0])
        let error = try #require(throws: ColumnarError.self) {
            try JoinIndices.asof(leftTime: Column(doubles: [1]), rightTime: Column(doubles: [1]), AsofMatching())
        }
        #expect(error.code == .unsupported)
    }

    @Test func emptySidesWork() throws {
        #expect(try rows([], [1]) == [])
        #expect(try rows([1], []) == [nil])
    }
}
