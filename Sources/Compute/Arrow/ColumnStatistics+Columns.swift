import Columnar
import Plan

extension ColumnStatistics {
    static let binCount = 16
    /// So many of the most frequent values are told.
    static let topCount = 5

    /// Of a whole column; linear in its rows. Bins and frequencies are counted over a sample where there are more rows than
    /// `sample`.
    init(of column: Column, sample: Int = 1_000_000) throws {
        self.init(count: column.count - column.nullCount)
        let looked = column.count > sample ? try column.sampled(rows: sample) : column
        if looked.count < column.count { sampledRows = looked.count }
        switch column.type {
        case .bool: try describe(bools: looked)
        case let type where type.isText: try describe(text: column, looked)
        case let type where type.isNumeric: try describe(numbers: column, looked)
        case let type where type.isTemporal: try describe(times: column, looked)
        default: sampledRows = nil
        }
    }

    private mutating func describe(bools column: Column) throws {
        let count = column.count - column.nullCount
        let trues = try column.withBools { values in
            (0..<values.count).count { values.isValid($0) && values[$0] }
        }
        frequencies = [Frequency(value: "true", count: trues), Frequency(value: "false", count: count - trues)]
        if sampledRows == nil { distinct = frequencies.count { $0.count > 0 } }
    }

    private mutating func describe(text column: Column, _ looked: Column) throws {
        try setEnds(of: column)
        // In the order in which the values first appear, null among them.
        let counted = try Kernel.column("value_counts", looked)
        let values = try Kernel.column("struct_field", counted, options: .structField(0))
        let counts = try Kernel.column("struct_field", counted, options: .structField(1))
        if sampledRows == nil { distinct = values.count - values.nullCount }
        var top: [(row: Int, count: Int64)] = []
        try counts.withInt64s { counts in
            for row in 0..<counts.count where top.count <= Self.topCount || counts[row] > (top.last?.count ?? 0) {
                top.insert((row, counts[row]), at: top.firstIndex { $0.count < counts[row] } ?? top.count)
                // One more than are told, for null may be among them.
                if top.count > Self.topCount + 1 { top.removeLast() }
            }
        }
        for (row, count) in top where frequencies.count < Self.topCount {
            guard let text = CellText.of(try values.scalar(at: row)) else { continue }
            frequencies.append(Frequency(value: TablePreview.shortened(text), count: Int(count)))
        }
    }

    private mutating func describe(numbers column: Column, _ looked: Column) throws {
        let finite = try column.finite()
        nonFinite = count - (finite.count - finite.nullCount)
        guard finite.nullCount < finite.count else {
            distinct = 0
            return
        }
        try setEnds(of: finite)
        // As doubles, for a sum of integers may overflow.
        let doubles = try finite.cast(to: .float64, safe: false)
        mean = try Kernel.scalar("mean", doubles).finiteDouble
        deviation = try Kernel.scalar("stddev", doubles, options: .variance(ddof: 1)).finiteDouble
        if sampledRows == nil { distinct = try Self.distinctCount(of: finite) }
        let sample = sampledRows == nil ? doubles : try looked.finite().cast(to: .float64, safe: false)
        let ends = try (Kernel.scalar("min", doubles).finiteDouble, Kernel.scalar("max", doubles).finiteDouble)
        guard let least = ends.0, let greatest = ends.1 else { return }
        histogram = try sample.withDoubles { values in
            Self.bins(values.count, from: least, to: greatest) { values.isValid($0) ? values[$0] : nil }
        }
    }

    private mutating func describe(times column: Column, _ looked: Column) throws {
        guard column.nullCount < column.count else {
            distinct = 0
            return
        }
        try setEnds(of: column)
        if sampledRows == nil { distinct = try Self.distinctCount(of: looked) }
        let ends = try Column.concat([
            Column(repeating: Kernel.scalar("min", column), count: 1),
            Column(repeating: Kernel.scalar("max", column), count: 1),
        ]).int64s()
        guard let least = ends[0], let greatest = ends[1] else { return }
        histogram = try looked.withInt64s { values in
            Self.bins(values.count, from: Double(least), to: Double(greatest)) {
                values.isValid($0) ? Double(values[$0]) : nil
            }
        }
    }

    private mutating func setEnds(of column: Column) throws {
        min = CellText.of(try Kernel.scalar("min", column)).map(TablePreview.shortened)
        max = CellText.of(try Kernel.scalar("max", column)).map(TablePreview.shortened)
    }

    private static func distinctCount(of column: Column) throws -> Int? {
        guard case .int64(let count) = try Kernel.scalar("count_distinct", column, options: .count(.valid)) else {
            return nil
        }
        return Int(count)
    }

    /// How many of the finite values, nil aside, fall into each bin of equal width. Values that lie outside count to the nearest.
    private static func bins(
        _ rows: Int, from least: Double, to greatest: Double, value: (Int) -> Double?
    ) -> [Int] {
        // Halves, so that the width of the widest range is a double.
        let (start, width) = (least / 2, greatest / 2 - least / 2)
        let isPoint = width < .leastNormalMagnitude
        var bins = Array(repeating: 0, count: isPoint ? 1 : binCount)
        for row in 0..<rows {
            guard let value = value(row) else { continue }
            let place = isPoint ? 0 : (value / 2 - start) / width * Double(binCount)
            bins[Int(Swift.max(0, Swift.min(place, Double(bins.count - 1))))] += 1
        }
        return bins
    }
}

extension Column {
    /// Without NaN and the infinities; where there are any, without nulls too.
    fileprivate func finite() throws(ColumnarError) -> Column {
        guard type.isFloating else { return self }
        let isFinite = try Kernel.column("is_finite", self)
        guard case .bool(false) = try Kernel.scalar("all", isFinite) else { return self }
        return try filter(isFinite)
    }

    /// About `rows` rows, in slices evenly spaced from the first row to the last.
    fileprivate func sampled(rows: Int) throws(ColumnarError) -> Column {
        let slices = Swift.min(64, Swift.max(1, rows))
        let length = rows / slices
        var parts: [Column] = []
        for slice in 0..<slices {
            let offset = slices == 1 ? 0 : (count - length) * slice / (slices - 1)
            parts.append(try self.slice(offset: offset, count: length))
        }
        return try Column.concat(parts)
    }
}

extension Scalar {
    fileprivate var finiteDouble: Double? {
        if case .double(let value) = self, value.isFinite { value } else { nil }
    }
}
