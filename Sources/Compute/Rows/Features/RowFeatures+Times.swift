import Plan

extension RowFeatures {
    /// A part of each date or timestamp.
    static func timePart(_ call: RowCall) throws -> [RowValue] {
        guard let part = Expression.Function(rawValue: call.call.operation) else { throw call.unknownOperation }
        return try call.values.values.map { $0.isNull ? .null : try RowTimes.part(part, of: $0) }
    }

    /// Times rounded to the edges of buckets: `floor_15_minute`.
    static func timeBucket(_ call: RowCall) throws -> [RowValue] {
        let parts = call.call.operation.split(separator: "_")
        guard parts.count == 3, let count = Int64(parts[1]) else { throw call.unknownOperation }
        return try call.values.values.map { value in
            if value.isNull { return .null }
            guard let time = value.microseconds, let edges = edges(around: time, count, parts[2]) else {
                throw RowProblem(.arithmetic, "a time is too far from 1970 to be rounded")
            }
            let rounded: Int64
            switch parts[0] {
            case "floor": rounded = edges.start
            case "ceil": rounded = time == edges.start ? time : edges.end
            case "round": rounded = time - edges.start < edges.end - time ? edges.start : edges.end
            default: throw call.unknownOperation
            }
            if case .date = value { return .date(RowTimes.floorDivided(rounded, by: TemporalText.microsecondsPerDay)) }
            return .timestamp(rounded)
        }
    }

    /// The start of the bucket that a time lies in, and of the next; nil where one is beyond the range of timestamps.
    private static func edges(around time: Int64, _ count: Int64, _ unit: Substring) -> (start: Int64, end: Int64)? {
        let day = TemporalText.microsecondsPerDay
        return switch unit {
        case "minute": edges(around: time, width: count * 60_000_000)
        case "hour": edges(around: time, width: count * 3_600_000_000)
        case "day": edges(around: time, width: count * day)
        // Of the week of 1970-01-01, a Thursday, the Monday is three days earlier.
        case "week": edges(around: time, width: count * 7 * day, from: -3 * day)
        case "month": edges(around: time, months: count)
        case "year": edges(around: time, months: 12 * count)
        default: nil
        }
    }

    private static func edges(around time: Int64, width: Int64, from origin: Int64 = 0) -> (start: Int64, end: Int64)? {
        let (distance, width) = (Int128(time) - Int128(origin), Int128(width))
        let rest = (distance % width + width) % width
        let start = Int128(time) - rest
        guard let first = Int64(exactly: start), let last = Int64(exactly: start + width) else { return nil }
        return (first, last)
    }

    /// Of buckets of `months` months, counted from January 1970.
    private static func edges(around time: Int64, months: Int64) -> (start: Int64, end: Int64)? {
        let date = TemporalText.civil(days: RowTimes.floorDivided(time, by: TemporalText.microsecondsPerDay))
        let month = (date.year - 1970) * 12 + Int64(date.month) - 1
        let first = RowTimes.floorDivided(month, by: months) * months
        guard let start = midnight(ofMonth: first), let end = midnight(ofMonth: first + months) else { return nil }
        return (start, end)
    }

    private static func midnight(ofMonth month: Int64) -> Int64? {
        let years = RowTimes.floorDivided(month, by: 12)
        return RowValue.date(TemporalText.days(year: 1970 + years, month: month - 12 * years + 1, day: 1)).microseconds
    }
}
