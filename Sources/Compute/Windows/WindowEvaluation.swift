import Columnar

/// An aggregate over a moving frame.
struct WindowEvaluation {
    let walk: WindowWalk
    let rows: Int

    private var places: RowPlaces { walk.places }

    func evaluate(_ function: AggregateFunction, over column: Column) throws -> Column {
        switch function {
        case .count: try counts(column)
        case .sum where column.type.isInteger || column.type == .bool: try integerSums(column)
        case .sum: try folds(column, WindowSum.self)
        case .mean: try folds(column, WindowMean.self)
        case .var: try folds(column, WindowVariance.self)
        case .std: try folds(column, WindowDeviation.self)
        case .first, .last: try ends(column, first: function == .first)
        case .min, .max: try extremes(column, greatest: function == .max)
        case .mode: try modes(column)
        case .nunique: try differences(column)
        case .median: try percentiles(column, 0.5)
        case .percentile(let percent): try percentiles(column, Double(percent) / 100)
        }
    }

    private func counts(_ column: Column) throws -> Column {
        try column.withValidity { isValid in
            let valid = try PlacedValues(places, isValid)
            let result = try ColumnWriter<Int64>(count: rows)
            try walk.forEachPart { part in
                var count: Int64 = 0
                walk.slide(
                    in: part, enter: { if valid[$0] == true { count += 1 } },
                    leave: { if valid[$0] == true { count -= 1 } },
                    emit: { result[places.row($0)] = count }, reset: { _ in count = 0 })
            }
            return try result.finish()
        }
    }

    /// Exact: in 128 bits, so that only the result has to fit.
    private func integerSums(_ column: Column) throws -> Column {
        try column.withInt64s { values in
            let values = try PlacedValues(values, places)
            let result = try ColumnWriter<Int64>(count: rows)
            try walk.forEachPart { part in
                var sum: Int128 = 0
                var count = 0
                try walk.slide(
                    in: part,
                    enter: { place in
                        guard let value = values[place] else { return }
                        sum += Int128(value)
                        count += 1
                    },
                    leave: { place in
                        guard let value = values[place] else { return }
                        sum -= Int128(value)
                        count -= 1
                    },
                    emit: { place in
                        guard let fitting = Int64(exactly: sum) else {
                            throw ComputeError(.arithmetic, "integer overflow: a sum does not fit into int64")
                        }
                        if count > 0 { result[places.row(place)] = fitting } else { result.setNull(places.row(place)) }
                    },
                    reset: { _ in (sum, count) = (0, 0) })
            }
            return try result.finish()
        }
    }

    /// Of a type and not of closures, which would be called for each row.
    private func folds<Aggregate: WindowAggregate>(_ column: Column, _ aggregate: Aggregate.Type) throws -> Column {
        try column.withDoubles { values in
            let values = try PlacedValues(values, places)
            let result = try ColumnWriter<Double>(count: rows)
            try walk.forEachPart { part in
                if walk.neverLeaves {
                    var fold: Aggregate.Element?
                    walk.slide(
                        in: part,
                        enter: { place in
                            guard let value = values[place] else { return }
                            let next = Aggregate.Element(value)
                            fold = fold?.combined(with: next) ?? next
                        }, leave: { _ in },
                        emit: { Self.put(fold.flatMap(Aggregate.value), places.row($0), in: result) },
                        reset: { _ in fold = nil })
                } else {
                    var fold = SlidingFold(Aggregate.Element(0))
                    walk.slide(
                        in: part, enter: { if let value = values[$0] { fold.append(Aggregate.Element(value)) } },
                        leave: { if values[$0] != nil { fold.removeFirst() } },
                        emit: { Self.put(fold.fold.flatMap(Aggregate.value), places.row($0), in: result) },
                        reset: { _ in fold.removeAll() })
                }
            }
            return try result.finish()
        }
    }

    @inline(__always)
    private static func put(_ value: Double?, _ row: Int, in result: borrowing ColumnWriter<Double>) {
        if let value { result[row] = value } else { result.setNull(row) }
    }

    /// The first or last value of each frame.
    private func ends(_ column: Column, first: Bool) throws -> Column {
        try column.withValidity { isValid in
            let valid = try PlacedValues(places, isValid)
            let sources = try RowSources(rows)
            try walk.forEachPart { part in
                var queue: [Int] = []
                var head = 0
                walk.slide(
                    in: part, enter: { if valid[$0] == true { queue.append(places.row($0)) } },
                    leave: { if valid[$0] == true { head += 1 } },
                    emit: { place in
                        let source = head == queue.count ? nil : first ? queue[head] : queue[queue.count - 1]
                        sources.set(source, for: places.row(place))
                    },
                    reset: { _ in
                        queue.removeAll(keepingCapacity: true)
                        head = 0
                    })
            }
            return try sources.take(column)
        }
    }

    /// The least or greatest value of each frame: a queue in which nothing stands before a better that came later.
    private func extremes(_ column: Column, greatest: Bool) throws -> Column {
        let codes = try SortCodes(column).codes
        return try column.withValidity { isValid in
            let codes = try PlacedValues(places, hasNulls: column.nullCount > 0, isValid: isValid) { codes[$0] }
            let sources = try RowSources(rows)
            try walk.forEachPart { part in
                var queue: [(place: Int, code: UInt64)] = []
                var head = 0
                walk.slide(
                    in: part,
                    enter: { place in
                        guard let code = codes[place] else { return }
                        while queue.count > head, let last = queue.last,
                            greatest ? last.code < code : last.code > code
                        {
                            queue.removeLast()
                        }
                        queue.append((place, code))
                    },
                    leave: { place in if head < queue.count && queue[head].place == place { head += 1 } },
                    emit: { place in
                        sources.set(
                            head < queue.count ? places.row(queue[head].place) : nil, for: places.row(place))
                    },
                    reset: { _ in
                        queue.removeAll(keepingCapacity: true)
                        head = 0
                    })
            }
            return try sources.take(column)
        }
    }

    private func modes(_ column: Column) throws -> Column {
        let values = try ValueRanks(column)
        let ranks = try PlacedValues(places) { values.ranks[$0] }
        var counts = RankCounts(ranks: values.rows.count)
        let sources = try RowSources(rows)
        slide(
            ranks, enter: { counts.add($0, 1) }, leave: { counts.add($0, -1) },
            emit: { row in sources.set(counts.mode.map { values.rows[$0] }, for: row) })
        return try sources.take(column)
    }

    /// How many different values there are.
    private func differences(_ column: Column) throws -> Column {
        let values = try ValueRanks(column)
        let ranks = try PlacedValues(places) { values.ranks[$0] }
        var counts = [Int](repeating: 0, count: values.rows.count)
        var different: Int64 = 0
        let result = try ColumnWriter<Int64>(count: rows)
        slide(
            ranks,
            enter: { rank in
                if counts[rank] == 0 { different += 1 }
                counts[rank] += 1
            },
            leave: { rank in
                counts[rank] -= 1
                if counts[rank] == 0 { different -= 1 }
            }, emit: { result[$0] = different })
        return try result.finish()
    }

    /// Linearly interpolated between the two nearest ranks (Hyndman and Fan's type 7).
    private func percentiles(_ column: Column, _ q: Double) throws -> Column {
        let ranked = try ValueRanks(column)
        let ranks = try PlacedValues(places) { ranked.ranks[$0] }
        var counts = RankCounts(ranks: ranked.rows.count)
        return try column.withDoubles { values in
            let result = try ColumnWriter<Double>(count: rows)
            slide(
                ranks, enter: { counts.add($0, 1) }, leave: { counts.add($0, -1) },
                emit: { row in
                    guard counts.total > 0 else { return result.setNull(row) }
                    let position = q * Double(counts.total - 1)
                    let low = Int(position)
                    let fraction = position - position.rounded(.down)
                    let lower = values[ranked.rows[counts.rank(at: low)]]
                    if fraction == 0 {
                        result[row] = lower
                    } else {
                        let upper = values[ranked.rows[counts.rank(at: low + 1)]]
                        result[row] = lower + (upper - lower) * fraction
                    }
                })
            return try result.finish()
        }
    }

    /// The same with ranks that join and leave, those left in a partition at its end too; `emit` gets rows. On one thread: what counts
    /// the ranks has a place for each.
    @inline(__always)
    private func slide(
        _ ranks: PlacedValues<Int>, enter: (Int) -> Void, leave: (Int) -> Void, emit: (Int) throws -> Void
    ) rethrows {
        func leaving(_ place: Int) { if let rank = ranks[place], rank >= 0 { leave(rank) } }
        try walk.slide(
            in: 0..<places.count, enter: { if let rank = ranks[$0], rank >= 0 { enter(rank) } }, leave: leaving,
            emit: { try emit(places.row($0)) }, reset: { $0.forEach(leaving) })
    }
}

/// For each row the row that it takes its value from, in the making.
struct RowSources: ~Copyable {
    private let rows: ColumnWriter<Int64>

    /// At first each row takes the value of row 0.
    init(_ count: Int) throws { rows = try ColumnWriter<Int64>(count: count) }

    /// Nil gives null.
    @inline(__always)
    func set(_ source: Int?, for row: Int) {
        if let source { rows[row] = Int64(source) } else { rows.setNull(row) }
    }

    consuming func take(_ column: Column) throws -> Column { try column.take(rows.finish()) }
}
