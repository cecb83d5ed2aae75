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
        let partitions = try Self.partitionCodes(keys, rows: count)
        let partitionBits = partitions.reduce(0) { $0 + $1.bits }
        let keys = try RowKeys(
            partitions + orderBy.map { try SortCodes($0, descending: descending) }, rows: count)
        let sorted = try SortedRows(keys)
        // Partitions have at most half a word.
        let below = UInt64(keys.leadingBits - partitionBits)
        let packed = try ColumnWriter<Int64>(count: count)
        let places = packed.buffer
        try ParallelLoop.rows(count) { slice in
            if slice.isEmpty { return }
            var previous = sorted[max(slice.lowerBound - 1, 0)]
            for place in slice {
                let entry = sorted[place]
                let starts = place == 0 || (entry.key ^ previous.key) >> below != 0
                let differs =
                    starts || entry.key != previous.key
                    || !keys.isWhole && keys.differ(Int(entry.row), Int(previous.row))
                places[place] = Int64(bitPattern: entry.row) << 2 | (differs ? 2 : 0) | (starts ? 1 : 0)
                previous = entry
            }
        }
        self.places = try packed.finish()
    }

    /// Codes that are equal within partitions, in at most half a word. Small numbers stand for themselves; other keys are looked up.
    private static func partitionCodes(_ keys: [Column], rows count: Int) throws -> [SortCodes] {
        var codes: [SortCodes] = []
        var free = UInt32.bitWidth
        for key in keys {
            let standsForItself = key.type.isInteger || key.type == .bool || key.type.isTemporal
            let own = standsForItself ? try SortCodes(key) : nil
            guard let own, own.bits <= free else { return [try SortCodes(Grouping(keys: keys, rows: count))] }
            free -= own.bits
            codes.append(own)
        }
        return codes
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
        try forEachPartition(in: 0..<count, body)
    }

    /// The same for those of `part`, which begins and ends with partitions.
    @inline(__always)
    func forEachPartition(in part: Range<Int>, _ body: (Range<Int>) throws -> Void) rethrows {
        var start = part.lowerBound
        while start < part.upperBound {
            let end = end(from: start, mark: 1)
            try body(start..<end)
            start = end
        }
    }

    /// Calls `body` with the places of each partition, on several threads at once: what is written of the partitions must be apart.
    @inline(__always)
    func forEachPartitionInParallel(_ body: (Range<Int>) throws -> Void) throws {
        try forEachPart { part in try forEachPartition(in: part, body) }
    }

    /// Calls `body` with parts of whole partitions, on several threads at once: what the parts write must be apart.
    func forEachPart(_ body: (Range<Int>) throws -> Void) throws {
        var starts: [Int] = []
        for slice in ParallelLoop.slices(of: count) {
            var start = slice.lowerBound
            while start < slice.upperBound, packed[start] & 1 == 0 { start += 1 }
            if start < slice.upperBound { starts.append(start) }
        }
        starts.append(count)
        try ParallelLoop.forEach(starts.count - 1) { part in try body(starts[part]..<starts[part + 1]) }
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
