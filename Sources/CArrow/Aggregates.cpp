#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "Relational.h"
#include "Values.h"

// Aggregates of a grouping: loops over the rows in their order, so that the answer does not depend on chunks or threads.

namespace carrow {

using Column = std::shared_ptr<arrow::ChunkedArray>;
using Outcome = arrow::Result<std::shared_ptr<arrow::Array>>;

static arrow::Status no_such_aggregate(const char *name, const arrow::DataType &type) {
    return arrow::Status::TypeError("there is no ", name, " of ", type.ToString(), " values");
}

// The group of a row: 0 for all where there are no ids.
struct Groups {
    const uint32_t *ids;
    uint32_t operator[](int64_t row) const { return ids == nullptr ? 0 : ids[row]; }
};

template <class T, class Present>
static Outcome finish(std::shared_ptr<arrow::DataType> type, const std::vector<T> &values, Present &&present) {
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

static Outcome counts(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    const Groups group{grouping.id_values()};
    std::vector<int64_t> result(grouping.groups, 0);
    int64_t base = 0;
    for (const auto &chunk : column.chunks()) {
        if (chunk->null_count() == 0 && group.ids == nullptr) {
            result[0] += chunk->length();
        } else {
            for (int64_t i = 0; i < chunk->length(); i++) result[group[base + i]] += chunk->IsValid(i);
        }
        base += chunk->length();
    }
    return finish(arrow::int64(), result, [](int64_t) { return true; });
}

// Neumaier's compensated sum.
struct FloatSum {
    double sum = 0, compensation = 0;
    void add(double value) {
        const double next = sum + value;
        compensation += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }
    double value() const { return std::isfinite(sum) ? sum + compensation : sum; }
};

template <class T>
static Outcome sums_of_floats(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    const Groups group{grouping.id_values()};
    std::vector<FloatSum> sums(grouping.groups);
    std::vector<uint8_t> seen(grouping.groups, 0);
    for_each_value<T>(column, [&](int64_t row, T value) {
        const uint32_t id = group[row];
        sums[id].add(static_cast<double>(value));
        seen[id] = 1;
    });
    std::vector<double> result(grouping.groups);
    std::transform(sums.begin(), sums.end(), result.begin(), [](const FloatSum &sum) { return sum.value(); });
    return finish(arrow::float64(), result, [&](int64_t i) { return seen[i] != 0; });
}

template <class T>
static Outcome sums_of_integers(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    // In 128 bits: only the total has to fit, not every partial sum.
    const Groups group{grouping.id_values()};
    std::vector<__int128> sums(grouping.groups, 0);
    std::vector<uint8_t> seen(grouping.groups, 0);
    for_each_value<T>(column, [&](int64_t row, T value) {
        const uint32_t id = group[row];
        sums[id] += static_cast<__int128>(value);
        seen[id] = 1;
    });
    std::vector<int64_t> result(grouping.groups);
    for (int64_t i = 0; i < grouping.groups; i++) {
        if (sums[i] > std::numeric_limits<int64_t>::max() || sums[i] < std::numeric_limits<int64_t>::min())
            return arrow::Status::Invalid("integer overflow: a sum does not fit into int64");
        result[i] = static_cast<int64_t>(sums[i]);
    }
    return finish(arrow::int64(), result, [&](int64_t i) { return seen[i] != 0; });
}

static Outcome sums_of_decimals(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    const Groups group{grouping.id_values()};
    const int32_t scale = static_cast<const arrow::Decimal128Type &>(*column.type()).scale();
    constexpr int32_t precision = arrow::Decimal128Type::kMaxPrecision;
    std::vector<arrow::Decimal128> sums(grouping.groups);
    std::vector<uint8_t> seen(grouping.groups, 0);
    bool overflow = false;
    for_each_value<arrow::Decimal128>(column, [&](int64_t row, const arrow::Decimal128 &value) {
        const uint32_t id = group[row];
        sums[id] += value;
        overflow = overflow || !sums[id].FitsInPrecision(precision);
        seen[id] = 1;
    });
    if (overflow) return arrow::Status::Invalid("decimal overflow: a sum has more than 38 digits");
    ARROW_ASSIGN_OR_RAISE(auto type, arrow::Decimal128Type::Make(precision, scale));
    return finish(std::move(type), sums, [&](int64_t i) { return seen[i] != 0; });
}

static bool is_number(const arrow::DataType &type) {
    return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || type.id() == arrow::Type::BOOL ||
           type.id() == arrow::Type::DECIMAL128;
}

static Outcome sums(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    if (!is_number(*column.type())) return no_such_aggregate("sum", *column.type());
    std::shared_ptr<arrow::Array> result;
    ARROW_RETURN_NOT_OK(with_value_type(*column.type(), [&](auto tag) -> arrow::Status {
        using T = typename decltype(tag)::type;
        if constexpr (std::is_floating_point_v<T>) {
            ARROW_ASSIGN_OR_RAISE(result, sums_of_floats<T>(grouping, column));
        } else if constexpr (std::is_integral_v<T>) {
            ARROW_ASSIGN_OR_RAISE(result, sums_of_integers<T>(grouping, column));
        } else if constexpr (std::is_same_v<T, arrow::Decimal128>) {
            ARROW_ASSIGN_OR_RAISE(result, sums_of_decimals(grouping, column));
        }
        return arrow::Status::OK();
    }));
    return result;
}

static int32_t scale_of(const arrow::DataType &type) {
    return type.id() == arrow::Type::DECIMAL128 ? static_cast<const arrow::Decimal128Type &>(type).scale() : 0;
}

// Means, and from them in a second pass the squared deviations: exact enough for values far from zero.
static Outcome moments(
    const CArrowGrouping &grouping, const arrow::ChunkedArray &column, CArrowAggregate aggregate, double ddof) {
    if (!is_number(*column.type())) return no_such_aggregate("mean or deviation", *column.type());
    const Groups group{grouping.id_values()};
    const int32_t scale = scale_of(*column.type());
    std::vector<FloatSum> sums(grouping.groups);
    std::vector<int64_t> counts(grouping.groups, 0);
    std::vector<double> result(grouping.groups);
    ARROW_RETURN_NOT_OK(with_value_type(*column.type(), [&](auto tag) {
        using T = typename decltype(tag)::type;
        for_each_value<T>(column, [&](int64_t row, const T &value) {
            const uint32_t id = group[row];
            sums[id].add(as_double(value, scale));
            counts[id]++;
        });
        for (int64_t i = 0; i < grouping.groups; i++) result[i] = sums[i].value() / static_cast<double>(counts[i]);
        if (aggregate == CARROW_MEAN) return arrow::Status::OK();
        std::fill(sums.begin(), sums.end(), FloatSum{});
        for_each_value<T>(column, [&](int64_t row, const T &value) {
            const uint32_t id = group[row];
            const double deviation = as_double(value, scale) - result[id];
            sums[id].add(deviation * deviation);
        });
        for (int64_t i = 0; i < grouping.groups; i++) {
            result[i] = sums[i].value() / (static_cast<double>(counts[i]) - ddof);
            if (aggregate == CARROW_STDDEV) result[i] = std::sqrt(result[i]);
        }
        return arrow::Status::OK();
    }));
    const double needed = aggregate == CARROW_MEAN ? 0 : ddof;
    return finish(
        arrow::float64(), result, [&](int64_t i) { return static_cast<double>(counts[i]) > needed; });
}

// Sorting a group's values costs more than finding the two neighbours of the quantile.
static double quantile_of(double *first, double *last, double q) {
    const double position = q * static_cast<double>(last - first - 1);
    double *low = first + static_cast<int64_t>(std::floor(position));
    std::nth_element(first, low, last, less<double>);
    const double fraction = position - std::floor(position);
    if (fraction == 0) return *low;
    const double high = *std::min_element(low + 1, last, less<double>);
    return *low + (high - *low) * fraction;
}

static Outcome quantiles(const CArrowGrouping &grouping, const arrow::ChunkedArray &column, double q) {
    if (!is_number(*column.type())) return no_such_aggregate("percentile", *column.type());
    const Groups group{grouping.id_values()};
    const int32_t scale = scale_of(*column.type());
    std::vector<int64_t> ends(grouping.groups + 1, 0);
    std::vector<double> values, result(grouping.groups);
    ARROW_RETURN_NOT_OK(with_value_type(*column.type(), [&](auto tag) {
        using T = typename decltype(tag)::type;
        for_each_value<T>(column, [&](int64_t row, const T &) { ends[group[row] + 1]++; });
        for (int64_t i = 0; i < grouping.groups; i++) ends[i + 1] += ends[i];
        values.resize(ends[grouping.groups]);
        std::vector<int64_t> next(ends.begin(), ends.end() - 1);
        for_each_value<T>(column, [&](int64_t row, const T &value) {
            values[next[group[row]]++] = as_double(value, scale);
        });
        return arrow::Status::OK();
    }));
    for (int64_t i = 0; i < grouping.groups; i++)
        if (ends[i] < ends[i + 1]) result[i] = quantile_of(values.data() + ends[i], values.data() + ends[i + 1], q);
    return finish(arrow::float64(), result, [&](int64_t i) { return ends[i] < ends[i + 1]; });
}

static Outcome take_rows(const Column &column, std::shared_ptr<arrow::Buffer> rows, int64_t groups) {
    ARROW_ASSIGN_OR_RAISE(auto numbers, row_numbers(std::move(rows), groups));
    ARROW_ASSIGN_OR_RAISE(auto taken, take(column, std::make_shared<arrow::ChunkedArray>(std::move(numbers))));
    return combined(*taken);
}

// min, max, first, last: the row that has the value, so that any type keeps its type.
static Outcome chosen(const CArrowGrouping &grouping, const Column &column, CArrowAggregate aggregate) {
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
            };
            std::vector<Best> best(grouping.groups);
            const bool smallest = aggregate == CARROW_MIN;
            for_each_value<T>(*column, [&](int64_t row, const T &value) {
                const uint32_t id = group[row];
                const bool better = rows[id] < 0 || (smallest ? less(value, best[id].value) : less(best[id].value, value));
                if (!better) return;
                best[id].value = value;
                rows[id] = row;
            });
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

static Outcome distinct_counts(const CArrowGrouping &grouping, const Column &column) {
    ARROW_ASSIGN_OR_RAISE(auto found, pairs(grouping, column));
    const Groups group{grouping.id_values()};
    std::vector<int64_t> result(grouping.groups, 0);
    for (int64_t row : found.first_row)
        if (row >= 0) result[group[row]]++;
    return finish(arrow::int64(), result, [](int64_t) { return true; });
}

static Outcome modes(const CArrowGrouping &grouping, const Column &column) {
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

static Outcome aggregate(
    const CArrowGrouping &grouping, const Column &source, CArrowAggregate kind, double parameter) {
    if (source->length() != grouping.rows)
        return arrow::Status::Invalid("a column of ", source->length(), " rows cannot be aggregated over a grouping of ",
                                      grouping.rows, " rows");
    ARROW_ASSIGN_OR_RAISE(auto column, plain(source));
    const bool untyped = column->type()->id() == arrow::Type::NA;
    switch (kind) {
        case CARROW_COUNT:
            return counts(grouping, *column);
        case CARROW_SUM:
            return untyped ? arrow::MakeArrayOfNull(arrow::int64(), grouping.groups) : sums(grouping, *column);
        case CARROW_MEAN:
        case CARROW_VARIANCE:
        case CARROW_STDDEV:
            return untyped ? arrow::MakeArrayOfNull(arrow::float64(), grouping.groups)
                           : moments(grouping, *column, kind, parameter);
        case CARROW_QUANTILE:
            if (!(parameter >= 0 && parameter <= 1))
                return arrow::Status::Invalid("the quantile ", parameter, " is not within 0 and 1");
            return untyped ? arrow::MakeArrayOfNull(arrow::float64(), grouping.groups)
                           : quantiles(grouping, *column, parameter);
        case CARROW_MIN:
        case CARROW_MAX:
        case CARROW_FIRST:
        case CARROW_LAST:
            return chosen(grouping, column, kind);
        case CARROW_MODE:
            return modes(grouping, column);
        case CARROW_DISTINCT:
            return distinct_counts(grouping, column);
    }
    return arrow::Status::NotImplemented("unknown aggregate");
}

}  // namespace carrow

using namespace carrow;

CArrowColumn *carrow_grouping_aggregate(
    const CArrowGrouping *grouping, const CArrowColumn *column, CArrowAggregate kind, double parameter,
    CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto result, aggregate(*grouping, column->data, kind, parameter));
        return wrap(std::move(result));
    });
}
