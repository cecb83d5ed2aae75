import Testing

@testable import Columnar

@Suite struct GroupingTests {
    @Test func groupsAreNumberedByFirstAppearance() throws {
        let grouping = try Grouping(keys: [Column(strings: ["b", "a", "b", nil, "a", nil])], rows: 6)
        #expect(grouping.groupCount == 3)
        #expect(try grouping.ids().int64s() == [0, 1, 0, 2, 1, 2])
        #expect(try grouping.firstRows().int64s() == [0, 1, 3])
        #expect(try grouping.counts().int64s() == [2, 2, 2])
    }

    @Test func manyKeysStayInOrderOfFirstAppearance() throws {
        let rows = 200_000
        let keys = (0..<rows).map { Int64(($0 &* 2_654_435_761) % 50_021) }
        let grouping = try Grouping(keys: [Column(int64s: keys)], rows: rows)
        var numbers: [Int64: Int64] = [:]
        let expected = keys.map { key -> Int64 in
            if let number = numbers[key] { return number }
            numbers[key] = Int64(numbers.count)
            return Int64(numbers.count - 1)
        }
        #expect(grouping.groupCount == numbers.count)
        #expect(try grouping.ids().int64s() == expected)
    }

    @Test func zeroesAreEqualAndSoAreNaNs() throws {
        let keys = try Column(doubles: [0.0, -0.0, .nan, -Double.nan, nil, .nan])
        let grouping = try Grouping(keys: [keys], rows: 6)
        #expect(try grouping.ids().int64s() == [0, 0, 1, 1, 2, 1])
        let sliced = try Grouping(keys: [keys.slice(offset: 1, count: 4)], rows: 4)
        #expect(try sliced.ids().int64s() == [0, 1, 1, 2])
    }

    @Test func severalKeysGroupTogetherHoweverChunked() throws {
        let first = try Column.concat([Column(int64s: [1]), Column(int64s: [1, 2, 1])])
        let second = try Column.concat([Column(strings: ["x", "y"]), Column(strings: ["x", "x"])])
        let grouping = try Grouping(keys: [first, second], rows: 4)
        #expect(try grouping.ids().int64s() == [0, 1, 2, 0])
    }

    @Test func withoutKeysThereIsOneGroup() throws {
        let grouping = try Grouping(keys: [], rows: 3)
        #expect(grouping.groupCount == 1)
        #expect(try grouping.ids().int64s() == [0, 0, 0])
        let empty = try Grouping(keys: [], rows: 0)
        #expect(empty.groupCount == 1)
        #expect(try empty.firstRows().int64s() == [nil])
        #expect(try empty.aggregate(Column(int64s: []), .count).int64s() == [0])
        #expect(try empty.aggregate(Column(int64s: []), .sum).int64s() == [nil])
    }

    @Test func noRowsHaveNoGroups() throws {
        let grouping = try Grouping(keys: [Column(int64s: [])], rows: 0)
        #expect(grouping.groupCount == 0)
        #expect(try grouping.aggregate(Column(int64s: []), .sum).int64s() == [])
    }

    @Test func partitionsListTheRowsOfEachGroup() throws {
        let grouping = try Grouping(keys: [Column(strings: ["b", "a", "b", "a", "b"])], rows: 5)
        let (rows, offsets) = try grouping.partitions()
        #expect(try rows.int64s() == [0, 2, 4, 1, 3])
        #expect(try offsets.int64s() == [0, 3, 5])
    }
}
