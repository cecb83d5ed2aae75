#include "Matching.h"

#include <algorithm>

namespace carrow {

static bool is_text(arrow::Type::type id) { return id == arrow::Type::STRING || id == arrow::Type::BINARY; }

// The type in which both sides' keys can be compared.
static arrow::Result<std::shared_ptr<arrow::DataType>> common_type(
    const std::shared_ptr<arrow::DataType> &left, const std::shared_ptr<arrow::DataType> &right) {
    if (left->Equals(*right)) return left;
    if (left->id() == arrow::Type::NA) return right;
    if (right->id() == arrow::Type::NA) return left;
    if (arrow::is_integer(left->id()) && arrow::is_integer(right->id())) return arrow::int64();
    const bool numbers = (arrow::is_integer(left->id()) || arrow::is_floating(left->id())) &&
                         (arrow::is_integer(right->id()) || arrow::is_floating(right->id()));
    if (numbers) return arrow::float64();
    if (is_text(left->id()) && is_text(right->id())) return arrow::binary();
    if (left->id() == arrow::Type::TIMESTAMP && right->id() == arrow::Type::TIMESTAMP) return utc_timestamp();
    if ((left->id() == arrow::Type::TIMESTAMP && right->id() == arrow::Type::DATE32) ||
        (left->id() == arrow::Type::DATE32 && right->id() == arrow::Type::TIMESTAMP))
        return utc_timestamp();
    if (left->id() == arrow::Type::DECIMAL128 && right->id() == arrow::Type::DECIMAL128) {
        const auto &l = static_cast<const arrow::Decimal128Type &>(*left);
        const auto &r = static_cast<const arrow::Decimal128Type &>(*right);
        const int32_t scale = std::max(l.scale(), r.scale());
        const int32_t digits = std::max(l.precision() - l.scale(), r.precision() - r.scale());
        return arrow::Decimal128Type::Make(std::min(38, digits + scale), scale);
    }
    return arrow::Status::TypeError(
        "a key of ", left->ToString(), " cannot be compared with one of ", right->ToString());
}

arrow::Result<Sides> comparable(const CArrowColumn *const *left, const CArrowColumn *const *right, size_t keys) {
    if (keys == 0) return arrow::Status::Invalid("a join needs a key");
    Sides sides;
    for (size_t i = 0; i < keys; i++) {
        ARROW_ASSIGN_OR_RAISE(auto l, plain(left[i]->data));
        ARROW_ASSIGN_OR_RAISE(auto r, plain(right[i]->data));
        ARROW_ASSIGN_OR_RAISE(auto type, common_type(l->type(), r->type()));
        ARROW_ASSIGN_OR_RAISE(l, cast(l, type));
        ARROW_ASSIGN_OR_RAISE(r, cast(r, type));
        ARROW_ASSIGN_OR_RAISE(l, canonical_key(l));
        ARROW_ASSIGN_OR_RAISE(r, canonical_key(r));
        sides.left.push_back(std::move(l));
        sides.right.push_back(std::move(r));
    }
    return sides;
}

// Null keys match nothing.
static void unmatch_nulls(const Keys &keys, std::vector<uint32_t> &ids) {
    for (const auto &key : keys) {
        if (key->null_count() == 0) continue;
        int64_t row = 0;
        for (const auto &chunk : key->chunks())
            for (int64_t i = 0; i < chunk->length(); i++, row++)
                if (chunk->IsNull(i)) ids[row] = unmatched;
    }
}

arrow::Result<Matches> match(const Sides &sides) {
    Matches result;
    result.left.assign(sides.left[0]->length(), unmatched);
    result.right.assign(sides.right[0]->length(), unmatched);
    std::vector<arrow::TypeHolder> types;
    for (const auto &key : sides.right) types.emplace_back(key->type());
    ARROW_RETURN_NOT_OK(initialize_kernels());
    ARROW_ASSIGN_OR_RAISE(auto grouper, arrow::compute::Grouper::Make(types));
    auto consume = [&](const arrow::compute::ExecSpan &batch, int64_t first) -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto ids, grouper->Consume(batch));
        std::copy_n(ids.array()->GetValues<uint32_t>(1), batch.length, result.right.begin() + first);
        return arrow::Status::OK();
    };
    auto look_up = [&](const arrow::compute::ExecSpan &batch, int64_t first) -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto found, grouper->Lookup(batch));
        const arrow::UInt32Array ids(found.array());
        for (int64_t i = 0; i < batch.length; i++)
            if (ids.IsValid(i)) result.left[first + i] = ids.Value(i);
        return arrow::Status::OK();
    };
    ARROW_RETURN_NOT_OK(for_each_batch(sides.right, sides.right[0]->length(), consume));
    ARROW_RETURN_NOT_OK(for_each_batch(sides.left, sides.left[0]->length(), look_up));
    unmatch_nulls(sides.left, result.left);
    unmatch_nulls(sides.right, result.right);

    result.starts.assign(grouper->num_groups() + 1, 0);
    for (uint32_t id : result.right)
        if (id != unmatched) result.starts[id + 1]++;
    for (size_t i = 1; i < result.starts.size(); i++) result.starts[i] += result.starts[i - 1];
    result.rows.resize(result.starts.back());
    std::vector<int64_t> next(result.starts.begin(), result.starts.end() - 1);
    for (size_t row = 0; row < result.right.size(); row++)
        if (result.right[row] != unmatched) result.rows[next[result.right[row]]++] = static_cast<int64_t>(row);
    return result;
}

}  // namespace carrow
