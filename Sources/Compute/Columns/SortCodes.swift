import Columnar

/// A column's values as whole numbers from 0 in their order, equal for equal values: what a sort that compares nothing needs of them.
struct SortCodes {
    /// By row. Nulls have the greatest, also where the order descends.
    let codes: [UInt64]
    /// How many bits the greatest takes.
    let bits: Int
    /// How many rows are not null.
    let valueCount: Int

    /// NaN is greater than every number, the two zeros are equal, text is in the order of Unicode code points.
    init(_ column: Column, descending: Bool = false) throws {
        let made: (codes: [UInt64], greatest: UInt64)? =
            switch column.type {
            case .bool, .timestamp, .date32: try Self.ofIntegers(column, descending)
            case .float64, .float32: try Self.ofFloats(column, descending)
            default: column.type.isInteger ? try Self.ofIntegers(column, descending) : nil
            }
        let (codes, greatest) = try made ?? Self.ofRanks(column, descending)
        self.codes = codes
        bits = UInt64.bitWidth - greatest.leadingZeroBitCount
        valueCount = column.count - column.nullCount
    }

    private static func ofIntegers(_ column: Column, _ descending: Bool) throws -> (codes: [UInt64], greatest: UInt64)?
    {
        try column.withInt64s { values in
            // With the sign's bit turned over, the order is that of unsigned numbers.
            try spread(values, descending) { UInt64(bitPattern: $0) ^ (1 << 63) }
        }
    }

    private static func ofFloats(_ column: Column, _ descending: Bool) throws -> (codes: [UInt64], greatest: UInt64)? {
        try column.withDoubles { values in
            try spread(values, descending) { value in
                let bits = value.isNaN ? Double.nan.bitPattern : value == 0 ? 0 : value.bitPattern
                // The bits of negative numbers ascend as the numbers descend.
                return bits & (1 << 63) == 0 ? bits | (1 << 63) : ~bits
            }
        }
    }

    /// Nil where no number is left for null.
    @inline(__always)
    private static func spread<Value>(
        _ values: FixedValues<Value>, _ descending: Bool, _ code: (Value) -> UInt64
    ) throws -> (codes: [UInt64], greatest: UInt64)? {
        let count = values.count
        let hasNulls = values.validity.hasNulls
        let slices = ParallelLoop.slices(of: count)
        var ends = [(least: UInt64, greatest: UInt64)](repeating: (.max, .min), count: slices.count)
        var range: UInt64 = 0
        let codes = try [UInt64](unsafeUninitializedCapacity: count) { codes, initialized in
            try ends.withUnsafeMutableBufferPointer { ends in
                try ParallelLoop.forEach(slices.count) { slice in
                    var (least, greatest) = (UInt64.max, UInt64.min)
                    for row in slices[slice] where !hasNulls || values.isValid(row) {
                        let value = code(values[row])
                        codes.initializeElement(at: row, to: value)
                        least = min(least, value)
                        greatest = max(greatest, value)
                    }
                    ends[slice] = (least, greatest)
                }
            }
            let least = ends.reduce(UInt64.max) { min($0, $1.least) }
            let greatest = ends.reduce(UInt64.min) { max($0, $1.greatest) }
            range = least > greatest ? 0 : greatest - least
            let none = range &+ 1
            try ParallelLoop.forEach(slices.count) { slice in
                for row in slices[slice] {
                    if hasNulls && !values.isValid(row) {
                        codes.initializeElement(at: row, to: none)
                    } else {
                        codes[row] = descending ? greatest &- codes[row] : codes[row] &- least
                    }
                }
            }
            initialized = count
        }
        if hasNulls && range == .max { return nil }
        return (codes, hasNulls ? range + 1 : range)
    }

    /// The numbers of groups.
    init(_ grouping: Grouping) throws {
        codes = try grouping.ids().withUInt32s { ids in try [UInt64](parallel: ids.count) { UInt64(ids[$0]) } }
        bits = Int.bitWidth - max(grouping.groupCount - 1, 0).leadingZeroBitCount
        valueCount = grouping.rowCount
    }

    /// By the places of the different values among themselves.
    private static func ofRanks(_ column: Column, _ descending: Bool) throws -> (codes: [UInt64], greatest: UInt64) {
        let grouping = try Grouping(keys: [column], rows: column.count)
        let values = try column.take(grouping.firstRows())
        let order = try Sorting.indices(by: [(values, descending)]).integers()
        var ranks = [UInt64](repeating: 0, count: order.count)
        for (rank, value) in order.enumerated() { ranks[value] = UInt64(rank) }
        let codes = try grouping.ids().withUInt32s { ids in
            try ranks.withUnsafeBufferPointer { ranks in
                try [UInt64](parallel: ids.count) { ranks[Int(ids[$0])] }
            }
        }
        return (codes, UInt64(max(order.count - 1, 0)))
    }
}
