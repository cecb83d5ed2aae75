import Columnar
import Plan

/// So many units of fixed length, as names of operations end: `30_minute`.
struct TimeSpan: Sendable, Hashable {
    enum Unit: String, CaseIterable {
        case second, minute, hour, day, week

        var microseconds: Int64 {
            switch self {
            case .second: 1_000_000
            case .minute: 60_000_000
            case .hour: 3_600_000_000
            case .day: TemporalText.microsecondsPerDay
            case .week: 7 * TemporalText.microsecondsPerDay
            }
        }
    }

    let count: Int64
    let unit: Unit

    var microseconds: Int64 { count * unit.microseconds }

    /// Reads `{n}_{unit}`, n being 1…1 000 000 without leading zeros.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int64(parts[0]), (1...1_000_000).contains(count),
            parts[0] == String(count), let unit = Unit(rawValue: String(parts[1]))
        else { return nil }
        self.count = count
        self.unit = unit
    }

    /// Refuses what has no times, and a date where the unit is less than a day.
    func check(_ type: DataType?, _ call: FeatureCall, option: String? = nil) throws(OptionProblem) {
        guard let type else { return }
        guard type.isTemporal else {
            let advice =
                type == .string
                ? "declare the column under the source's 'types' as timestamp or date"
                : "it takes a timestamp or a date"
            throw OptionProblem(option: option, "\(call.operation) does not work on \(type) values; \(advice)")
        }
        guard type == .date, unit != .day, unit != .week else { return }
        throw OptionProblem(
            option: option, "\(call.operation) does not work on date values; a date has no \(unit.rawValue)s")
    }
}

extension Column {
    /// Calls `body` with the microseconds since the epoch of each row's time, nil for null. Of a timestamp or a date.
    func withTimes<Result>(_ body: ((Int) -> Int64?) throws -> Result) throws -> Result {
        let scale = try dataType == .date ? TemporalText.microsecondsPerDay : 1
        return try withInt64s { times in
            try body { row in
                // A date's days are 32 bits wide, and those beyond the range of timestamps stay in order.
                times.isValid(row) ? times[row].multipliedClamping(by: scale) : nil
            }
        }
    }
}

extension Int64 {
    func multipliedClamping(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? (self < 0) == (factor < 0) ? .max : .min : product
    }
}
