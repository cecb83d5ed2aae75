#include <algorithm>
#include <cmath>
#include <limits>

#include "Aggregates.h"

namespace carrow {

static arrow::Status no_such_aggregate(const char *name, const arrow::DataType &type) {
    return arrow::Status::TypeError("there is no ", name, " of ", type.ToString(), " values");
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

Outcome sums(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
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
Outcome moments(
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

Outcome quantiles(const CArrowGrouping &grouping, const arrow::ChunkedArray &column, double q) {
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

}  // namespace carrow
