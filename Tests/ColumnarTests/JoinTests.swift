import Testing

@testable import Columnar

@Suite struct JoinTests {
    private func rows(
        _ left: [Column], _ right: [Column], _ kind: JoinKind
    ) throws -> (left: [Int64?], right: [Int64?]?) {
        let indices = try JoinIndices.hash(left: left, right: right, kind: kind)
        return (try indices.left.int64s(), try indices.right?.int64s())
    }

    private func keys() throws -> (left: [Column], right: [Column]) {
        ([try Column(strings: ["a", "x", "b", nil, "a"])], [try Column(strings: ["b", "a", "c", nil, "a"])])
    }

    @Test func innerKeepsTheLeftOrderAndTheRightsWithin() throws {
        let (left, right) = try keys()
        let result = try rows(left, right, .inner)
        #expect(result.left == [0, 0, 2, 4, 4])
        #expect(result.right == [1, 4, 0, 1, 4])
    }

    @Test func leftKeepsUnmatchedLeftRows() throws {
        let (left, right) = try keys()
        let result = try rows(left, right, .left)
        #expect(result.left == [0, 0, 1, 2, 3, 4, 4])
        #expect(result.right == [1, 4, nil, 0, nil, 1, 4])
    }

    @Test func rightAppendsUnmatchedRightRows() throws {
        let (left, right) = try keys()
        let result = try rows(left, right, .right)
        #expect(result.left == [0, 0, 2, 4, 4, nil, nil])
        #expect(result.right == [1, 4, 0, 1, 4, 2, 3])
    }

    @Test func outerKeepsBoth() throws {
        let (left, right) = try keys()
        let result = try rows(left, right, .outer)
        #expect(result.left == [0, 0, 1, 2, 3, 4, 4, nil, nil])
        #expect(result.right == [1, 4, nil, 0, nil, 1, 4, 2, 3])
    }

    @Test func semiAndAntiPartTheLeft() throws {
        let (left, right) = try keys()
        let semi = try rows(left, right, .semi)
        #expect(semi.left == [0, 2, 4])
        #expect(semi.right == nil)
        #expect(try rows(left, right, .anti).left == [1, 3])
    }

    @Test func severalKeysMatchTogether() throws {
        let left = [try Column(int64s: [1, 1, 2, nil]), try Column(strings: ["x", "y", "x", "x"])]
        let right = [try Column(int64s: [2, 1, nil]), try Column(strings: ["x", "y", "x"])]
        let result = try rows(left, right, .inner)
        #expect(result.left == [1, 2])
        #expect(result.right == [1, 0])
    }

    @Test func numbersCompareByValue() throws {
        let result = try rows([Column(int32s: [1, 2])], [Column(int64s: [2, 3])], .inner)
        #expect(result.left == [1])
        let mixed = try rows([Column(doubles: [1.5, 2, .nan])], [Column(int64s: [2, 3])], .inner)
        #expect(mixed.left == [1])
        let odd = try rows([Column(doubles: [.nan, -0.0])], [Column(doubles: [0.0, -Double.nan])], .inner)
        #expect(odd.right == [1, 0])
        #expect(throws: ColumnarError.self) { try rows([Column(int64s: [1])], [Column(strings: ["1"])], .inner) }
    }

    @Test func emptySidesWork() throws {
        let none = try Column(int64s: [])
        let some = try Column(int64s: [1, 2])
        #expect(try rows([none], [some], .inner).left == [])
        #expect(try rows([none], [some], .outer).left == [nil, nil])
        #expect(try rows([none], [some], .outer).right == [0, 1])
        #expect(try rows([some], [none], .left).right == [nil, nil])
        #expect(try rows([some], [none], .anti).left == [0, 1])
        #expect(try rows([none], [none], .outer).left == [])
    }

    @Test func manyRowsAreMatchedOnce() throws {
        let count: Int64 = 100_000
        let left = try Column(int64s: (0..<count).map { $0 * 7 % count })
        let right = try Column(int64s: (0..<count).map { $0 })
        let result = try rows([left], [right], .inner)
        #expect(result.left == (0..<count).map { $0 })
        #expect(result.right == (0..<count).map { $0 * 7 % count })
    }
}
