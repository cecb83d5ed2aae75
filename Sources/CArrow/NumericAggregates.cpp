#include <algorithm>
#include <cmath>
#include <limits>

#include "Aggregates.h"

namespace carrow {

static arrow::Status no_such_aggregate(const char *name, const arrow::DataType &type) {
    return arrow::Status::TypeError("there is no ", name, " of ", type.ToString(), " values");
}

// A compensated sum: what an addition loses to rounding is found without a look at which is larger (Knuth, The Art of Computer Programming,
// volume 2, 4.2.2, theorem B), and added up beside it.
struct FloatSum {
    double sum = 0, compensation = 0;
    void add(double value) {
        const double next = sum + value, part = next - sum;
        compensation += (sum - (next - part)) + (value - part);
        sum = next;
    }
    void operator+=(const FloatSum &later) {
        add(later.sum);
        compensation += later.compensation;
    }
    double value() const { return std::isfinite(sum) ? sum + compensation : sum; }
};

// By group: a sum, and of how many values.
template <class Sum>
struct Sums {
    std::vector<Sum> sums;
    std::vector<int64_t> counts;

    explicit Sums(int64_t groups) : sums(groups), counts(groups, 0) {}
    bool has_values(int64_t group) const { return counts[group] > 0; }

    void merge(const Sums &later) {
        for (size_t i = 0; i < sums.size(); i++) {
            sums[i] += later.sums[i];
            counts[i] += later.counts[i];
        }
    }
};

// The same where there is one group: in sums that do not wait for each other. A row's sum is the one of its number, whatever the chunks.
struct Lanes {
    static constexpr int64_t count = 4;
    FloatSum sums[count];
    int64_t values = 0;

    // Of null a zero is added, which changes nothing, because to look first takes longer.
    template <class T, class Number>
    void add(const arrow::ArrayData &data, int64_t first, Number &&number) {
        const T *elements = data.GetValues<T>(1);
        const int64_t length = data.length, offset = data.offset;
        const uint8_t *validity = data.GetNullCount() == 0 ? nullptr : data.buffers[0]->data();
        // In locals, of which the compiler knows that no element lies there.
        double sum[count], compensation[count];
        int64_t found = 0;
        for (int64_t lane = 0; lane < count; lane++) {
            sum[lane] = sums[lane].sum;
            compensation[lane] = sums[lane].compensation;
        }
        const auto next = [&](int64_t i) -> double {
            const bool is_valid = validity == nullptr || arrow::bit_util::GetBit(validity, offset + i);
            found += is_valid;
            return is_valid ? number(elements[i], 0) : 0;
        };
        const auto add_to = [&](int64_t lane, double value) {
            FloatSum one{sum[lane], compensation[lane]};
            one.add(value);
            sum[lane] = one.sum;
            compensation[lane] = one.compensation;
        };
        int64_t i = 0;
        for (; i < length && (first + i) % count != 0; i++) add_to((first + i) % count, next(i));
        for (; i + count <= length; i += count) {
            double four[count];
            for (int64_t lane = 0; lane < count; lane++) four[lane] = next(i + lane);
            for (int64_t lane = 0; lane < count; lane++) add_to(lane, four[lane]);
        }
        for (; i < length; i++) add_to((first + i) % count, next(i));
        for (int64_t lane = 0; lane < count; lane++) sums[lane] = {sum[lane], compensation[lane]};
        values += found;
    }

    void merge(const Lanes &later) {
        for (int64_t lane = 0; lane < count; lane++) sums[lane] += later.sums[lane];
        values += later.values;
    }
};

template <class T, class Number>
static Sums<FloatSum> float_sums_of_all(
    const CArrowGrouping &grouping, const arrow::ChunkedArray &column, Number &&number) {
    const Lanes found = folded_slices(
        grouping, column, Lanes(),
        [&](Lanes &lanes, int64_t first, const arrow::ChunkedArray &slice) {
            for (const auto &chunk : slice.chunks()) {
                lanes.add<T>(*chunk->data(), first, number);
                first += chunk->length();
            }
        },
        [](Lanes &lanes, const Lanes &later) { lanes.merge(later); });
    Sums<FloatSum> result(1);
    for (const auto &sum : found.sums) result.sums[0] += sum;
    result.counts[0] = found.values;
    return result;
}

// Of what number(value, group) makes of each value.
template <class T, class Number>
static Sums<FloatSum> float_sums(const CArrowGrouping &grouping, const arrow::ChunkedArray &column, Number &&number) {
    const Groups group{grouping.id_values()};
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>)
        if (group.ids == nullptr && grouping.groups == 1) return float_sums_of_all<T>(grouping, column, number);
    return folded<T>(
        grouping, column, Sums<FloatSum>(grouping.groups),
        [&](Sums<FloatSum> &sums, int64_t row, const T &value) {
            const uint32_t id = group[row];
            sums.sums[id].add(number(value, id));
            sums.counts[id]++;
        },
        [](Sums<FloatSum> &sums, const Sums<FloatSum> &later) { sums.merge(later); });
}

template <class T>
static Outcome sums_of_floats(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    const auto found = float_sums<T>(grouping, column, [](T value, uint32_t) { return static_cast<double>(value); });
    std::vector<double> result(grouping.groups);
    std::transform(
        found.sums.begin(), found.sums.end(), result.begin(), [](const FloatSum &sum) { return sum.value(); });
    return finish(arrow::float64(), result, [&](int64_t i) { return found.has_values(i); });
}

template <class T>
static Outcome sums_of_integers(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    // In 128 bits: only the total has to fit, not every partial sum.
    const Groups group{grouping.id_values()};
    using Total = Sums<__int128>;
    const auto found = folded<T>(
        grouping, column, Total(grouping.groups),
        [&](Total &sums, int64_t row, T value) {
            const uint32_t id = group[row];
            sums.sums[id] += static_cast<__int128>(value);
            sums.counts[id]++;
        },
        [](Total &sums, const Total &later) { sums.merge(later); });
    std::vector<int64_t> result(grouping.groups);
    for (int64_t i = 0; i < grouping.groups; i++) {
        const __int128 sum = found.sums[i];
        if (sum > std::numeric_limits<int64_t>::max() || sum < std::numeric_limits<int64_t>::min())
            return arrow::Status::Invalid("integer overflow: a sum does not fit into int64");
        result[i] = static_cast<int64_t>(sum);
    }
    return finish(arrow::int64(), result, [&](int64_t i) { return found.has_values(i); });
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
    const int32_t scale = scale_of(*column.type());
    std::vector<int64_t> counts;
    std::vector<double> result(grouping.groups);
    ARROW_RETURN_NOT_OK(with_value_type(*column.type(), [&](auto tag) {
        using T = typename decltype(tag)::type;
        auto found =
            float_sums<T>(grouping, column, [&](const T &value, uint32_t) { return as_double(value, scale); });
        counts = std::move(found.counts);
        for (int64_t i = 0; i < grouping.groups; i++)
            result[i] = found.sums[i].value() / static_cast<double>(counts[i]);
        if (aggregate == CARROW_MEAN) return arrow::Status::OK();
        found = float_sums<T>(grouping, column, [&](const T &value, uint32_t id) {
            const double deviation = as_double(value, scale) - result[id];
            return deviation * deviation;
        });
        for (int64_t i = 0; i < grouping.groups; i++) {
            result[i] = found.sums[i].value() / (static_cast<double>(counts[i]) - ddof);
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

// Puts the values of these ranks, ascending and counted from `first`, into their places: by the one in the middle first, so that each value is
// looked at as often as the number of ranks has digits.
static void place(double *first, double *last, const int64_t *ranks, const int64_t *end, int64_t base) {
    if (ranks == end) return;
    const int64_t *middle = ranks + (end - ranks) / 2;
    double *found = first + (*middle - base);
    std::nth_element(first, found, last, less<double>);
    const int64_t *equal = std::lower_bound(ranks, middle, *middle);
    place(first, found, ranks, equal, base);
    place(found + 1, last, std::upper_bound(middle, end, *middle), end, *middle + 1);
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

using namespace carrow;

bool carrow_column_ranked(
    const CArrowColumn *column, const int64_t *ranks, size_t count, double *values, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto doubles, cast(column->data, arrow::float64(), false));
        std::vector<double> all;
        all.reserve(doubles->length());
        for_each_value<double>(*doubles, [&](int64_t, double value) { all.push_back(value); });
        if (count > 0 && (ranks[0] < 0 || ranks[count - 1] >= static_cast<int64_t>(all.size())))
            return arrow::Status::Invalid("a rank beyond ", all.size(), " values");
        place(all.data(), all.data() + all.size(), ranks, ranks + count, 0);
        for (size_t i = 0; i < count; i++) values[i] = all[ranks[i]];
        return arrow::Status::OK();
    });
}
