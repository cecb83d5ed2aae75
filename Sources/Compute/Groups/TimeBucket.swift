package import Columnar
package import Plan

/// Rounds times to whole buckets.
package struct TimeBucket: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "time_bucket",
        title: "Time bucket",
        grammar: "t__{floor,ceil,round}_{n}_{unit}",
        summary: """
            The start of the bucket of n minutes, hours, days, weeks, months or years that a time lies in, in UTC. Buckets are \
            counted from 1970-01-01, weeks from the Monday before it. A date stays a date.
            """,
        operations: [
            ("floor_{n}_{unit}", "the bucket's start"),
            ("ceil_{n}_{unit}", "the next bucket's start; a time on an edge is itself"),
            ("round_{n}_{unit}", "the nearer of the two; the later from the middle on"),
        ],
        options: [],
        nulls: "Passed on.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                id,at
                1,2013-12-31T12:40:08Z
                2,
                3,2016-02-29T00:00:00Z

                """,
            feature: "at__floor_15_minute",
            output: """
                at__floor_15_minute
                2013-12-31T12:30:00Z

                2016-02-29T00:00:00Z

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        let parts = operation.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, let mode = Bucket.Mode(rawValue: String(parts[0])) else { return .no }
        if Bucket(operation) != nil { return .yes(.exactly(1)) }
        let count = Bucket.count(parts[1]) ?? 1
        return .unknown(segments: Bucket.Unit.allCases.map { "\(mode.rawValue)_\(count)_\($0.rawValue)" })
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        let type = inputs.first ?? nil
        if let type, !type.isTemporal {
            let advice =
                type == .string
                ? "declare the column under the source's 'types' as timestamp or date"
                : "it takes a timestamp or a date"
            throw .cannot(call.operation, type, advice)
        }
        if type == .date, let unit = Bucket(call.operation[...])?.unit, unit == .minute || unit == .hour {
            throw .cannot(call.operation, .date, "a date has no \(unit.rawValue)s")
        }
        return .column(type)
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        guard let bucket = Bucket(call.operation[...]) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let isDate = try inputs[0].dataType == .date
        let scale = isDate ? TemporalText.microsecondsPerDay : 1
        return try inputs[0].withInt64s { times in
            let result = try ColumnWriter<Int64>(.utcTimestamp, count: rows)
            try ParallelLoop.rows(rows) { rows in
                for row in rows {
                    if times.isValid(row) {
                        result[row] = try bucket.apply(times[row], unit: scale)
                    } else {
                        result.setNull(row)
                    }
                }
            }
            let column = try result.finish()
            return isDate ? try column.cast(to: .date32) : column
        }
    }
}

/// `floor_15_minute` and its like.
private struct Bucket {
    enum Mode: String { case floor, ceil, round }
    enum Unit: String, CaseIterable { case minute, hour, day, week, month, year }

    let mode: Mode
    let count: Int64
    let unit: Unit

    init?(_ text: Substring) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, let mode = Mode(rawValue: String(parts[0])), let count = Self.count(parts[1]),
            let unit = Unit(rawValue: String(parts[2]))
        else { return nil }
        self.mode = mode
        self.count = count
        self.unit = unit
    }

    /// 1…1 000 000, without leading zeros.
    static func count(_ text: Substring) -> Int64? {
        guard let count = Int64(text), (1...1_000_000).contains(count), text == String(count) else { return nil }
        return count
    }

    /// `value` counts units of `unit` microseconds since the epoch; so many microseconds come back. Throws where a bucket's edge
    /// is beyond the range of timestamps.
    func apply(_ value: Int64, unit: Int64) throws(ComputeError) -> Int64 {
        let (time, isTooLarge) = value.multipliedReportingOverflow(by: unit)
        guard !isTooLarge, let edges = edges(around: time) else {
            throw ComputeError(.arithmetic, "a time is too far from 1970 to be rounded")
        }
        switch mode {
        case .floor: return edges.start
        case .ceil: return time == edges.start ? time : edges.end
        case .round: return time - edges.start < edges.end - time ? edges.start : edges.end
        }
    }

    private func edges(around time: Int64) -> (start: Int64, end: Int64)? {
        switch unit {
        case .minute: edges(around: time, width: 60_000_000)
        case .hour: edges(around: time, width: 3_600_000_000)
        case .day: edges(around: time, width: TemporalText.microsecondsPerDay)
        // 1970-01-01 was a Thursday.
        case .week:
            edges(
                around: time, width: 7 * TemporalText.microsecondsPerDay, origin: -3 * TemporalText.microsecondsPerDay)
        case .month: calendarEdges(around: time, months: count)
        case .year: calendarEdges(around: time, months: 12 * count)
        }
    }

    private func edges(around time: Int64, width: Int64, origin: Int64 = 0) -> (start: Int64, end: Int64)? {
        let width = width * count
        let (distance, overflow) = time.subtractingReportingOverflow(origin)
        guard !overflow else { return nil }
        let start = distance.floorDivided(by: width).multipliedReportingOverflow(by: width)
        let moved = start.partialValue.addingReportingOverflow(origin)
        let end = moved.partialValue.addingReportingOverflow(width)
        return start.overflow || moved.overflow || end.overflow ? nil : (moved.partialValue, end.partialValue)
    }

    private func calendarEdges(around time: Int64, months: Int64) -> (start: Int64, end: Int64)? {
        let date = TemporalText.civil(days: time.floorDivided(by: TemporalText.microsecondsPerDay))
        let month = (date.year - 1970) * 12 + Int64(date.month) - 1
        let start = month.floorDivided(by: months) * months
        guard let first = midnight(month: start), let last = midnight(month: start + months) else { return nil }
        return (first, last)
    }

    /// Of the first day of a month, counted from January 1970.
    private func midnight(month: Int64) -> Int64? {
        let year = month.floorDivided(by: 12)
        let days = TemporalText.days(year: 1970 + year, month: month - 12 * year + 1, day: 1)
        let (time, overflow) = days.multipliedReportingOverflow(by: TemporalText.microsecondsPerDay)
        return overflow ? nil : time
    }
}

extension Int64 {
    /// Rounded down, also below 0. `divisor` is positive.
    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
