/// Options of Arrow's kernels: one constructor an options class, fields in Arrow's order. NULL when memory is short, or
/// where the type of a cast cannot be made.
#pragma once

#include "CArrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

void carrow_options_release(CArrowOptions *options);

typedef enum CArrowCalendarUnit {
    CARROW_CALENDAR_MICROSECOND,
    CARROW_CALENDAR_MILLISECOND,
    CARROW_CALENDAR_SECOND,
    CARROW_CALENDAR_MINUTE,
    CARROW_CALENDAR_HOUR,
    CARROW_CALENDAR_DAY,
    CARROW_CALENDAR_WEEK,
    CARROW_CALENDAR_MONTH,
    CARROW_CALENDAR_QUARTER,
    CARROW_CALENDAR_YEAR
} CArrowCalendarUnit;

typedef enum CArrowRoundMode {
    CARROW_ROUND_DOWN,
    CARROW_ROUND_UP,
    CARROW_ROUND_TOWARDS_ZERO,
    CARROW_ROUND_HALF_AWAY_FROM_ZERO,
    CARROW_ROUND_HALF_TO_EVEN
} CArrowRoundMode;

typedef enum CArrowTiebreaker {
    CARROW_TIES_MIN,
    CARROW_TIES_MAX,
    CARROW_TIES_FIRST,
    CARROW_TIES_DENSE
} CArrowTiebreaker;

CArrowOptions *_Nullable carrow_options_cast(const CArrowType *type, bool safe);
CArrowOptions *_Nullable carrow_options_match_substring(const char *pattern, bool ignore_case);
CArrowOptions *_Nullable carrow_options_replace_substring(
    const char *pattern, const char *replacement, int64_t max_replacements);
CArrowOptions *_Nullable carrow_options_split_pattern(const char *pattern, int64_t max_splits);
CArrowOptions *_Nullable carrow_options_extract_regex(const char *pattern);
/// Of `utf8_normalize`: to NFKD.
CArrowOptions *_Nullable carrow_options_compatibility_decomposition(void);
CArrowOptions *_Nullable carrow_options_trim(const char *characters);
CArrowOptions *_Nullable carrow_options_slice(int64_t start, int64_t stop);
CArrowOptions *_Nullable carrow_options_join(bool skip_nulls);
CArrowOptions *_Nullable carrow_options_strptime(const char *format, bool error_is_null);
CArrowOptions *_Nullable carrow_options_round_temporal(
    int32_t multiple, CArrowCalendarUnit unit, bool week_starts_monday, bool ceil_is_strictly_greater,
    bool calendar_based_origin);
CArrowOptions *_Nullable carrow_options_day_of_week(bool count_from_zero, uint32_t week_start);
CArrowOptions *_Nullable carrow_options_week(
    bool week_starts_monday, bool count_from_zero, bool first_week_is_fully_in_year);
CArrowOptions *_Nullable carrow_options_round(int64_t digits, CArrowRoundMode mode);
CArrowOptions *_Nullable carrow_options_scalar_aggregate(bool skip_nulls, uint32_t min_count);
CArrowOptions *_Nullable carrow_options_count(bool nulls, bool values);
CArrowOptions *_Nullable carrow_options_mode(int64_t count);
CArrowOptions *_Nullable carrow_options_variance(int32_t ddof);
CArrowOptions *_Nullable carrow_options_quantile(const double *q, size_t count);
CArrowOptions *_Nullable carrow_options_null(bool nan_is_null);
CArrowOptions *_Nullable carrow_options_element_wise_aggregate(bool skip_nulls);
/// Nulls never match; a null input gives false (`is_in`) or null (`index_in`).
CArrowOptions *_Nullable carrow_options_set_lookup(const CArrowColumn *values);
CArrowOptions *_Nullable carrow_options_array_sort(bool descending);
CArrowOptions *_Nullable carrow_options_rank(bool descending, CArrowTiebreaker ties);
CArrowOptions *_Nullable carrow_options_cumulative(bool skip_nulls);
CArrowOptions *_Nullable carrow_options_pairwise(int64_t periods);
CArrowOptions *_Nullable carrow_options_make_struct(const char *const _Nonnull *_Nonnull names, size_t count);
CArrowOptions *_Nullable carrow_options_struct_field(int32_t index);
CArrowOptions *_Nullable carrow_options_filter(bool nulls_emit_null);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
