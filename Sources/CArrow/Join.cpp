#include "Matching.h"

namespace carrow {

// Left rows that have a match (semi) or none (anti).
static arrow::Status filter_left(const Matches &matches, bool matched, CArrowColumn **left_rows) {
    arrow::Int64Builder builder;
    for (size_t row = 0; row < matches.left.size(); row++)
        if ((matches.count(matches.left[row]) > 0) == matched)
            ARROW_RETURN_NOT_OK(builder.Append(static_cast<int64_t>(row)));
    ARROW_ASSIGN_OR_RAISE(auto array, builder.Finish());
    *left_rows = wrap(std::move(array));
    return arrow::Status::OK();
}

static arrow::Status pair_rows(
    const Matches &matches, bool keep_left, bool keep_right, CArrowColumn **left_rows, CArrowColumn **right_rows) {
    std::vector<uint8_t> used(keep_right ? matches.starts.size() - 1 : 0, 0);
    int64_t length = 0;
    for (uint32_t id : matches.left) {
        const int64_t count = matches.count(id);
        length += count == 0 && keep_left ? 1 : count;
        if (keep_right && count > 0) used[id] = 1;
    }
    if (keep_right)
        for (uint32_t id : matches.right) length += id == unmatched || !used[id];

    ARROW_ASSIGN_OR_RAISE(auto left_buffer, allocate<int64_t>(length));
    ARROW_ASSIGN_OR_RAISE(auto right_buffer, allocate<int64_t>(length));
    auto *left = reinterpret_cast<int64_t *>(left_buffer->mutable_data());
    auto *right = reinterpret_cast<int64_t *>(right_buffer->mutable_data());
    for (size_t row = 0; row < matches.left.size(); row++) {
        const uint32_t id = matches.left[row];
        const int64_t count = matches.count(id);
        if (count == 0 && keep_left) {
            *left++ = static_cast<int64_t>(row);
            *right++ = -1;
        }
        for (int64_t i = 0; i < count; i++) {
            *left++ = static_cast<int64_t>(row);
            *right++ = matches.rows[matches.starts[id] + i];
        }
    }
    for (size_t row = 0; keep_right && row < matches.right.size(); row++) {
        if (matches.right[row] != unmatched && used[matches.right[row]]) continue;
        *left++ = -1;
        *right++ = static_cast<int64_t>(row);
    }
    ARROW_ASSIGN_OR_RAISE(auto left_array, row_numbers(std::move(left_buffer), length));
    ARROW_ASSIGN_OR_RAISE(auto right_array, row_numbers(std::move(right_buffer), length));
    *left_rows = wrap(std::move(left_array));
    *right_rows = wrap(std::move(right_array));
    return arrow::Status::OK();
}

}  // namespace carrow

using namespace carrow;

bool carrow_join_indices(
    const CArrowColumn *const *left, const CArrowColumn *const *right, size_t keys, CArrowJoin kind,
    CArrowColumn **left_rows, CArrowColumn **right_rows, CArrowError *error) {
    *left_rows = nullptr;
    *right_rows = nullptr;
    return guarded_status(error, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto sides, comparable(left, right, keys));
        ARROW_ASSIGN_OR_RAISE(auto matches, match(sides));
        sides = {};
        switch (kind) {
            case CARROW_JOIN_SEMI:
                return filter_left(matches, true, left_rows);
            case CARROW_JOIN_ANTI:
                return filter_left(matches, false, left_rows);
            default:
                return pair_rows(
                    matches, kind == CARROW_JOIN_LEFT || kind == CARROW_JOIN_OUTER,
                    kind == CARROW_JOIN_RIGHT || kind == CARROW_JOIN_OUTER, left_rows, right_rows);
        }
    });
}
