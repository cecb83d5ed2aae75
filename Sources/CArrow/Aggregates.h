// Aggregates of a grouping: loops over the rows in their order, so that the answer does not depend on chunks or
// threads.
#pragma once

#include <cstring>

#include "Parallel.h"
#include "Relational.h"
#include "Values.h"

namespace carrow {

using Outcome = arrow::Result<std::shared_ptr<arrow::Array>>;

// The group of a row: 0 for all where there are no ids.
struct Groups {
    const uint32_t *ids;
    uint32_t operator[](int64_t row) const { return ids == nullptr ? 0 : ids[row]; }
};

// Folds slices: fold(state, first row, slice) on several threads, of as many rows as on any other machine from one `empty` each, then
// merge(state, later state) in the order of the rows.
template <class State, class Fold, class Merge>
State folded_slices(
    const CArrowGrouping &grouping, const arrow::ChunkedArray &column, const State &empty, Fold &&fold, Merge &&merge) {
    // A state has room for each group, so of many groups there is one only.
    const int64_t rows = grouping.groups > 1 << 14 ? std::max<int64_t>(1, column.length()) : 1 << 19;
    const int64_t parts = std::max<int64_t>(1, (column.length() + rows - 1) / rows);
    std::vector<State> states(parts, empty);
    for_each_part(parts, [&](int64_t part) {
        const int64_t first = part * rows;
        // A thread's own, far from what the others write.
        State state = empty;
        fold(state, first, *column.Slice(first, rows));
        states[part] = std::move(state);
    });
    for (int64_t part = 1; part < parts; part++) merge(states[0], states[part]);
    return std::move(states[0]);
}

// The same of the values that are not null: fold(state, row, value).
template <class T, class State, class Fold, class Merge>
State folded(
    const CArrowGrouping &grouping, const arrow::ChunkedArray &column, const State &empty, Fold &&fold, Merge &&merge) {
    return folded_slices(
        grouping, column, empty,
        [&](State &state, int64_t first, const arrow::ChunkedArray &slice) {
            for_each_value<T>(slice, [&](int64_t row, const T &value) { fold(state, first + row, value); });
        },
        merge);
}

// One value a group, null where present(group) is false.
template <class T, class Present>
Outcome finish(std::shared_ptr<arrow::DataType> type, const std::vector<T> &values, Present &&present) {
    const int64_t length = static_cast<int64_t>(values.size());
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, allocate<T>(length));
    if (length > 0) std::memcpy(buffer->mutable_data(), values.data(), length * sizeof(T));
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> validity, arrow::AllocateEmptyBitmap(length));
    int64_t nulls = 0;
    for (int64_t i = 0; i < length; i++) {
        const bool valid = present(i);
        arrow::bit_util::SetBitTo(validity->mutable_data(), i, valid);
        nulls += !valid;
    }
    if (nulls == 0) validity = nullptr;
    return arrow::MakeArray(
        arrow::ArrayData::Make(std::move(type), length, {std::move(validity), std::move(buffer)}, nulls));
}

// Numbers to numbers: NumericAggregates.cpp.
Outcome sums(const CArrowGrouping &grouping, const arrow::ChunkedArray &column);
Outcome moments(
    const CArrowGrouping &grouping, const arrow::ChunkedArray &column, CArrowAggregate aggregate, double ddof);
Outcome quantiles(const CArrowGrouping &grouping, const arrow::ChunkedArray &column, double q);

// One of the values themselves, of any type: ValueAggregates.cpp.
Outcome chosen(
    const CArrowGrouping &grouping, const std::shared_ptr<arrow::ChunkedArray> &column, CArrowAggregate aggregate);
Outcome modes(const CArrowGrouping &grouping, const std::shared_ptr<arrow::ChunkedArray> &column);
Outcome distinct_counts(const CArrowGrouping &grouping, const std::shared_ptr<arrow::ChunkedArray> &column);

}  // namespace carrow
