import Testing

@testable import Columnar

@Suite struct SortingTests {
    private func order(_ keys: (column: Column, descending: Bool)...) throws -> [Int64?] {
        try Sorting.indices(by: keys).int64s()
    }

    @Test func nullsComeLastBothWays() throws {
        let column = try Column(int64s: [2, nil, 1, 3])
        #expect(try order((column, false)) == [2, 0, 3, 1])
        #expect(try order((column, true)) == [3, 0, 2, 1])
    }

    @Test func nanIsGreaterThanEveryNumber() throws {
        let column = try Column(doubles: [.nan, 1, nil, .infinity, -2, -.infinity])
        #expect(try order((column, false)) == [5, 4, 1, 3, 0, 2])
        #expect(try order((column, true)) == [0, 3, 1, 4, 5, 2])
        #expect(try order((column.cast(to: .float32), true)) == [0, 3, 1, 4, 5, 2])
    }

    @Test func equalRowsKeepTheirOrder() throws {
        let column = try Column(doubles: [1, 0.0, 1, -0.0, 1])
        #expect(try order((column, false)) == [1, 3, 0, 2, 4])
        #expect(try order((column, true)) == [0, 2, 4, 1, 3])
        let text = try Column(strings: ["b", "a", "b", "a"])
        #expect(try order((text, true)) == [0, 2, 1, 3])
    }

    @Test func textIsOrderedByCodePoint() throws {
        let column = try Column(strings: ["é", "z", "Z", "a", "", "\u{10000}", "\u{FFFF}"])
        #expect(try order((column, false)) == [4, 2, 3, 1, 0, 6, 5])
    }

    @Test func laterKeysBreakTies() throws {
        let first = try Column.concat([Column(strings: ["x", "y"]), Column(strings: ["x", nil, "y"])])
        let second = try Column(int64s: [1, 2, 3, 4, 5])
        #expect(try order((first, false), (second, true)) == [2, 0, 4, 1, 3])
        #expect(try order((first, true), (second, false)) == [1, 4, 0, 2, 3])
    }

    @Test func everyTypeSorts() throws {
        #expect(try order((Column(bools: [true, nil, false]), false)) == [2, 0, 1])
        #expect(try order((Column(timestamps: [3, 1]), false)) == [1, 0])
        #expect(try order((Column(dates: [3, 1]), true)) == [0, 1])
        #expect(try order((Column(decimals: ["1.5", "-2"], precision: 5, scale: 1), false)) == [1, 0])
        #expect(try order((Column(nulls: 2, type: .null), false)) == [0, 1])
    }
}
