import Columnar
import SeededRandomness
import Testing

@testable import Compute

/// Rows in the order of their keys, against Swift's own sort.
@Suite("Sorted rows")
struct SortedRowsTests {
    private func expect(_ columns: [[Int64?]], descending: Bool = false, _ comment: Comment) throws {
        let rows = columns[0].count
        let made = try SortedRows.indices(by: columns.map { (try Column(int64s: $0), descending) }).integers()
        // Nulls last, whichever way the order goes.
        func isLess(_ a: Int, _ b: Int) -> Bool {
            for column in columns where column[a] != column[b] {
                guard let left = column[a], let right = column[b] else { return column[b] == nil }
                return descending ? left > right : left < right
            }
            return a < b
        }
        #expect(made == (0..<rows).sorted(by: isLess), comment)
    }

    @Test("keys of any number of bits, few and many rows", arguments: [1, 33, 5_000, 200_000])
    func widths(rows: Int) throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SeededGenerator(seed: seed)
        let ranges: [ClosedRange<Int64>] = [0...0, 0...1, 0...3_000, -7...1 << 40, .min ... .max]
        for range in ranges {
            let column = (0..<rows).map { _ in Int64.random(in: range, using: &random) as Int64? }
            try expect([column], "seed \(seed), \(range)")
        }
    }

    @Test("keys beyond a word, nulls, and either direction")
    func several() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SeededGenerator(seed: seed)
        let rows = 100_000
        func column(_ range: ClosedRange<Int64>) -> [Int64?] {
            (0..<rows).map { _ in
                Int.random(in: 0..<20, using: &random) == 0 ? nil : Int64.random(in: range, using: &random)
            }
        }
        let (few, many, wide) = (column(0...7), column(0...1 << 45), column((.min + 1) ... .max))
        for columns in [[few, many], [few, wide], [wide, few], [many, wide, few], [few, few, many]] {
            try expect(columns, "seed \(seed)")
            try expect(columns, descending: true, "seed \(seed), descending")
        }
    }

    @Test("nearly all keys alike, far from one other")
    func skewed() throws {
        var column = (0..<150_000).map { Int64($0 % 5) as Int64? }
        (column[70_000], column[3]) = (.max, -5)
        try expect([column], "skewed")
        try expect([column, (0..<150_000).map { Int64(150_000 - $0) }], "skewed, of two columns")
        try expect([(0..<150_000).map { Int64($0 / 3) }], "in order already")
    }
}
