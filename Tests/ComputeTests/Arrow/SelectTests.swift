import Columnar
import Compute
import Plan
import Testing

@Suite("Where, distinct, sort, limit")
struct SelectTests {
    private func select(
        _ columns: [Column], where predicate: String? = nil, distinct: Bool = false, descending: [Bool] = [],
        limit: Int? = nil
    ) throws -> [[String?]] {
        let work = SelectWork(
            predicate: try predicate.map { try ParsedExpression($0) }, distinct: distinct, descending: descending,
            limit: limit)
        return try StepRunner().perform(.select(work), columns).texts
    }

    @Test("sorting is stable, with nulls last and NaN greatest, descending too")
    func sort() throws {
        let keys = try Column(doubles: [2, nil, .nan, 1, 2])
        let names = try Column(strings: ["a", "b", "c", "d", "e"])
        #expect(try select([keys, names], descending: [false]) == [["d", "a", "e", "c", "b"]])
        #expect(try select([keys, names], descending: [true]) == [["c", "a", "e", "d", "b"]])
    }

    @Test("several sort keys")
    func severalKeys() throws {
        let a = try Column(int64s: [1, 2, 1, 2])
        let b = try Column(strings: ["x", "y", "z", "x"])
        #expect(
            try select([a, b, a, b], descending: [true, false]) == [["2", "2", "1", "1"], ["x", "y", "x", "z"]])
    }

    @Test("distinct keeps the first of each, by all columns")
    func distinct() throws {
        let a = try Column(int64s: [1, 1, nil, 1, nil])
        let b = try Column(strings: ["x", "y", "z", "x", "z"])
        #expect(try select([a, b], distinct: true) == [["1", "1", nil], ["x", "y", "z"]])
    }

    @Test("limit comes after the sort; beyond the rows it changes nothing")
    func limit() throws {
        let a = try Column(int64s: [3, 1, 2])
        #expect(try select([a], limit: 2) == [["3", "1"]])
        #expect(try select([a], limit: 9) == [["3", "1", "2"]])
        #expect(try select([a], limit: 0) == [[]])
        #expect(try select([a, a], descending: [false], limit: 2) == [["1", "2"]])
    }

    @Test("a few rows of many do not keep the memory of all")
    func memory() throws {
        let many = try Column(int64s: (0..<100_000).map { Int64($0) })
        let product = try StepRunner().perform(
            .select(SelectWork(predicate: nil, distinct: false, descending: [], limit: 3)), [many])
        #expect(product.outputs[0].byteCount < 1000)
    }

    @Test("all in one: where, then distinct, then sort, then limit")
    func together() throws {
        let a = try Column(int64s: [5, 3, 5, 9, 3, 1])
        #expect(
            try select([a, a, a], where: "a < 9", distinct: true, descending: [true], limit: 2) == [["5", "3"]])
    }

    @Test("no keys at all is an alias, which shares the data")
    func alias() throws {
        let a = try Column(strings: ["x"])
        let product = try StepRunner().perform(
            .select(SelectWork(predicate: nil, distinct: false, descending: [], limit: nil)), [a])
        #expect(try product.column(0).buffers == a.buffers)
    }
}
