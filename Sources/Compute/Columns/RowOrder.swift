import Columnar

/// The rows partition after partition, each partition in an order of its own: how features that look at other rows walk.
struct RowOrder {
    /// Row numbers.
    let rows: [Int]
    /// Where each partition starts in `rows`, and the end.
    private let starts: [Int]

    /// Rows with equal keys make a partition (nulls are equal); without keys all rows do. Within a partition the order is that
    /// of `orderBy` (nulls last, NaN greatest), of equals that of the rows.
    init(partitionBy keys: [Column], orderBy: [Column], descending: Bool = false, rows count: Int) throws {
        if keys.isEmpty && orderBy.isEmpty {
            rows = Array(0..<count)
            starts = count == 0 ? [0] : [0, count]
            return
        }
        let grouping = try Grouping(keys: keys, rows: count)
        if orderBy.isEmpty {
            let (order, offsets) = try grouping.partitions()
            rows = try order.integers()
            starts = try offsets.integers()
            return
        }
        let ids: [(column: Column, descending: Bool)] = keys.isEmpty ? [] : [(try grouping.ids(), false)]
        rows = try Sorting.indices(by: ids + orderBy.map { ($0, descending) }).integers()
        var start = 0
        starts =
            try [0]
            + grouping.counts().integers().map { count in
                start += count
                return start
            }
    }

    /// Ranges of `rows`; one may be empty.
    var partitions: some Sequence<Range<Int>> {
        zip(starts, starts.dropFirst()).lazy.map { $0..<$1 }
    }
}

extension Column {
    /// The values of an integer column without nulls.
    func integers() throws -> [Int] {
        try withInt64s { values in values.buffer.map { Int($0) } }
    }
}
