import Columnar
import Compute
import Plan
import SeededRandomness
import Testing

/// The step that orders rows, and the features that share it.
@Suite("Orders of rows")
struct RowOrderTests {
    /// Rows, and whether each starts a partition, or differs from the one before.
    private func order(_ partitions: Int, descending: Bool = false, _ columns: [Column]) throws -> [[Int64]] {
        let work = StepWork.order(OrderWork(partitions: partitions, descending: descending))
        let packed = try StepRunner().perform(work, columns).column(0).int64s()
        let byRows = try StepRunner(framework: RowsFramework()).perform(work, columns).column(0).int64s()
        // Rows compares values, Arrow their codes; partitions may stand in any order.
        #expect(Self.partitions(packed) == Self.partitions(byRows))
        return Self.partitions(packed).flatMap { $0 }
    }

    /// The partitions by their least rows, each as its rows in order with their two marks.
    private static func partitions(_ packed: [Int64?]) -> [[[Int64]]] {
        var partitions: [[[Int64]]] = []
        for place in packed.map({ $0 ?? 0 }) {
            if place & 1 == 1 { partitions.append([]) }
            partitions[partitions.count - 1].append([place >> 2, place & 2, place & 1])
        }
        return partitions.sorted { ($0.map { $0[0] }.min() ?? 0) < ($1.map { $0[0] }.min() ?? 0) }
    }

    @Test("partition after partition, equals in the order of the rows, nulls last")
    func small() throws {
        let keys = try Column(strings: ["b", "a", "b", nil, "a", nil])
        let times = try Column(int64s: [5, nil, 3, 1, 2, 1])
        #expect(
            try order(1, [keys, times]) == [[2, 2, 1], [0, 2, 0], [4, 2, 1], [1, 2, 0], [3, 2, 1], [5, 0, 0]])
        #expect(
            try order(1, descending: true, [keys, times]).map { $0[0] } == [0, 2, 4, 1, 3, 5])
        #expect(try order(1, [keys]).map { $0[0] } == [0, 2, 1, 4, 3, 5])
        #expect(try order(0, [times]).map { $0[0] } == [3, 5, 4, 2, 0, 1])
        #expect(try order(0, [Column(int64s: [])]) == [])
        #expect(try order(1, [Column(int64s: [7]), Column(int64s: [nil])]) == [[0, 2, 1]])
    }

    @Test("values of every type, at the ends of their range")
    func types() throws {
        let columns: [Column] = [
            try Column(int64s: [.max, .min, nil, 0, -1, .max, .min, nil]),
            try Column(int64s: [3, 2, 1, 0, 3, 2, 1, 0]),
            try Column(doubles: [.nan, -.infinity, .infinity, 0, -0.0, -1e-300, nil, .nan]),
            try Column(doubles: [1, -1, 2, -2, 1e300, -1e300, 0.5, -0.5]),
            try Column(strings: ["b", "", nil, "é", "e\u{301}", "b", "👍", "z"]),
            try Column(bools: [true, nil, false, true, false, nil, true, false]),
            try Column(dates: [3, nil, -3, 0, .max, .min, 0, 1]),
            try Column(timestamps: [.max, .min, nil, 0, 5, -5, 0, 1]),
            try Column(
                decimals: ["1.50", "-2.25", nil, "1.50", "0.00", "99.99", "-99.99", "0.01"], precision: 6, scale: 2),
            try Column(strings: Array(repeating: nil, count: 8)),
        ]
        for first in columns {
            for descending in [false, true] {
                _ = try order(0, descending: descending, [first])
                for second in columns { _ = try order(1, descending: descending, [second, first]) }
                _ = try order(0, descending: descending, [columns[5], first])
            }
        }
    }

    @Test("any rows", arguments: [1, 2, 100, 5_000])
    func anyRows(count: Int) throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SeededGenerator(seed: seed)
        func some<Value>(_ value: (inout SeededGenerator) -> Value) -> [Value?] {
            (0..<count).map { _ in Int.random(in: 0..<9, using: &random) == 0 ? nil : value(&random) }
        }
        let keys = try Column(int64s: some { Int64.random(in: 0..<7, using: &$0) })
        let wide = try Column(int64s: some { Int64.random(in: .min ... .max, using: &$0) })
        let doubles = try Column(doubles: some { Double.random(in: -5...5, using: &$0).rounded() })
        let texts = try Column(strings: some { "t\(Int.random(in: 0..<50, using: &$0))" })
        for columns in [[keys, wide], [keys, doubles, wide], [texts, keys, doubles], [wide, doubles]] {
            for partitions in 0...1 {
                let rows = try order(partitions, descending: count % 2 == 0, columns).map { $0[0] }
                #expect(rows.sorted() == (0..<Int64(count)).map { $0 }, "seed \(seed)")
            }
        }
    }
}
