import Columnar
import Plan

/// The rows partition after partition, each partition in an order of its own: how features that look at other rows walk. A column, so
/// that steps can share it as they share values: what the work `order` makes.
struct RowOrder {
    /// By place an int64: the row times four, plus two where the row differs from the one before it in what orders them, plus one where it
    /// starts a partition.
    let places: Column

    init(places: Column) { self.places = places }

    /// Rows with equal keys make a partition (nulls are equal); without keys all rows do. Within a partition the order is that
    /// of `orderBy` (nulls last, NaN greatest), of equals that of the rows.
    init(partitionBy keys: [Column], orderBy: [Column], descending: Bool = false, rows count: Int) throws {
        var sort = RadixSort(rows: count)
        var codes: [[UInt64]] = []
        for column in orderBy.reversed() {
            let own = try SortCodes(column, descending: descending)
            sort.sort(by: own.codes, bits: own.bits)
            codes.append(own.codes)
        }
        guard !keys.isEmpty else {
            places = try Self.pack(sort, codes, count) { _, _ in false }
            return
        }
        let grouping = try Grouping(keys: keys, rows: count)
        places = try grouping.ids().withUInt32s { ids in
            sort.sort(byGroups: ids.buffer, count: grouping.groupCount)
            return try Self.pack(sort, codes, count) { ids[$0] != ids[$1] }
        }
    }

    /// - Parameter areApart: whether two rows are of different partitions.
    @inline(__always)
    private static func pack(
        _ sort: RadixSort, _ codes: [[UInt64]], _ count: Int, _ areApart: (Int, Int) -> Bool
    ) throws -> Column {
        // Mostly there is one key, and then nothing to look for among many.
        if codes.count == 1 {
            return try codes[0].withUnsafeBufferPointer { code in
                try pack(sort, count, areApart) { code[$0] != code[$1] }
            }
        }
        return try pack(sort, count, areApart) { a, b in codes.contains { $0[a] != $0[b] } }
    }

    @inline(__always)
    private static func pack(
        _ sort: RadixSort, _ count: Int, _ areApart: (Int, Int) -> Bool, _ differ: (Int, Int) -> Bool
    ) throws -> Column {
        let packed = try ColumnWriter<Int64>(count: count)
        var place = 0
        var previous = -1
        sort.visit { row in
            let starts = previous < 0 || areApart(row, previous)
            let differs = starts || differ(row, previous)
            packed[place] = Int64(row) << 2 | (differs ? 2 : 0) | (starts ? 1 : 0)
            previous = row
            place += 1
        }
        return try packed.finish()
    }

    /// The places are valid only inside of `body`.
    func walk<Result>(_ body: (RowPlaces) throws -> Result) throws -> Result {
        try places.withInt64s { try body(RowPlaces(packed: $0.buffer)) }
    }
}

/// The places of a `RowOrder`, from 0.
struct RowPlaces {
    fileprivate let packed: UnsafeBufferPointer<Int64>

    var count: Int { packed.count }

    @inline(__always)
    func row(_ place: Int) -> Int { Int(packed[place] >> 2) }

    /// Whether the row differs from the one before it in what orders them, or starts a partition.
    @inline(__always)
    func startsPeers(_ place: Int) -> Bool { packed[place] & 2 != 0 }

    /// The end of the run of equals that begins at `place`.
    @inline(__always)
    func peersEnd(from place: Int) -> Int { end(from: place, mark: 2) }

    /// Calls `body` with the places of each partition.
    @inline(__always)
    func forEachPartition(_ body: (Range<Int>) throws -> Void) rethrows {
        var start = 0
        while start < count {
            let end = end(from: start, mark: 1)
            try body(start..<end)
            start = end
        }
    }

    @inline(__always)
    private func end(from place: Int, mark: Int64) -> Int {
        var next = place + 1
        while next < count, packed[next] & mark == 0 { next += 1 }
        return next
    }
}

extension Column {
    /// The values of an integer column without nulls.
    func integers() throws -> [Int] {
        try withInt64s { values in values.buffer.map { Int($0) } }
    }
}
