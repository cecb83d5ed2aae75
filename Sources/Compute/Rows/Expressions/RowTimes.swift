import Plan

/// Dates and timestamps in UTC; a date is its midnight.
enum RowTimes {
    /// Days since the epoch, and microseconds since that day's midnight.
    private static func split(_ value: RowValue) throws(RowProblem) -> (days: Int64, rest: Int64) {
        switch value {
        case .date(let days): (days, 0)
        case .timestamp(let time):
            (
                floorDivided(time, by: TemporalText.microsecondsPerDay),
                modulo(time, TemporalText.microsecondsPerDay)
            )
        default: throw RowProblem(.internal, "\(value.messageText) is no time")
        }
    }

    static func part(_ function: Expression.Function, of value: RowValue) throws(RowProblem) -> RowValue {
        let (days, rest) = try split(value)
        let date = TemporalText.civil(days: days)
        // 1970-01-01 was a Thursday.
        let weekday = modulo(days + 3, 7)
        switch function {
        case .year: return .int(date.year)
        case .month: return .int(Int64(date.month))
        case .day: return .int(Int64(date.day))
        case .hour: return .int(rest / 3_600_000_000)
        case .minute: return .int(rest / 60_000_000 % 60)
        case .second: return .int(rest / 1_000_000 % 60)
        case .dayOfWeek: return .int(weekday)
        case .isWeekend: return .bool(weekday >= 5)
        case .quarter: return .int(Int64(date.month - 1) / 3 + 1)
        case .dayOfYear: return .int(dayOfYear(days))
        // A week belongs to the year of its Thursday.
        case .week: return .int((dayOfYear(days - weekday + 3) - 1) / 7 + 1)
        default: throw RowProblem(.internal, "'\(function.rawValue)' is no part of a time")
        }
    }

    /// From 1.
    private static func dayOfYear(_ days: Int64) -> Int64 {
        days - TemporalText.days(year: TemporalText.civil(days: days).year, month: 1, day: 1) + 1
    }

    /// Rounded down, also below 0; `divisor` is positive.
    static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// Never negative.
    private static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
