import Columnar

/// An aggregate over a moving frame: rows join at its end and leave at its start.
struct WindowEvaluation {
    let order: RowOrder
    /// By place in `order`.
    let frames: [Range<Int>]

    /// Calls `enter` and `leave` with rows, and after each move `emit` with the row whose frame it now is. Between partitions all
    /// rows leave.
    private func slide(
        enter: (Int) throws -> Void, leave: (Int) throws -> Void, emit: (Int) throws -> Void
    ) rethrows {
        for partition in order.partitions {
            var start = partition.lowerBound
            var end = partition.lowerBound
            for place in partition {
                let frame = frames[place]
                while end < frame.upperBound {
                    try enter(order.rows[end])
                    end += 1
                }
                while start < frame.lowerBound {
                    try leave(order.rows[start])
                    start += 1
                }
                try emit(order.rows[place])
            }
            while start < end {
                try leave(order.rows[start])
                start += 1
            }
        }
    }

    func evaluate(_ function: AggregateFunction, over column: Column) throws -> Column {
        switch function {
        case .count: try counts(column)
        case .sum where column.type.isInteger || column.type == .bool: try integerSums(column)
        case .sum: try folds(column, ExactSum.init) { $0.value }
        case .mean: try folds(column, ExactSum.init) { $0.value / Double($0.count) }
        case .var: try folds(column, Moments.init, \.variance)
        case .std: try folds(column, Moments.init) { $0.variance?.squareRoot() }
        case .first, .last: try column.take(rows: ends(column, first: function == .first))
        case .min, .max: try column.take(rows: extremes(column, greatest: function == .max))
        case .mode: try modes(column)
        case .nunique: try rankCounts(column) { counts, _ in counts.different }
        case .median: try percentiles(column, 0.5)
        case .percentile(let percent): try percentiles(column, Double(percent) / 100)
        }
    }

    private func counts(_ column: Column) throws -> Column {
        try column.withValidity { isValid in
            let result = try ColumnWriter<Int64>(count: column.count)
            var count: Int64 = 0
            slide(
                enter: { if isValid($0) { count += 1 } }, leave: { if isValid($0) { count -= 1 } },
                emit: { result[$0] = count })
            return try result.finish()
        }
    }

    /// Exact: in 128 bits, so that only the result has to fit.
    private func integerSums(_ column: Column) throws -> Column {
        try column.withInt64s { values in
            let result = try ColumnWriter<Int64>(count: values.count)
            var sum: Int128 = 0
            var count = 0
            try slide(
                enter: { row in
                    guard values.isValid(row) else { return }
                    sum += Int128(values[row])
                    count += 1
                },
                leave: { row in
                    guard values.isValid(row) else { return }
                    sum -= Int128(values[row])
                    count -= 1
                },
                emit: { row in
                    guard let fitting = Int64(exactly: sum) else {
                        throw ComputeError(.arithmetic, "integer overflow: a sum does not fit into int64")
                    }
                    if count > 0 { result[row] = fitting } else { result.setNull(row) }
                })
            return try result.finish()
        }
    }

    private func folds<Element: Foldable>(
        _ column: Column, _ element: (Double) -> Element, _ value: (Element) -> Double?
    ) throws -> Column {
        try column.withDoubles { values in
            let result = try ColumnWriter<Double>(count: values.count)
            var fold = SlidingFold<Element>()
            slide(
                enter: { if values.isValid($0) { fold.append(element(values[$0])) } },
                leave: { if values.isValid($0) { fold.removeFirst() } },
                emit: { row in
                    if let value = fold.fold.flatMap(value) { result[row] = value } else { result.setNull(row) }
                })
            return try result.finish()
        }
    }

    /// The row of the first or last value of each frame, by row; -1 for none.
    private func ends(_ column: Column, first: Bool) throws -> [Int] {
        try column.withValidity { isValid in
            var sources = [Int](repeating: -1, count: column.count)
            var queue: [Int] = []
            var head = 0
            slide(
                enter: { if isValid($0) { queue.append($0) } }, leave: { if isValid($0) { head += 1 } },
                emit: { row in
                    if head < queue.count { sources[row] = first ? queue[head] : queue[queue.count - 1] }
                })
            return sources
        }
    }

    /// The row of the least or greatest value of each frame: a queue in which nothing stands before a better that came later.
    private func extremes(_ column: Column, greatest: Bool) throws -> [Int] {
        let ranks = try ValueRanks(column).ranks
        var sources = [Int](repeating: -1, count: column.count)
        var queue: [Int] = []
        var head = 0
        slide(
            enter: { row in
                guard ranks[row] >= 0 else { return }
                while queue.count > head, let last = queue.last,
                    greatest ? ranks[last] < ranks[row] : ranks[last] > ranks[row]
                {
                    queue.removeLast()
                }
                queue.append(row)
            },
            leave: { row in if head < queue.count && queue[head] == row { head += 1 } },
            emit: { row in if head < queue.count { sources[row] = queue[head] } })
        return sources
    }

    private func modes(_ column: Column) throws -> Column {
        let ranks = try ValueRanks(column)
        var counts = RankCounts(ranks: ranks.rows.count)
        var sources = [Int](repeating: -1, count: column.count)
        slide(
            enter: { if ranks.ranks[$0] >= 0 { counts.add(ranks.ranks[$0], 1) } },
            leave: { if ranks.ranks[$0] >= 0 { counts.add(ranks.ranks[$0], -1) } },
            emit: { row in if let mode = counts.mode { sources[row] = ranks.rows[mode] } })
        return try column.take(rows: sources)
    }

    private func rankCounts(_ column: Column, _ value: (RankCounts, ValueRanks) -> Int) throws -> Column {
        let ranks = try ValueRanks(column)
        var counts = RankCounts(ranks: ranks.rows.count)
        let result = try ColumnWriter<Int64>(count: column.count)
        slide(
            enter: { if ranks.ranks[$0] >= 0 { counts.add(ranks.ranks[$0], 1) } },
            leave: { if ranks.ranks[$0] >= 0 { counts.add(ranks.ranks[$0], -1) } },
            emit: { result[$0] = Int64(value(counts, ranks)) })
        return try result.finish()
    }

    /// Linearly interpolated between the two nearest ranks (Hyndman and Fan's type 7).
    private func percentiles(_ column: Column, _ q: Double) throws -> Column {
        let ranks = try ValueRanks(column)
        var counts = RankCounts(ranks: ranks.rows.count)
        return try column.withDoubles { values in
            let result = try ColumnWriter<Double>(count: values.count)
            slide(
                enter: { if ranks.ranks[$0] >= 0 { counts.add(ranks.ranks[$0], 1) } },
                leave: { if ranks.ranks[$0] >= 0 { counts.add(ranks.ranks[$0], -1) } },
                emit: { row in
                    guard counts.total > 0 else { return result.setNull(row) }
                    let position = q * Double(counts.total - 1)
                    let low = Int(position)
                    let fraction = position - position.rounded(.down)
                    let lower = values[ranks.rows[counts.rank(at: low)]]
                    if fraction == 0 {
                        result[row] = lower
                    } else {
                        let upper = values[ranks.rows[counts.rank(at: low + 1)]]
                        result[row] = lower + (upper - lower) * fraction
                    }
                })
            return try result.finish()
        }
    }
}
