#include <algorithm>

#include "Matching.h"
#include "Values.h"

namespace carrow {

namespace {

// A time column as int64, and which of its rows have one.
struct Times {
    std::vector<int64_t> values;
    std::vector<uint8_t> present;
};

arrow::Result<Times> read_times(const std::shared_ptr<arrow::ChunkedArray> &column, bool as_timestamps) {
    ARROW_ASSIGN_OR_RAISE(auto plain_column, plain(column));
    ARROW_ASSIGN_OR_RAISE(auto times, cast(plain_column, as_timestamps ? utc_timestamp() : arrow::int64()));
    Times result{std::vector<int64_t>(times->length()), std::vector<uint8_t>(times->length(), 0)};
    for_each_value<int64_t>(*times, [&](int64_t row, int64_t value) {
        result.values[row] = value;
        result.present[row] = 1;
    });
    return result;
}

bool is_time(const arrow::DataType &type) {
    return type.id() == arrow::Type::TIMESTAMP || type.id() == arrow::Type::DATE32;
}

// Without keys every row has the same one.
Matches all_match(int64_t left, int64_t right) {
    Matches matches;
    matches.left.assign(left, 0);
    matches.starts = {0, right};
    matches.rows.resize(right);
    for (int64_t row = 0; row < right; row++) matches.rows[row] = row;
    return matches;
}

// Rows without a time leave their key's list; the others are put in order of time, equal times in the right's order.
void order_by_time(Matches &matches, const Times &times) {
    int64_t kept = 0;
    for (size_t id = 0; id + 1 < matches.starts.size(); id++) {
        const int64_t start = kept;
        for (int64_t i = matches.starts[id]; i < matches.starts[id + 1]; i++)
            if (times.present[matches.rows[i]]) matches.rows[kept++] = matches.rows[i];
        matches.starts[id] = start;
        const auto first = matches.rows.begin() + start, last = matches.rows.begin() + kept;
        const auto earlier = [&](int64_t a, int64_t b) {
            return times.values[a] != times.values[b] ? times.values[a] < times.values[b] : a < b;
        };
        if (!std::is_sorted(first, last, earlier)) std::sort(first, last, earlier);
    }
    matches.starts.back() = kept;
}

uint64_t distance(int64_t earlier, int64_t later) {
    return static_cast<uint64_t>(later) - static_cast<uint64_t>(earlier);
}

class Finder {
public:
    Finder(const Times &times, const CArrowAsof &options) : times_(times), options_(options) {}

    // The row to choose of [first, last), or -1. Of rows of equal time the last one counts.
    int64_t find(const int64_t *first, const int64_t *last, int64_t time) const {
        const int64_t before = options_.direction == CARROW_FORWARD ? -1 : backward(first, last, time);
        const int64_t after = options_.direction == CARROW_BACKWARD ? -1 : forward(first, last, time);
        if (before < 0 || after < 0) return std::max(before, after);
        const bool earlier = distance(times_.values[before], time) <= distance(time, times_.values[after]);
        return earlier ? before : after;
    }

private:
    const int64_t *lower(const int64_t *first, const int64_t *last, int64_t time) const {
        return std::lower_bound(
            first, last, time, [&](int64_t row, int64_t value) { return times_.values[row] < value; });
    }

    const int64_t *upper(const int64_t *first, const int64_t *last, int64_t time) const {
        return std::upper_bound(
            first, last, time, [&](int64_t value, int64_t row) { return value < times_.values[row]; });
    }

    bool is_near(uint64_t distance) const {
        return options_.tolerance < 0 || distance <= static_cast<uint64_t>(options_.tolerance);
    }

    int64_t backward(const int64_t *first, const int64_t *last, int64_t time) const {
        const int64_t *end = options_.allow_exact_matches ? upper(first, last, time) : lower(first, last, time);
        if (end == first) return -1;
        const int64_t row = *(end - 1);
        return is_near(distance(times_.values[row], time)) ? row : -1;
    }

    int64_t forward(const int64_t *first, const int64_t *last, int64_t time) const {
        const int64_t *start = options_.allow_exact_matches ? lower(first, last, time) : upper(first, last, time);
        if (start == last) return -1;
        const int64_t row = *(upper(start, last, times_.values[*start]) - 1);
        return is_near(distance(time, times_.values[row])) ? row : -1;
    }

    const Times &times_;
    const CArrowAsof &options_;
};

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowColumn *carrow_join_asof(
    const CArrowColumn *left_time, const CArrowColumn *right_time, const CArrowColumn *const *left_keys,
    const CArrowColumn *const *right_keys, size_t keys, CArrowAsof options, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        const auto &left_type = *left_time->data->type(), &right_type = *right_time->data->type();
        const bool times = is_time(left_type) && is_time(right_type);
        if (!times && !(arrow::is_integer(left_type.id()) && arrow::is_integer(right_type.id())))
            return arrow::Status::TypeError(
                "an as-of join needs timestamps, dates or integers on both sides, not ", left_type.ToString(), " and ",
                right_type.ToString());
        ARROW_ASSIGN_OR_RAISE(auto left, read_times(left_time->data, times));
        ARROW_ASSIGN_OR_RAISE(auto right, read_times(right_time->data, times));
        const int64_t length = left_time->data->length();
        Matches matches;
        if (keys == 0) {
            matches = all_match(length, right_time->data->length());
        } else {
            ARROW_ASSIGN_OR_RAISE(auto sides, comparable(left_keys, right_keys, keys));
            if (sides.left[0]->length() != length || sides.right[0]->length() != right_time->data->length())
                return arrow::Status::Invalid("keys and times differ in length");
            ARROW_ASSIGN_OR_RAISE(matches, match(sides));
        }
        order_by_time(matches, right);
        ARROW_ASSIGN_OR_RAISE(auto buffer, allocate<int64_t>(length));
        auto *rows = reinterpret_cast<int64_t *>(buffer->mutable_data());
        const Finder finder(right, options);
        for (int64_t row = 0; row < length; row++) {
            const uint32_t id = matches.left[row];
            rows[row] = id == unmatched || !left.present[row]
                            ? -1
                            : finder.find(matches.rows.data() + matches.starts[id],
                                          matches.rows.data() + matches.starts[id + 1], left.values[row]);
        }
        ARROW_ASSIGN_OR_RAISE(auto array, row_numbers(std::move(buffer), length));
        return wrap(std::move(array));
    });
}
