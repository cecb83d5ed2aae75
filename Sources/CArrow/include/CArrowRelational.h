/// Grouping, joining and sorting: what Arrow has building blocks for, with weir's own rules on top.
#pragma once

#include "CArrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: Grouping

typedef struct CArrowGrouping CArrowGrouping;

/// Groups are numbered in order of first appearance; null keys are equal, NaNs are equal, -0.0 equals 0.0. No keys:
/// one group, also of no rows.
CArrowGrouping *_Nullable carrow_grouping_make(
    const CArrowColumn *const _Nonnull *_Nullable keys, size_t count, int64_t rows, CArrowError *error);
void carrow_grouping_release(CArrowGrouping *grouping);
int64_t carrow_grouping_group_count(const CArrowGrouping *grouping);
/// uint32, one a row.
CArrowColumn *_Nullable carrow_grouping_ids(const CArrowGrouping *grouping, CArrowError *error);
/// int64, one a group.
CArrowColumn *_Nullable carrow_grouping_first_rows(const CArrowGrouping *grouping, CArrowError *error);
/// int64, one a group.
CArrowColumn *_Nullable carrow_grouping_counts(const CArrowGrouping *grouping, CArrowError *error);
/// `rows`: all row numbers, group after group, ascending within one; `offsets`: where each group starts, and the end.
bool carrow_grouping_partitions(
    const CArrowGrouping *grouping, CArrowColumn *_Nullable *_Nonnull rows, CArrowColumn *_Nullable *_Nonnull offsets,
    CArrowError *error);

typedef enum CArrowAggregate {
    CARROW_COUNT,
    CARROW_SUM,
    CARROW_MIN,
    CARROW_MAX,
    CARROW_MEAN,
    CARROW_VARIANCE,  ///< parameter: delta degrees of freedom
    CARROW_STDDEV,    ///< parameter: delta degrees of freedom
    CARROW_QUANTILE,  ///< parameter: 0...1, linear interpolation
    CARROW_FIRST,
    CARROW_LAST,
    CARROW_MODE,
    CARROW_DISTINCT
} CArrowAggregate;

CArrowColumn *_Nullable carrow_grouping_aggregate(
    const CArrowGrouping *grouping, const CArrowColumn *column, CArrowAggregate aggregate, double parameter,
    CArrowError *error);

// MARK: Joining

typedef enum CArrowJoin {
    CARROW_JOIN_INNER,
    CARROW_JOIN_LEFT,
    CARROW_JOIN_RIGHT,
    CARROW_JOIN_OUTER,
    CARROW_JOIN_SEMI,
    CARROW_JOIN_ANTI
} CArrowJoin;

/// int64 row numbers of both sides, null where unmatched. `right` stays NULL for semi and anti.
bool carrow_join_indices(
    const CArrowColumn *const _Nonnull *_Nonnull left, const CArrowColumn *const _Nonnull *_Nonnull right,
    size_t keys, CArrowJoin kind, CArrowColumn *_Nullable *_Nonnull left_rows,
    CArrowColumn *_Nullable *_Nonnull right_rows, CArrowError *error);

typedef enum CArrowDirection { CARROW_BACKWARD, CARROW_FORWARD, CARROW_NEAREST } CArrowDirection;

typedef struct CArrowAsof {
    CArrowDirection direction;
    int64_t tolerance;  ///< the greatest distance, inclusive, in the unit of the times; negative: none
    bool allow_exact_matches;
} CArrowAsof;

/// Of each left row the right row (int64, null where none) with the same keys and the closest time. Timestamps and
/// dates are compared in microseconds, integers as they are. Null keys and times match nothing.
CArrowColumn *_Nullable carrow_join_asof(
    const CArrowColumn *left_time, const CArrowColumn *right_time,
    const CArrowColumn *const _Nonnull *_Nonnull left_keys, const CArrowColumn *const _Nonnull *_Nonnull right_keys,
    size_t keys, CArrowAsof options, CArrowError *error);

// MARK: Sorting

/// A stable order of the rows as uint64 row numbers: nulls last also where descending, NaN greater than all numbers.
CArrowColumn *_Nullable carrow_sort_indices(
    const CArrowColumn *const _Nonnull *_Nonnull columns, const bool *descending, size_t count, CArrowError *error);

/// The numbers that would stand at `ranks` (ascending, from 0), were those that are not null sorted; NaN is the greatest.
bool carrow_column_ranked(
    const CArrowColumn *column, const int64_t *ranks, size_t count, double *values, CArrowError *error);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
