import Columnar

/// Rows in the order of their keys, equal ones as they come: sorted by the keys' bits, highest first, so that after one pass over memory
/// all that is left is piles that fit a near cache, which several threads sort. Linear in rows and bits; what is in order already costs
/// one look.
final class SortedRows {
    /// A row and the part of its key that fits one word.
    typealias Entry = (key: UInt64, row: UInt64)

    let count: Int
    private let entries: UnsafeMutablePointer<Entry>

    /// Of a pass over memory: as many piles as the processor can write to at once.
    private static let wideDigit = 11
    /// Of a pass within a near cache.
    private static let narrowDigit = 8
    /// Piles of as many entries fit a near cache, twice.
    private static let nearCount = 1 << 14
    /// So few are sorted by insertion.
    private static let fewCount = 32

    init(_ keys: RowKeys) throws {
        count = keys.count
        entries = .allocate(capacity: max(keys.count, 1))
        try keys.leading.withUnsafeBufferPointer { leading in
            if try keys.isWhole && Self.isSorted(leading) {
                try ParallelLoop.rows(count) { rows in
                    for row in rows { (entries + row).initialize(to: (leading[row], UInt64(row))) }
                }
            } else {
                try sort(leading, keys)
            }
        }
    }

    deinit { entries.deallocate() }

    /// The rows in the order of columns, the first before the others, as `take` wants them (int64). Stable. Nulls come last, descending
    /// too; NaN is greater than every number; text is ordered by Unicode code point.
    ///
    /// - Precondition: there is a column, and all are equally long.
    static func indices(by columns: [(column: Column, descending: Bool)]) throws -> Column {
        let rows = columns[0].column.count
        let codes = try columns.map { try SortCodes($0.column, descending: $0.descending) }
        let sorted = try SortedRows(RowKeys(codes, rows: rows))
        let indices = try ColumnWriter<Int64>(count: rows)
        let places = indices.buffer
        try ParallelLoop.rows(rows) { part in
            for place in part { places[place] = Int64(bitPattern: sorted[place].row) }
        }
        return try indices.finish()
    }

    /// Valid as long as this.
    subscript(place: Int) -> Entry {
        @inline(__always) get { entries[place] }
    }

    private static func isSorted(_ keys: UnsafeBufferPointer<UInt64>) throws -> Bool {
        let slices = ParallelLoop.slices(of: keys.count)
        return try withUnsafeTemporaryAllocation(of: Bool.self, capacity: slices.count) { sorted in
            try ParallelLoop.forEach(slices.count) { slice in
                let rows = slices[slice]
                var previous = rows.lowerBound > 0 ? keys[rows.lowerBound - 1] : 0
                for row in rows {
                    if keys[row] < previous { return sorted.initializeElement(at: slice, to: false) }
                    previous = keys[row]
                }
                sorted.initializeElement(at: slice, to: true)
            }
            return sorted.allSatisfy { $0 }
        }
    }

    /// Piles by the highest bits, each in the order of the rows; then each pile.
    private func sort(_ leading: UnsafeBufferPointer<UInt64>, _ keys: RowKeys) throws {
        let digit = min(Self.wideDigit, keys.leadingBits)
        let shift = UInt64(keys.leadingBits - digit)
        let (piles, slices) = (1 << digit, ParallelLoop.slices(of: count))
        // By slice and pile: how many, then where the next goes.
        var ends = [Int](repeating: 0, count: slices.count * piles)
        var starts = [Int](repeating: 0, count: piles + 1)
        try ends.withUnsafeMutableBufferPointer { ends in
            try ParallelLoop.forEach(slices.count) { slice in
                let ends = UnsafeMutableBufferPointer(rebasing: ends[(slice * piles)..<((slice + 1) * piles)])
                for row in slices[slice] { ends[Int(leading[row] &>> shift)] &+= 1 }
            }
            var start = 0
            for pile in 0..<piles {
                starts[pile] = start
                for slice in slices.indices {
                    let rows = ends[slice * piles + pile]
                    ends[slice * piles + pile] = start
                    start += rows
                }
            }
            starts[piles] = start
            try ParallelLoop.forEach(slices.count) { slice in
                let ends = UnsafeMutableBufferPointer(rebasing: ends[(slice * piles)..<((slice + 1) * piles)])
                for row in slices[slice] {
                    let pile = Int(leading[row] &>> shift)
                    (entries + ends[pile]).initialize(to: (leading[row], UInt64(row)))
                    ends[pile] &+= 1
                }
            }
        }
        try starts.withUnsafeBufferPointer { starts in
            try ParallelLoop.forEach(piles) { pile in
                let pile = UnsafeMutableBufferPointer(
                    start: entries + starts[pile], count: starts[pile + 1] - starts[pile])
                Self.sort(pile, bits: Int(shift))
                if !keys.isWhole { Self.sortEquals(in: pile, keys) }
            }
        }
    }

    /// Entries that are alike but for the lowest bits.
    private static func sort(_ entries: UnsafeMutableBufferPointer<Entry>, bits: Int) {
        if bits == 0 || entries.count < 2 { return }
        if entries.count <= fewCount { return insert(entries) }
        let spare = UnsafeMutableBufferPointer<Entry>.allocate(capacity: entries.count)
        defer { spare.deallocate() }
        if entries.count <= nearCount {
            sortNear(entries, spare, bits: bits)
        } else {
            sortFar(entries, spare, bits: bits)
        }
    }

    private static func insert(_ entries: UnsafeMutableBufferPointer<Entry>) {
        for place in 1..<entries.count {
            let entry = entries[place]
            var hole = place
            while hole > 0, entries[hole - 1].key > entry.key {
                entries[hole] = entries[hole - 1]
                hole -= 1
            }
            entries[hole] = entry
        }
    }

    /// Digit by digit from the lowest, to and fro between two places that are both in a near cache.
    private static func sortNear(
        _ entries: UnsafeMutableBufferPointer<Entry>, _ spare: UnsafeMutableBufferPointer<Entry>, bits: Int
    ) {
        var (from, to) = (entries, spare)
        for low in stride(from: 0, to: bits, by: narrowDigit)
        where distribute(from, to, at: low, bits: min(narrowDigit, bits - low)) {
            swap(&from, &to)
        }
        if from.baseAddress != entries.baseAddress { _ = entries.update(fromContentsOf: from) }
    }

    /// Piles by the highest of the bits, then each pile.
    private static func sortFar(
        _ entries: UnsafeMutableBufferPointer<Entry>, _ spare: UnsafeMutableBufferPointer<Entry>, bits: Int
    ) {
        let digit = min(wideDigit, bits)
        let low = bits - digit
        if distribute(entries, spare, at: low, bits: digit) { _ = entries.update(fromContentsOf: spare) }
        let mask: UInt64 = (1 << UInt64(digit)) - 1
        var start = 0
        while start < entries.count {
            let pile = (entries[start].key &>> UInt64(low)) & mask
            var end = start + 1
            while end < entries.count, (entries[end].key &>> UInt64(low)) & mask == pile { end += 1 }
            sort(UnsafeMutableBufferPointer(rebasing: entries[start..<end]), bits: low)
            start = end
        }
    }

    /// Puts the entries into `to` in the order of the digit of `bits` bits at `low`; false where they all have the same, and nothing moved.
    @inline(__always)
    private static func distribute(
        _ from: UnsafeMutableBufferPointer<Entry>, _ to: UnsafeMutableBufferPointer<Entry>, at low: Int, bits: Int
    ) -> Bool {
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        let shift = UInt64(low)
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << bits) { ends in
            ends.initialize(repeating: 0)
            for entry in from { ends[Int((entry.key &>> shift) & mask)] &+= 1 }
            var start = 0
            for digit in ends.indices {
                let rows = ends[digit]
                if rows == from.count { return false }
                ends[digit] = start
                start &+= rows
            }
            for entry in from {
                let digit = Int((entry.key &>> shift) & mask)
                (to.baseAddress.unsafelyUnwrapped + ends[digit]).initialize(to: entry)
                ends[digit] &+= 1
            }
            return true
        }
    }

    /// Where a key has more bits than one word, those with equal words are few: they are compared.
    private static func sortEquals(in entries: UnsafeMutableBufferPointer<Entry>, _ keys: RowKeys) {
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            if end - start > 1 {
                entries[start..<end].sort { a, b in
                    let (first, second) = (Int(a.row), Int(b.row))
                    return keys.isLess(first, second) || first < second && !keys.isLess(second, first)
                }
            }
            start = end
        }
    }
}
