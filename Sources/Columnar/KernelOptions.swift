internal import CArrow

/// The options of Arrow's kernels, named after its options classes.
package enum KernelOptions: Sendable {
    case none
    case cast(to: ColumnType, safe: Bool = true)
    /// `match_substring`, `match_substring_regex` (RE2), `match_like`, `starts_with`, `count_substring`, …
    case matchSubstring(String, ignoreCase: Bool = false)
    /// `replace_substring`, `replace_substring_regex`. A negative maximum is none.
    case replaceSubstring(String, with: String, max: Int = -1)
    case splitPattern(String, max: Int = -1)
    case extractRegex(String)
    /// `utf8_normalize`: to NFKD.
    case compatibilityDecomposition
    /// `utf8_trim` and its like: the characters to remove.
    case trim(String)
    /// `utf8_slice_codeunits`: code points from `start` up to `stop`, negative from the end.
    case slice(start: Int, stop: Int?)
    /// `binary_join_element_wise`; its last argument is the separator.
    case join(skipNulls: Bool)
    case strptime(String, errorIsNull: Bool = false)
    /// `floor_temporal`, `ceil_temporal`, `round_temporal`. Weeks start on Monday; `ceil` of an exact edge is itself.
    case roundTemporal(Int, CalendarUnit, calendarBasedOrigin: Bool = false)
    /// `day_of_week`; `weekStart` is ISO's number of the first day.
    case dayOfWeek(countFromZero: Bool = true, weekStart: Int = 1)
    case week(weekStartsMonday: Bool = true, countFromZero: Bool = false, firstWeekIsFullyInYear: Bool = false)
    case round(digits: Int, RoundMode)
    /// `sum`, `mean`, `min`, `max`, `any`, `all`, `first`, `last`, …
    case scalarAggregate(skipNulls: Bool = true, minCount: Int = 1)
    case count(CountMode)
    case mode(Int)
    case variance(ddof: Int)
    case quantile([Double])
    /// `is_null`.
    case null(nanIsNull: Bool)
    /// `max_element_wise`, `min_element_wise`.
    case elementWiseAggregate(skipNulls: Bool)
    /// `is_in` (null gives false), `index_in` (null gives null).
    case setLookup(Column)
    case arraySort(descending: Bool)
    /// `rank`: 1-based. Arrow ranks nulls and NaNs last together; rows of null are the caller's to blank.
    case rank(descending: Bool, ties: Tiebreaker)
    /// `cumulative_sum` and its like.
    case cumulative(skipNulls: Bool)
    /// `pairwise_diff`.
    case pairwise(periods: Int)
    /// `make_struct`: the field names.
    case makeStruct([String])
    /// `struct_field`: the field's index.
    case structField(Int)
    case filter(nullsEmitNull: Bool)

    package enum CalendarUnit: Sendable, Hashable {
        case microsecond, millisecond, second, minute, hour, day, week, month, quarter, year
    }

    package enum RoundMode: Sendable, Hashable {
        case down, up, towardsZero, halfAwayFromZero, halfToEven
    }

    package enum CountMode: Sendable, Hashable {
        case valid, null, all
    }

    package enum Tiebreaker: Sendable, Hashable {
        case min, max, first, dense
    }
}

// MARK: The C border

extension KernelOptions {
    /// One reference to options that the caller releases; nil for none.
    func make() throws(ColumnarError) -> OpaquePointer? {
        if case .none = self { return nil }
        guard let options = makeNow() else { throw ColumnarError(.invalid, "these kernel options cannot be made") }
        return options
    }

    private func makeNow() -> OpaquePointer? {
        switch self {
        case .none: nil
        case .cast(let type, let safe): type.withCType { carrow_options_cast($0, safe) }
        case .matchSubstring(let pattern, let ignoreCase): carrow_options_match_substring(pattern, ignoreCase)
        case .replaceSubstring(let pattern, let replacement, let max):
            carrow_options_replace_substring(pattern, replacement, Int64(max))
        case .splitPattern(let pattern, let max): carrow_options_split_pattern(pattern, Int64(max))
        case .extractRegex(let pattern): carrow_options_extract_regex(pattern)
        case .compatibilityDecomposition: carrow_options_compatibility_decomposition()
        case .trim(let characters): carrow_options_trim(characters)
        case .slice(let start, let stop): carrow_options_slice(Int64(start), stop.map(Int64.init) ?? .max)
        case .join(let skipNulls): carrow_options_join(skipNulls)
        case .strptime(let format, let errorIsNull): carrow_options_strptime(format, errorIsNull)
        case .roundTemporal(let multiple, let unit, let origin):
            carrow_options_round_temporal(Int32(clamping: multiple), unit.cUnit, true, false, origin)
        case .dayOfWeek(let countFromZero, let weekStart):
            carrow_options_day_of_week(countFromZero, UInt32(clamping: weekStart))
        case .week(let monday, let countFromZero, let fully): carrow_options_week(monday, countFromZero, fully)
        case .round(let digits, let mode): carrow_options_round(Int64(digits), mode.cMode)
        case .scalarAggregate(let skipNulls, let minCount):
            carrow_options_scalar_aggregate(skipNulls, UInt32(clamping: minCount))
        case .count(let mode): carrow_options_count(mode != .valid, mode != .null)
        case .mode(let count): carrow_options_mode(Int64(count))
        case .variance(let ddof): carrow_options_variance(Int32(clamping: ddof))
        case .quantile(let quantiles): carrow_options_quantile(quantiles, quantiles.count)
        case .null(let nanIsNull): carrow_options_null(nanIsNull)
        case .elementWiseAggregate(let skipNulls): carrow_options_element_wise_aggregate(skipNulls)
        case .setLookup(let values): carrow_options_set_lookup(values.handle.pointer)
        case .arraySort(let descending): carrow_options_array_sort(descending)
        case .rank(let descending, let ties): carrow_options_rank(descending, ties.cTies)
        case .cumulative(let skipNulls): carrow_options_cumulative(skipNulls)
        case .pairwise(let periods): carrow_options_pairwise(Int64(periods))
        case .makeStruct(let names):
            withCStrings(names) { carrow_options_make_struct($0, names.count) }
        case .structField(let index): carrow_options_struct_field(Int32(clamping: index))
        case .filter(let nullsEmitNull): carrow_options_filter(nullsEmitNull)
        }
    }
}

extension KernelOptions.CalendarUnit {
    fileprivate var cUnit: CArrowCalendarUnit {
        switch self {
        case .microsecond: CARROW_CALENDAR_MICROSECOND
        case .millisecond: CARROW_CALENDAR_MILLISECOND
        case .second: CARROW_CALENDAR_SECOND
        case .minute: CARROW_CALENDAR_MINUTE
        case .hour: CARROW_CALENDAR_HOUR
        case .day: CARROW_CALENDAR_DAY
        case .week: CARROW_CALENDAR_WEEK
        case .month: CARROW_CALENDAR_MONTH
        case .quarter: CARROW_CALENDAR_QUARTER
        case .year: CARROW_CALENDAR_YEAR
        }
    }
}

extension KernelOptions.RoundMode {
    fileprivate var cMode: CArrowRoundMode {
        switch self {
        case .down: CARROW_ROUND_DOWN
        case .up: CARROW_ROUND_UP
        case .towardsZero: CARROW_ROUND_TOWARDS_ZERO
        case .halfAwayFromZero: CARROW_ROUND_HALF_AWAY_FROM_ZERO
        case .halfToEven: CARROW_ROUND_HALF_TO_EVEN
        }
    }
}

extension KernelOptions.Tiebreaker {
    fileprivate var cTies: CArrowTiebreaker {
        switch self {
        case .min: CARROW_TIES_MIN
        case .max: CARROW_TIES_MAX
        case .first: CARROW_TIES_FIRST
        case .dense: CARROW_TIES_DENSE
        }
    }
}

/// Calls `body` with an array of C strings that live as long as the call.
func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>>) -> Result
) -> Result {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for string in strings {
        starts.append(bytes.count)
        bytes.append(contentsOf: string.utf8CString)
    }
    bytes.append(0)  // so that there is a base address
    return bytes.withUnsafeBufferPointer { buffer in
        var pointers = starts.map { UnsafePointer(buffer.baseAddress.unsafelyUnwrapped + $0) }
        pointers.append(buffer.baseAddress.unsafelyUnwrapped)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
    }
}
