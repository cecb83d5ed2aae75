#include <arrow/util/bit_util.h>

#include <cstring>
#include <limits>

#include "Internal.h"

using namespace carrow;

struct CArrowFixedBuilder {
    std::shared_ptr<arrow::DataType> type;
    int64_t length;
    std::shared_ptr<arrow::Buffer> values;
    std::shared_ptr<arrow::Buffer> validity;
};

// Text of more than 2 GiB goes on in a new chunk, because offsets are of 32 bits.
struct CArrowStringBuilder {
    explicit CArrowStringBuilder(std::shared_ptr<arrow::DataType> type) : type(std::move(type)) {}
    std::shared_ptr<arrow::DataType> type;
    arrow::StringBuilder builder;
    arrow::ArrayVector chunks;

    arrow::Status flush() {
        ARROW_ASSIGN_OR_RAISE(auto array, builder.Finish());
        if (!array->type()->Equals(*type)) {
            ARROW_ASSIGN_OR_RAISE(array, array->View(type));
        }
        chunks.push_back(std::move(array));
        return arrow::Status::OK();
    }

    arrow::Status append(const char *bytes, int64_t length) {
        if (bytes == nullptr) return builder.AppendNull();
        if (builder.value_data_length() + length >= std::numeric_limits<int32_t>::max()) ARROW_RETURN_NOT_OK(flush());
        return builder.Append(bytes, static_cast<int32_t>(length));
    }
};

CArrowFixedBuilder *carrow_fixed_new(const CArrowType *type, int64_t length, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowFixedBuilder *> {
        ARROW_ASSIGN_OR_RAISE(auto arrow_type, to_arrow(*type));
        if (!arrow::is_fixed_width(*arrow_type) || length < 0)
            return arrow::Status::Invalid("no memory of fixed width for ", length, " of ", arrow_type->ToString());
        int64_t bytes = arrow::bit_util::BytesForBits(length * arrow_type->bit_width());
        ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> values, arrow::AllocateBuffer(bytes));
        std::memset(values->mutable_data(), 0, bytes);
        return new CArrowFixedBuilder{std::move(arrow_type), length, std::move(values), nullptr};
    });
}

void *carrow_fixed_values(CArrowFixedBuilder *builder) { return builder->values->mutable_data(); }

uint8_t *carrow_fixed_validity(CArrowFixedBuilder *builder) {
    if (builder->validity == nullptr) {
        int64_t bytes = arrow::bit_util::BytesForBits(builder->length);
        auto buffer = arrow::AllocateBuffer(bytes);
        if (!buffer.ok()) return nullptr;
        builder->validity = std::move(buffer).ValueOrDie();
        std::memset(builder->validity->mutable_data(), 0xff, bytes);
    }
    return builder->validity->mutable_data();
}

CArrowColumn *carrow_fixed_finish(CArrowFixedBuilder *builder, CArrowError *error) {
    std::unique_ptr<CArrowFixedBuilder> owned(builder);
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        auto data = arrow::ArrayData::Make(owned->type, owned->length, {owned->validity, owned->values});
        return wrap(arrow::MakeArray(std::move(data)));
    });
}

void carrow_fixed_discard(CArrowFixedBuilder *builder) { delete builder; }

CArrowStringBuilder *carrow_strings_new(bool binary, int64_t length, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowStringBuilder *> {
        auto builder = std::make_unique<CArrowStringBuilder>(binary ? arrow::binary() : arrow::utf8());
        ARROW_RETURN_NOT_OK(builder->builder.Reserve(length));
        return builder.release();
    });
}

bool carrow_strings_append(CArrowStringBuilder *builder, const char *bytes, int64_t length) {
    try {
        return builder->append(bytes, length).ok();
    } catch (...) {
        return false;
    }
}

CArrowColumn *carrow_strings_finish(CArrowStringBuilder *builder, CArrowError *error) {
    std::unique_ptr<CArrowStringBuilder> owned(builder);
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_RETURN_NOT_OK(owned->flush());
        ARROW_ASSIGN_OR_RAISE(auto column, arrow::ChunkedArray::Make(std::move(owned->chunks), owned->type));
        return wrap(std::move(column));
    });
}

void carrow_strings_discard(CArrowStringBuilder *builder) { delete builder; }
