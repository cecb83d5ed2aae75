package import Columnar

extension Column {
    /// The values, as doubles, each replaced by what `transform`, which several threads call, makes of it; null stays null.
    @inline(__always)
    func mapDoubles(_ transform: (Double) -> Double) throws -> Column {
        try withDoubles { values in
            let result = try ColumnWriter<Double>(count: values.count)
            try ParallelLoop.rows(values.count) { rows in
                for row in rows {
                    if values.isValid(row) { result[row] = transform(values[row]) } else { result.setNull(row) }
                }
            }
            return try result.finish()
        }
    }

    /// Calls `body` with whether each row is not null.
    func withValidity<Result>(_ body: ((Int) -> Bool) throws -> Result) throws -> Result {
        if nullCount == 0 { return try body { _ in true } }
        return try Kernel.column("is_valid", self).withBools { valid in try body { valid[$0] } }
    }

    /// For each row the row it takes its value from; -1 gives null.
    package func take(rows: [Int]) throws -> Column {
        let indices = try ColumnWriter<Int64>(count: rows.count)
        for (place, row) in rows.enumerated() {
            if row >= 0 { indices[place] = Int64(row) } else { indices.setNull(place) }
        }
        return try take(indices.finish())
    }

    /// The number at `row`; nil: null.
    func double(at row: Int) throws -> Double? {
        switch try scalar(at: row) {
        case .double(let number): number
        case .int64(let number): Double(number)
        case .decimal(let digits, _, _): Double(digits)
        default: nil
        }
    }
}
