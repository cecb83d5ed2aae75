#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "Parallel.h"
#include "Relational.h"
#include "Values.h"

namespace carrow {

template <class T>
static arrow::Result<std::shared_ptr<arrow::ChunkedArray>> canonical_floats(
    const std::shared_ptr<arrow::ChunkedArray> &column) {
    arrow::ArrayVector chunks;
    for (const auto &chunk : column->chunks()) {
        const arrow::ArrayData &data = *chunk->data();
        const T *values = data.GetValues<T>(1);
        const bool odd = std::any_of(values, values + data.length, [](T value) {
            return value != value || (value == 0 && std::signbit(value));
        });
        if (!odd) {
            chunks.push_back(chunk);
            continue;
        }
        ARROW_ASSIGN_OR_RAISE(auto buffer, allocate<T>(data.offset + data.length));
        T *copy = reinterpret_cast<T *>(buffer->mutable_data());
        std::fill(copy, copy + data.offset, T(0));
        std::transform(values, values + data.length, copy + data.offset, [](T value) {
            return value != value ? std::numeric_limits<T>::quiet_NaN() : value == 0 ? T(0) : value;
        });
        auto fixed = data.Copy();
        fixed->buffers[1] = std::move(buffer);
        chunks.push_back(arrow::MakeArray(std::move(fixed)));
    }
    return arrow::ChunkedArray::Make(std::move(chunks), column->type());
}

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> canonical_key(
    const std::shared_ptr<arrow::ChunkedArray> &column) {
    ARROW_ASSIGN_OR_RAISE(auto key, plain(column));
    if (key->type()->id() == arrow::Type::DOUBLE) return canonical_floats<double>(key);
    if (key->type()->id() == arrow::Type::FLOAT) return canonical_floats<float>(key);
    return key;
}

namespace {

// Numbers keys in order of first appearance. Arrow numbers the new keys of a batch in its own order.
class Numbering {
public:
    static arrow::Result<Numbering> make(const Keys &keys) {
        std::vector<arrow::TypeHolder> types;
        for (const auto &key : keys) types.emplace_back(key->type());
        Numbering numbering;
        ARROW_ASSIGN_OR_RAISE(numbering.grouper_, arrow::compute::Grouper::Make(types));
        return numbering;
    }

    uint32_t count() const { return next_; }

    arrow::Status number(const Keys &keys, int64_t rows, uint32_t *numbers) {
        return for_each_batch(keys, rows, [&](const arrow::compute::ExecSpan &batch, int64_t first) {
            ARROW_ASSIGN_OR_RAISE(const auto found, find(batch));
            const uint32_t *ids = found->GetValues<uint32_t>(1);
            for (int64_t i = 0; i < batch.length; i++) numbers[first + i] = number(ids[i]);
            return arrow::Status::OK();
        });
    }

    // By number of the other: the number of the same key here.
    arrow::Result<std::vector<uint32_t>> merge(Numbering &other) {
        ARROW_ASSIGN_OR_RAISE(auto keys, other.grouper_->GetUniques());
        std::vector<uint32_t> ids;
        constexpr int64_t most = 1 << 15;
        for (int64_t first = 0; first < keys.length; first += most) {
            const auto slice = keys.Slice(first, most);
            ARROW_ASSIGN_OR_RAISE(const auto found, find(arrow::compute::ExecSpan(slice)));
            const uint32_t *values = found->GetValues<uint32_t>(1);
            ids.insert(ids.end(), values, values + slice.length);
        }
        // In the order in which they appeared there.
        std::vector<uint32_t> order(other.next_), numbers(other.next_);
        for (uint32_t id = 0; id < ids.size(); id++) order[other.renumbered_[id]] = ids[id];
        for (uint32_t i = 0; i < other.next_; i++) numbers[i] = number(order[i]);
        return numbers;
    }

private:
    arrow::Result<std::shared_ptr<arrow::ArrayData>> find(const arrow::compute::ExecSpan &batch) {
        ARROW_ASSIGN_OR_RAISE(auto found, grouper_->Consume(batch));
        renumbered_.resize(grouper_->num_groups(), unseen);
        return found.array();
    }

    uint32_t number(uint32_t id) {
        uint32_t &number = renumbered_[id];
        if (number == unseen) number = next_++;
        return number;
    }

    static constexpr uint32_t unseen = std::numeric_limits<uint32_t>::max();
    std::unique_ptr<arrow::compute::Grouper> grouper_;
    // By the id of the grouper.
    std::vector<uint32_t> renumbered_;
    uint32_t next_ = 0;
};

Keys slices(const Keys &keys, int64_t first, int64_t last) {
    Keys slices;
    for (const auto &key : keys) slices.push_back(key->Slice(first, last - first));
    return slices;
}

// Each thread numbers a part of the rows from `first` on; then the parts' keys, which are few, become the numbering's, part after part.
arrow::Status number_in_parts(Numbering &numbering, const Keys &keys, int64_t first, int64_t rows, uint32_t *numbers) {
    const int64_t parts = threads_of(rows - first), size = (rows - first + parts - 1) / parts;
    std::vector<arrow::Status> status(parts);
    std::vector<std::optional<Numbering>> found(parts);
    auto bounds = [&](int64_t part) {
        return std::pair(first + std::min(rows - first, part * size), first + std::min(rows - first, (part + 1) * size));
    };
    for_each_part(parts, [&](int64_t part) {
        const auto [begin, end] = bounds(part);
        status[part] = [&]() -> arrow::Status {
            ARROW_ASSIGN_OR_RAISE(found[part], Numbering::make(keys));
            return found[part]->number(slices(keys, begin, end), end - begin, numbers + begin);
        }();
    });
    for (const auto &one : status) ARROW_RETURN_NOT_OK(one);
    std::vector<std::vector<uint32_t>> merged(parts);
    for (int64_t part = 0; part < parts; part++) {
        ARROW_ASSIGN_OR_RAISE(merged[part], numbering.merge(*found[part]));
    }
    for_each_part(parts, [&](int64_t part) {
        const auto [begin, end] = bounds(part);
        for (int64_t row = begin; row < end; row++) numbers[row] = merged[part][numbers[row]];
    });
    return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::unique_ptr<CArrowGrouping>> make_grouping(const Keys &keys, int64_t rows) {
    auto grouping = std::make_unique<CArrowGrouping>();
    grouping->rows = rows;
    if (keys.empty()) return grouping;
    ARROW_RETURN_NOT_OK(initialize_kernels());
    ARROW_ASSIGN_OR_RAISE(auto numbering, Numbering::make(keys));
    ARROW_ASSIGN_OR_RAISE(auto buffer, allocate<uint32_t>(rows));
    auto *numbers = reinterpret_cast<uint32_t *>(buffer->mutable_data());
    // Where the first rows have few different keys, so will the others: only then it pays that several threads look them up.
    const int64_t first = std::min(rows, rows_of_part);
    ARROW_RETURN_NOT_OK(numbering.number(slices(keys, 0, first), first, numbers));
    if (rows > first && numbering.count() < first / 4) {
        ARROW_RETURN_NOT_OK(number_in_parts(numbering, keys, first, rows, numbers));
    } else {
        ARROW_RETURN_NOT_OK(numbering.number(slices(keys, first, rows), rows - first, numbers + first));
    }
    grouping->groups = numbering.count();
    grouping->ids = std::move(buffer);
    return grouping;
}

arrow::Result<std::shared_ptr<arrow::Array>> row_numbers(std::shared_ptr<arrow::Buffer> values, int64_t length) {
    const auto *rows = reinterpret_cast<const int64_t *>(values->data());
    const int64_t nulls = std::count(rows, rows + length, -1);
    std::shared_ptr<arrow::Buffer> validity;
    if (nulls > 0) {
        ARROW_ASSIGN_OR_RAISE(validity, arrow::AllocateEmptyBitmap(length));
        uint8_t *bits = validity->mutable_data();
        for (int64_t i = 0; i < length; i++) arrow::bit_util::SetBitTo(bits, i, rows[i] >= 0);
    }
    return arrow::MakeArray(
        arrow::ArrayData::Make(arrow::int64(), length, {std::move(validity), std::move(values)}, nulls));
}

}  // namespace carrow

using namespace carrow;

CArrowGrouping *carrow_grouping_make(
    const CArrowColumn *const *keys, size_t count, int64_t rows, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowGrouping *> {
        Keys canonical;
        for (size_t i = 0; i < count; i++) {
            if (keys[i]->data->length() != rows)
                return arrow::Status::Invalid("a key has ", keys[i]->data->length(), " rows instead of ", rows);
            ARROW_ASSIGN_OR_RAISE(auto key, canonical_key(keys[i]->data));
            canonical.push_back(std::move(key));
        }
        ARROW_ASSIGN_OR_RAISE(auto grouping, make_grouping(canonical, rows));
        return grouping.release();
    });
}

void carrow_grouping_release(CArrowGrouping *grouping) { delete grouping; }
int64_t carrow_grouping_group_count(const CArrowGrouping *grouping) { return grouping->groups; }

CArrowColumn *carrow_grouping_ids(const CArrowGrouping *grouping, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        std::shared_ptr<arrow::Buffer> ids = grouping->ids;
        if (ids == nullptr) {
            ARROW_ASSIGN_OR_RAISE(ids, allocate<uint32_t>(grouping->rows));
            std::memset(ids->mutable_data(), 0, ids->size());
        }
        return wrap(arrow::MakeArray(
            arrow::ArrayData::Make(arrow::uint32(), grouping->rows, {nullptr, std::move(ids)}, 0)));
    });
}

CArrowColumn *carrow_grouping_first_rows(const CArrowGrouping *grouping, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, allocate<int64_t>(grouping->groups));
        auto *first = reinterpret_cast<int64_t *>(buffer->mutable_data());
        std::fill(first, first + grouping->groups, grouping->rows > 0 && grouping->ids == nullptr ? 0 : -1);
        // Groups are numbered as they appear: the next one starts where its number is first seen.
        const uint32_t *ids = grouping->id_values();
        int64_t next = 0;
        for (int64_t row = 0; ids != nullptr && row < grouping->rows && next < grouping->groups; row++)
            if (ids[row] == next) first[next++] = row;
        ARROW_ASSIGN_OR_RAISE(auto rows, row_numbers(std::move(buffer), grouping->groups));
        return wrap(std::move(rows));
    });
}

CArrowColumn *carrow_grouping_counts(const CArrowGrouping *grouping, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto buffer, allocate<int64_t>(grouping->groups));
        auto *counts = reinterpret_cast<int64_t *>(buffer->mutable_data());
        std::fill(counts, counts + grouping->groups, grouping->ids == nullptr ? grouping->rows : 0);
        const uint32_t *ids = grouping->id_values();
        for (int64_t row = 0; ids != nullptr && row < grouping->rows; row++) counts[ids[row]]++;
        return wrap(arrow::MakeArray(arrow::ArrayData::Make(
            arrow::int64(), grouping->groups, {nullptr, std::shared_ptr<arrow::Buffer>(std::move(buffer))}, 0)));
    });
}

bool carrow_grouping_partitions(
    const CArrowGrouping *grouping, CArrowColumn **rows, CArrowColumn **offsets, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto row_buffer, allocate<int64_t>(grouping->rows));
        ARROW_ASSIGN_OR_RAISE(auto offset_buffer, allocate<int64_t>(grouping->groups + 1));
        auto *row_values = reinterpret_cast<int64_t *>(row_buffer->mutable_data());
        auto *starts = reinterpret_cast<int64_t *>(offset_buffer->mutable_data());
        std::fill(starts, starts + grouping->groups + 1, 0);
        const uint32_t *ids = grouping->id_values();
        for (int64_t row = 0; row < grouping->rows; row++) starts[(ids == nullptr ? 0 : ids[row]) + 1]++;
        for (int64_t group = 0; group < grouping->groups; group++) starts[group + 1] += starts[group];
        std::vector<int64_t> next(starts, starts + grouping->groups);
        for (int64_t row = 0; row < grouping->rows; row++) row_values[next[ids == nullptr ? 0 : ids[row]]++] = row;
        ARROW_ASSIGN_OR_RAISE(auto row_array, row_numbers(std::move(row_buffer), grouping->rows));
        ARROW_ASSIGN_OR_RAISE(auto offset_array, row_numbers(std::move(offset_buffer), grouping->groups + 1));
        *rows = wrap(std::move(row_array));
        *offsets = wrap(std::move(offset_array));
        return arrow::Status::OK();
    });
}
