import Columnar

/// Series, one for each partition: the values of each row and of those before it, and what came later.
struct LaggedSeries {
    /// Of each row that has all of them: its value, then those of the rows before it, backwards in time.
    private(set) var windows: CompleteRows
    /// Along each series: rows' times, ascending, and values; NaN where there is none.
    private let times: [[Int64]]
    private let values: [[Double]]
    /// Of each window: its series, and its place there.
    private let places: [(series: Int, place: Int)]

    init(_ column: Column, times: Column, partitionBy keys: [Column], lags: Int, rows count: Int) throws {
        let order = try RowOrder(partitionBy: keys, orderBy: [times], rows: count)
        var (allTimes, allValues): ([[Int64]], [[Double]]) = ([], [])
        var found: [(row: Int, series: Int, place: Int)] = []
        try times.withTimes { time in
            try column.withDoubles { values in
                try order.walk { places in
                    places.forEachPartition { partition in
                        var (seriesTimes, seriesValues): ([Int64], [Double]) = ([], [])
                        var present = 0
                        for place in partition {
                            let row = places.row(place)
                            // Nulls come last.
                            guard let now = time(row) else { break }
                            let value = values.isValid(row) && values[row].isFinite ? values[row] : .nan
                            seriesTimes.append(now)
                            seriesValues.append(value)
                            present = value.isNaN ? 0 : present + 1
                            if present >= lags { found.append((row, allTimes.count, seriesTimes.count - 1)) }
                        }
                        allTimes.append(seriesTimes)
                        allValues.append(seriesValues)
                    }
                }
            }
        }
        found.sort { $0.row < $1.row }
        var numbers: [Double] = []
        numbers.reserveCapacity(found.count * lags)
        for window in found {
            for lag in 0..<lags { numbers.append(allValues[window.series][window.place - lag]) }
        }
        windows = CompleteRows(width: lags, values: numbers, rows: found.map(\.row))
        places = found.map { ($0.series, $0.place) }
        self.times = allTimes
        values = allValues
    }

    /// The windows whose series has a value exactly `horizon` microseconds later, and that value; of several rows of that time the
    /// last.
    func known(after horizon: Int64) -> (windows: CompleteRows, targets: [Double]) {
        let later = times.indices.map { values(of: $0, after: horizon) }
        var (numbers, rows, targets): ([Double], [Int], [Double]) = ([], [], [])
        for (index, (series, place)) in places.enumerated() {
            let target = later[series][place]
            guard !target.isNaN else { continue }
            numbers += windows[index]
            rows.append(windows.rows[index])
            targets.append(target)
        }
        return (CompleteRows(width: windows.width, values: numbers, rows: rows), targets)
    }

    /// Of each place of a series: the value that comes `horizon` later; NaN where there is none.
    private func values(of series: Int, after horizon: Int64) -> [Double] {
        let times = times[series]
        var next = 0
        return times.map { time in
            let (wanted, isTooLate) = time.addingReportingOverflow(horizon)
            if isTooLate { return .nan }
            while next + 1 < times.count, times[next + 1] <= wanted { next += 1 }
            return times[next] == wanted ? values[series][next] : .nan
        }
    }
}
