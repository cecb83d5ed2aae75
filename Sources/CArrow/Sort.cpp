#include <arrow/compute/api_vector.h>

#include <cstring>

#include "Relational.h"

namespace carrow {

// Floats as integers of the same order, NaN last: Arrow's sort would put NaN beside null instead.
static arrow::Result<std::shared_ptr<arrow::ChunkedArray>> ordered(const std::shared_ptr<arrow::ChunkedArray> &column) {
    ARROW_ASSIGN_OR_RAISE(auto key, plain(column));
    if (key->type()->id() == arrow::Type::FLOAT) {
        ARROW_ASSIGN_OR_RAISE(key, cast(key, arrow::float64()));
    }
    if (key->type()->id() != arrow::Type::DOUBLE) return key;
    ARROW_ASSIGN_OR_RAISE(key, canonical_key(key));
    arrow::ArrayVector chunks;
    for (const auto &chunk : key->chunks()) {
        const arrow::ArrayData &data = *chunk->data();
        ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, allocate<int64_t>(data.offset + data.length));
        std::memset(buffer->mutable_data(), 0, data.offset * sizeof(int64_t));
        auto *out = reinterpret_cast<int64_t *>(buffer->mutable_data()) + data.offset;
        const int64_t *bits = data.GetValues<int64_t>(1);
        for (int64_t i = 0; i < data.length; i++) out[i] = bits[i] ^ ((bits[i] >> 63) & INT64_MAX);
        auto copy = data.Copy();
        copy->type = arrow::int64();
        copy->buffers[1] = std::move(buffer);
        chunks.push_back(arrow::MakeArray(std::move(copy)));
    }
    return arrow::ChunkedArray::Make(std::move(chunks), arrow::int64());
}

}  // namespace carrow

using namespace carrow;
namespace cp = arrow::compute;

CArrowColumn *carrow_sort_indices(
    const CArrowColumn *const *columns, const bool *descending, size_t count, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        if (count == 0) return arrow::Status::Invalid("nothing to sort by");
        arrow::FieldVector fields;
        arrow::ChunkedArrayVector data;
        std::vector<cp::SortKey> keys;
        for (size_t i = 0; i < count; i++) {
            ARROW_ASSIGN_OR_RAISE(auto key, ordered(columns[i]->data));
            if (key->type()->id() == arrow::Type::NA) {
                ARROW_ASSIGN_OR_RAISE(key, cast(key, arrow::int64()));
            }
            const std::string name = std::to_string(i);
            fields.push_back(arrow::field(name, key->type()));
            data.push_back(std::move(key));
            keys.emplace_back(name, descending[i] ? cp::SortOrder::Descending : cp::SortOrder::Ascending);
        }
        auto table = arrow::Table::Make(arrow::schema(std::move(fields)), std::move(data));
        ARROW_RETURN_NOT_OK(table->Validate());
        ARROW_RETURN_NOT_OK(initialize_kernels());
        ARROW_ASSIGN_OR_RAISE(auto indices, cp::SortIndices(arrow::Datum(table), cp::SortOptions(std::move(keys))));
        return wrap(std::move(indices));
    });
}
