internal import CArrow

package enum Sorting {
    /// The rows (uint64) in sorted order, for `take`. Stable. Nulls come last, descending too; NaN is greater than every
    /// number; text is ordered by Unicode code point. Throws where the columns' lengths differ or there is none.
    package static func indices(
        by keys: [(column: Column, descending: Bool)]
    ) throws(ColumnarError) -> Column {
        let pointers = keys.map(\.column.handle.pointer)
        let descending = keys.map(\.descending)
        return Column(
            taking: try ColumnarError.make { error in
                withExtendedLifetime(keys) { carrow_sort_indices(pointers, descending, pointers.count, error) }
            })
    }

    /// The numbers that would stand at `ranks` (ascending, from 0), were those that are not null sorted; NaN is greater than every number.
    /// Linear in the rows, logarithmic in the ranks.
    package static func values(of column: Column, at ranks: [Int]) throws(ColumnarError) -> [Double] {
        var values = [Double](repeating: 0, count: ranks.count)
        let ranks = ranks.map(Int64.init)
        try ColumnarError.check { carrow_column_ranked(column.handle.pointer, ranks, ranks.count, &values, $0) }
        return values
    }
}
