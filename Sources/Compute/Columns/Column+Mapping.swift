package import Columnar

extension Column {
    /// The values, as doubles, by `transform`: several threads call it with some of them and the room for what it makes of these, which is
    /// zeros. Null stays null, whatever it makes of it.
    func mapDoubles(
        _ transform: (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void
    ) throws -> Column {
        let result = try ColumnWriter<Double>(count: count)
        // What lies in several chunks is copied to be contiguous: few rows at a time, so that the copies stay in the processor's cache.
        let piece = 1 << 15
        try ParallelLoop.rows(count) { rows in
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: piece) {
                let end = min(start + piece, rows.upperBound)
                let room = UnsafeMutableBufferPointer(rebasing: result.buffer[start..<end])
                try slice(offset: start, count: end - start).withDoubles { values in
                    transform(values.buffer, room)
                    guard values.validity.hasNulls else { return }
                    for place in 0..<values.count where !values.isValid(place) {
                        room[place] = 0
                        result.setNull(start + place)
                    }
                }
            }
        }
        return try result.finish()
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
