#include <limits>

#include "Internal.h"

namespace cp = arrow::compute;

// One options object on the heap; nothing in here throws but an allocation.
template <class Options, class... Arguments>
static CArrowOptions *make(Arguments &&...arguments) noexcept {
    try {
        return new CArrowOptions{std::make_unique<Options>(std::forward<Arguments>(arguments)...)};
    } catch (...) {
        return nullptr;
    }
}

void carrow_options_release(CArrowOptions *options) { delete options; }

CArrowOptions *carrow_options_cast(const CArrowType *type, bool safe) {
    try {
        auto target = carrow::to_arrow(*type);
        if (!target.ok()) return nullptr;
        auto options = safe ? cp::CastOptions::Safe(*target) : cp::CastOptions::Unsafe(*target);
        return make<cp::CastOptions>(std::move(options));
    } catch (...) {
        return nullptr;
    }
}

CArrowOptions *carrow_options_match_substring(const char *pattern, bool ignore_case) {
    return make<cp::MatchSubstringOptions>(pattern, ignore_case);
}

CArrowOptions *carrow_options_replace_substring(
    const char *pattern, const char *replacement, int64_t max_replacements) {
    return make<cp::ReplaceSubstringOptions>(pattern, replacement, max_replacements);
}

CArrowOptions *carrow_options_split_pattern(const char *pattern, int64_t max_splits) {
    return make<cp::SplitPatternOptions>(pattern, max_splits);
}

CArrowOptions *carrow_options_extract_regex(const char *pattern) { return make<cp::ExtractRegexOptions>(pattern); }

CArrowOptions *carrow_options_compatibility_decomposition(void) {
    return make<cp::Utf8NormalizeOptions>(cp::Utf8NormalizeOptions::NFKD);
}

CArrowOptions *carrow_options_trim(const char *characters) { return make<cp::TrimOptions>(characters); }

CArrowOptions *carrow_options_slice(int64_t start, int64_t stop) { return make<cp::SliceOptions>(start, stop); }

CArrowOptions *carrow_options_join(bool skip_nulls) {
    return make<cp::JoinOptions>(skip_nulls ? cp::JoinOptions::SKIP : cp::JoinOptions::EMIT_NULL);
}

CArrowOptions *carrow_options_strptime(const char *format, bool error_is_null) {
    return make<cp::StrptimeOptions>(format, arrow::TimeUnit::MICRO, error_is_null);
}

static cp::CalendarUnit to_arrow(CArrowCalendarUnit unit) {
    switch (unit) {
        case CARROW_CALENDAR_MICROSECOND:
            return cp::CalendarUnit::MICROSECOND;
        case CARROW_CALENDAR_MILLISECOND:
            return cp::CalendarUnit::MILLISECOND;
        case CARROW_CALENDAR_SECOND:
            return cp::CalendarUnit::SECOND;
        case CARROW_CALENDAR_MINUTE:
            return cp::CalendarUnit::MINUTE;
        case CARROW_CALENDAR_HOUR:
            return cp::CalendarUnit::HOUR;
        case CARROW_CALENDAR_DAY:
            return cp::CalendarUnit::DAY;
        case CARROW_CALENDAR_WEEK:
            return cp::CalendarUnit::WEEK;
        case CARROW_CALENDAR_MONTH:
            return cp::CalendarUnit::MONTH;
        case CARROW_CALENDAR_QUARTER:
            return cp::CalendarUnit::QUARTER;
        case CARROW_CALENDAR_YEAR:
            return cp::CalendarUnit::YEAR;
    }
}

CArrowOptions *carrow_options_round_temporal(
    int32_t multiple, CArrowCalendarUnit unit, bool week_starts_monday, bool ceil_is_strictly_greater,
    bool calendar_based_origin) {
    return make<cp::RoundTemporalOptions>(
        multiple, to_arrow(unit), week_starts_monday, ceil_is_strictly_greater, calendar_based_origin);
}

CArrowOptions *carrow_options_day_of_week(bool count_from_zero, uint32_t week_start) {
    return make<cp::DayOfWeekOptions>(count_from_zero, week_start);
}

CArrowOptions *carrow_options_week(
    bool week_starts_monday, bool count_from_zero, bool first_week_is_fully_in_year) {
    return make<cp::WeekOptions>(week_starts_monday, count_from_zero, first_week_is_fully_in_year);
}

static cp::RoundMode to_arrow(CArrowRoundMode mode) {
    switch (mode) {
        case CARROW_ROUND_DOWN:
            return cp::RoundMode::DOWN;
        case CARROW_ROUND_UP:
            return cp::RoundMode::UP;
        case CARROW_ROUND_TOWARDS_ZERO:
            return cp::RoundMode::TOWARDS_ZERO;
        case CARROW_ROUND_HALF_AWAY_FROM_ZERO:
            return cp::RoundMode::HALF_TOWARDS_INFINITY;
        case CARROW_ROUND_HALF_TO_EVEN:
            return cp::RoundMode::HALF_TO_EVEN;
    }
}

CArrowOptions *carrow_options_round(int64_t digits, CArrowRoundMode mode) {
    return make<cp::RoundOptions>(digits, to_arrow(mode));
}

CArrowOptions *carrow_options_scalar_aggregate(bool skip_nulls, uint32_t min_count) {
    return make<cp::ScalarAggregateOptions>(skip_nulls, min_count);
}

CArrowOptions *carrow_options_count(bool nulls, bool values) {
    return make<cp::CountOptions>(
        nulls ? (values ? cp::CountOptions::ALL : cp::CountOptions::ONLY_NULL) : cp::CountOptions::ONLY_VALID);
}

CArrowOptions *carrow_options_mode(int64_t count) { return make<cp::ModeOptions>(count); }

CArrowOptions *carrow_options_variance(int32_t ddof) { return make<cp::VarianceOptions>(ddof); }

CArrowOptions *carrow_options_quantile(const double *q, size_t count) {
    return make<cp::QuantileOptions>(std::vector<double>(q, q + count));
}

CArrowOptions *carrow_options_null(bool nan_is_null) { return make<cp::NullOptions>(nan_is_null); }

CArrowOptions *carrow_options_element_wise_aggregate(bool skip_nulls) {
    return make<cp::ElementWiseAggregateOptions>(skip_nulls);
}

CArrowOptions *carrow_options_set_lookup(const CArrowColumn *values) {
    return make<cp::SetLookupOptions>(arrow::Datum(values->data), cp::SetLookupOptions::SKIP);
}

CArrowOptions *carrow_options_array_sort(bool descending) {
    return make<cp::ArraySortOptions>(descending ? cp::SortOrder::Descending : cp::SortOrder::Ascending);
}

CArrowOptions *carrow_options_rank(bool descending, CArrowTiebreaker ties) {
    using Ties = cp::RankOptions::Tiebreaker;
    const Ties tiebreaker = ties == CARROW_TIES_MIN   ? Ties::Min
                            : ties == CARROW_TIES_MAX ? Ties::Max
                            : ties == CARROW_TIES_FIRST ? Ties::First
                                                        : Ties::Dense;
    return make<cp::RankOptions>(descending ? cp::SortOrder::Descending : cp::SortOrder::Ascending, tiebreaker);
}

CArrowOptions *carrow_options_cumulative(bool skip_nulls) { return make<cp::CumulativeOptions>(skip_nulls); }

CArrowOptions *carrow_options_pairwise(int64_t periods) { return make<cp::PairwiseOptions>(periods); }

CArrowOptions *carrow_options_make_struct(const char *const *names, size_t count) {
    return make<cp::MakeStructOptions>(std::vector<std::string>(names, names + count));
}

CArrowOptions *carrow_options_struct_field(int32_t index) {
    return make<cp::StructFieldOptions>(std::vector<int>{index});
}

CArrowOptions *carrow_options_filter(bool nulls_emit_null) {
    return make<cp::FilterOptions>(nulls_emit_null ? cp::FilterOptions::EMIT_NULL : cp::FilterOptions::DROP);
}
