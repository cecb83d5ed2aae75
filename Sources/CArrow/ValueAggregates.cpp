#include <algorithm>
#include <limits>

#include "Aggregates.h"

namespace carrow {

using Column = std::shared_ptr<arrow::ChunkedArray>;

static Outcome take_rows(const Column &column, std::shared_ptr<arrow::Buffer> rows, int64_t groups) {
    ARROW_ASSIGN_OR_RAISE(auto numbers, row_numbers(std::move(rows), groups));
    ARROW_ASSIGN_OR_RAISE(auto taken, take(column, std::make_shared<arrow::ChunkedArray>(std::move(numbers))));
    return combined(*taken);
}

// min, max, first, last: the row that has the value, so that any type keeps its type.
Outcome chosen(const CArrowGrouping &grouping, const Column &column, CArrowAggregate aggregate) {
    const Groups group{grouping.id_values()};
    ARROW_ASSIGN_OR_RAISE(auto buffer, allocate<int64_t>(grouping.groups));
    auto *rows = reinterpret_cast<int64_t *>(buffer->mutable_data());
    std::fill(rows, rows + grouping.groups, -1);
    if (column->type()->id() == arrow::Type::NA) return take_rows(column, std::move(buffer), grouping.groups);
    ARROW_RETURN_NOT_OK(with_value_type(*column->type(), [&](auto tag) {
        using T = typename decltype(tag)::type;
        if (aggregate == CARROW_FIRST) {
            for_each_value<T>(*column, [&](int64_t row, const T &) {
                int64_t &chosen = rows[group[row]];
                if (chosen < 0) chosen = row;
            });
        } else if (aggregate == CARROW_LAST) {
            for_each_value<T>(*column, [&](int64_t row, const T &) { rows[group[row]] = row; });
        } else {
            struct Best {
                T value{};
                int64_t row = -1;
            };
            using State = std::vector<Best>;
            const bool smallest = aggregate == CARROW_MIN;
            auto consider = [smallest](Best &best, int64_t row, const T &value) {
                if (best.row < 0 || (smallest ? less(value, best.value) : less(best.value, value))) best = {value, row};
            };
            const auto found = folded<T>(
                grouping, *column, State(grouping.groups),
                [&](State &best, int64_t row, const T &value) { consider(best[group[row]], row, value); },
                [&](State &best, const State &later) {
                    for (size_t id = 0; id < best.size(); id++)
                        if (later[id].row >= 0) consider(best[id], later[id].row, later[id].value);
                });
            std::transform(found.begin(), found.end(), rows, [](const Best &best) { return best.row; });
        }
        return arrow::Status::OK();
    }));
    return take_rows(column, std::move(buffer), grouping.groups);
}

// The distinct pairs of group and value, in order of first appearance.
struct Pairs {
    std::vector<uint32_t> ids;       // of each row
    std::vector<int64_t> first_row;  // of each pair; -1 where the value is null
    std::vector<int64_t> count;
};

// Numbers the pairs of two numberings.
static arrow::Result<std::vector<uint32_t>> number_pairs(const CArrowGrouping &grouping, const CArrowGrouping &values) {
    const Groups group{grouping.id_values()}, value{values.id_values()};
    std::vector<uint32_t> ids(grouping.rows);
    auto key = [&](int64_t row) { return static_cast<int64_t>(group[row]) * values.groups + value[row]; };
    const int64_t possible = grouping.groups * values.groups;
    if (possible / 4 <= grouping.rows) {  // few enough for a table
        constexpr uint32_t unseen = std::numeric_limits<uint32_t>::max();
        std::vector<uint32_t> numbers(possible, unseen);
        uint32_t next = 0;
        for (int64_t row = 0; row < grouping.rows; row++) {
            uint32_t &number = numbers[key(row)];
            if (number == unseen) number = next++;
            ids[row] = number;
        }
        return ids;
    }
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, allocate<int64_t>(grouping.rows));
    auto *keys = reinterpret_cast<int64_t *>(buffer->mutable_data());
    for (int64_t row = 0; row < grouping.rows; row++) keys[row] = key(row);
    auto column = std::make_shared<arrow::ChunkedArray>(arrow::MakeArray(
        arrow::ArrayData::Make(arrow::int64(), grouping.rows, {nullptr, std::move(buffer)}, 0)));
    ARROW_ASSIGN_OR_RAISE(auto pairs, make_grouping({std::move(column)}, grouping.rows));
    std::copy_n(pairs->id_values(), grouping.rows, ids.begin());
    return ids;
}

static arrow::Result<Pairs> pairs(const CArrowGrouping &grouping, const Column &column) {
    ARROW_ASSIGN_OR_RAISE(auto key, canonical_key(column));
    ARROW_ASSIGN_OR_RAISE(auto values, make_grouping({std::move(key)}, grouping.rows));
    Pairs result;
    ARROW_ASSIGN_OR_RAISE(result.ids, number_pairs(grouping, *values));
    values = nullptr;
    const auto greatest = std::max_element(result.ids.begin(), result.ids.end());
    const size_t found = greatest == result.ids.end() ? 0 : *greatest + 1;
    result.first_row.assign(found, -1);
    result.count.assign(found, 0);
    int64_t row = 0;
    for (const auto &chunk : column->chunks()) {
        for (int64_t i = 0; i < chunk->length(); i++, row++) {
            if (chunk->IsNull(i)) continue;
            const uint32_t id = result.ids[row];
            if (result.first_row[id] < 0) result.first_row[id] = row;
            result.count[id]++;
        }
    }
    return result;
}

Outcome distinct_counts(const CArrowGrouping &grouping, const Column &column) {
    ARROW_ASSIGN_OR_RAISE(auto found, pairs(grouping, column));
    const Groups group{grouping.id_values()};
    std::vector<int64_t> result(grouping.groups, 0);
    for (int64_t row : found.first_row)
        if (row >= 0) result[group[row]]++;
    return finish(arrow::int64(), result, [](int64_t) { return true; });
}

Outcome modes(const CArrowGrouping &grouping, const Column &column) {
    ARROW_ASSIGN_OR_RAISE(auto found, pairs(grouping, column));
    const Groups group{grouping.id_values()};
    ARROW_ASSIGN_OR_RAISE(auto buffer, allocate<int64_t>(grouping.groups));
    auto *rows = reinterpret_cast<int64_t *>(buffer->mutable_data());
    std::fill(rows, rows + grouping.groups, -1);
    if (column->type()->id() == arrow::Type::NA) return take_rows(column, std::move(buffer), grouping.groups);
    ARROW_RETURN_NOT_OK(with_value_type(*column->type(), [&](auto tag) {
        using T = typename decltype(tag)::type;
        struct Best {
            T value{};
            int64_t count = 0;
        };
        std::vector<Best> best(grouping.groups);
        for_each_value<T>(*column, [&](int64_t row, const T &value) {
            const uint32_t id = found.ids[row];
            if (found.first_row[id] != row) return;
            Best &leader = best[group[row]];
            const int64_t count = found.count[id];
            if (count < leader.count || (count == leader.count && !less(value, leader.value))) return;
            leader = Best{value, count};
            rows[group[row]] = row;
        });
        return arrow::Status::OK();
    }));
    return take_rows(column, std::move(buffer), grouping.groups);
}

}  // namespace carrow
