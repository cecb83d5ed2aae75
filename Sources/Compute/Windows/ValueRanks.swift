import Columnar

/// The values of a column as their places among its different values in sorted order: what is left of them once only order and
/// equality matter.
struct ValueRanks {
    /// By row; -1 for null.
    let ranks: [Int]
    /// A row that has the value, the first of them, by rank.
    let rows: [Int]

    init(_ column: Column) throws {
        let codes = try SortCodes(column)
        let sorted = try SortedRows(RowKeys([codes], rows: column.count))
        var ranks = [Int](repeating: -1, count: column.count)
        var rows: [Int] = []
        // Nulls come last.
        for place in 0..<codes.valueCount {
            let row = Int(sorted[place].row)
            if place == 0 || sorted[place].key != sorted[place - 1].key { rows.append(row) }
            ranks[row] = rows.count - 1
        }
        (self.ranks, self.rows) = (ranks, rows)
    }
}

/// How often each rank is in a window: a complete binary tree over the ranks, with the sums and the greatest counts of its
/// branches. Logarithmic time an operation.
struct RankCounts {
    private let leaves: Int
    private var sums: [Int]
    private var peaks: [Int]
    private(set) var different = 0

    init(ranks: Int) {
        var leaves = 1
        while leaves < ranks { leaves *= 2 }
        self.leaves = leaves
        sums = [Int](repeating: 0, count: 2 * leaves)
        peaks = sums
    }

    var total: Int { sums[1] }

    mutating func add(_ rank: Int, _ change: Int) {
        var node = leaves + rank
        let before = sums[node]
        sums[node] += change
        peaks[node] = sums[node]
        different += (sums[node] > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
        while node > 1 {
            node /= 2
            sums[node] += change
            peaks[node] = Swift.max(peaks[2 * node], peaks[2 * node + 1])
        }
    }

    /// The rank at `position` (from 0) of all that are there, in order; `position` is less than `total`.
    func rank(at position: Int) -> Int {
        var node = 1
        var rest = position
        while node < leaves {
            node *= 2
            if rest >= sums[node] {
                rest -= sums[node]
                node += 1
            }
        }
        return node - leaves
    }

    /// The least of the most frequent ranks; nil for none.
    var mode: Int? {
        guard peaks[1] > 0 else { return nil }
        var node = 1
        while node < leaves {
            node *= 2
            if peaks[node] < peaks[node + 1] { node += 1 }
        }
        return node - leaves
    }
}
