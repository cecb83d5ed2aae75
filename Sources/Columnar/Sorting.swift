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
}
