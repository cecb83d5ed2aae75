internal import CArrow

/// What `Grouping.aggregate` computes of each group's values that are not null.
package enum AggregateOperation: Sendable, Hashable {
    /// How many values are not null.
    case count
    /// Integers and bool to int64 (`.overflow` where the total does not fit), floats to float64, decimals to 38 digits.
    case sum
    /// The type stays; NaN is greater than every number.
    case min, max
    case mean
    /// Divided by n − `ddof`; null where that is not positive.
    case variance(ddof: Int = 1)
    case std(ddof: Int = 1)
    /// 0...1, linearly interpolated between the two nearest ranks (Hyndman–Fan type 7).
    case quantile(Double)
    /// In row order; the type stays.
    case first, last
    /// The most frequent value; ties: the smallest. The type stays.
    case mode
    /// How many different values there are.
    case distinctCount

    package static let median = AggregateOperation.quantile(0.5)
}

/// Rows numbered by their keys: which rows belong together. Immutable and usable from any thread.
package struct Grouping: Sendable {
    private let handle: GroupingHandle
    package let rowCount: Int
    package let groupCount: Int

    /// Groups are numbered from 0 in order of first appearance. Null keys form one group; -0.0 equals 0.0 and NaN
    /// equals NaN. Without keys there is one group, even of no rows.
    package init(keys: [Column], rows: Int) throws(ColumnarError) {
        let pointers = keys.map(\.handle.pointer)
        let grouping = try ColumnarError.make { error in
            withExtendedLifetime(keys) { carrow_grouping_make(pointers, pointers.count, Int64(rows), error) }
        }
        handle = GroupingHandle(taking: grouping)
        rowCount = rows
        groupCount = Int(carrow_grouping_group_count(grouping))
    }

    /// The group of each row, uint32. Taking a per-group column by it spreads the groups' values over the rows.
    package func ids() throws(ColumnarError) -> Column {
        Column(taking: try ColumnarError.make { carrow_grouping_ids(handle.pointer, $0) })
    }

    /// The first row of each group, int64, ascending. Taking the key columns by it gives the groups' keys.
    package func firstRows() throws(ColumnarError) -> Column {
        Column(taking: try ColumnarError.make { carrow_grouping_first_rows(handle.pointer, $0) })
    }

    /// The number of rows in each group, int64.
    package func counts() throws(ColumnarError) -> Column {
        Column(taking: try ColumnarError.make { carrow_grouping_counts(handle.pointer, $0) })
    }

    /// All rows, group after group and ascending within one (int64), and where each group starts in them: group `g` has
    /// `rows[offsets[g]..<offsets[g + 1]]`.
    package func partitions() throws(ColumnarError) -> (rows: Column, offsets: Column) {
        var rows: OpaquePointer?
        var offsets: OpaquePointer?
        try ColumnarError.check { carrow_grouping_partitions(handle.pointer, &rows, &offsets, $0) }
        guard let rows, let offsets else { throw ColumnarError(.internal, "a grouping without partitions") }
        return (Column(taking: rows), Column(taking: offsets))
    }

    /// One value a group, in the order of the groups. A group without values gives null (count: 0). Rows are visited in
    /// their order, so equal input gives equal bytes. Throws `.unsupported` where the type has no such aggregate.
    package func aggregate(_ column: Column, _ operation: AggregateOperation) throws(ColumnarError) -> Column {
        let (kind, parameter) = operation.cForm
        return Column(
            taking: try ColumnarError.make {
                carrow_grouping_aggregate(handle.pointer, column.handle.pointer, kind, parameter, $0)
            })
    }
}

extension Column {
    /// The aggregate of all rows: a column of one row.
    package func aggregate(_ operation: AggregateOperation) throws(ColumnarError) -> Column {
        try Grouping(keys: [], rows: count).aggregate(self, operation)
    }
}

extension AggregateOperation {
    fileprivate var cForm: (CArrowAggregate, Double) {
        switch self {
        case .count: (CARROW_COUNT, 0)
        case .sum: (CARROW_SUM, 0)
        case .min: (CARROW_MIN, 0)
        case .max: (CARROW_MAX, 0)
        case .mean: (CARROW_MEAN, 0)
        case .variance(let ddof): (CARROW_VARIANCE, Double(ddof))
        case .std(let ddof): (CARROW_STDDEV, Double(ddof))
        case .quantile(let q): (CARROW_QUANTILE, q)
        case .first: (CARROW_FIRST, 0)
        case .last: (CARROW_LAST, 0)
        case .mode: (CARROW_MODE, 0)
        case .distinctCount: (CARROW_DISTINCT, 0)
        }
    }
}

private final class GroupingHandle: @unchecked Sendable {  // The C++ object is immutable and the pointer a constant.
    let pointer: OpaquePointer

    init(taking pointer: OpaquePointer) { self.pointer = pointer }

    deinit { carrow_grouping_release(pointer) }
}
