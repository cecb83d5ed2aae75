#include <arrow/util/bit_util.h>

#include <atomic>
#include <cstring>
#include <limits>
#include <mutex>

#include "Parallel.h"

using namespace carrow;

struct CArrowFixedBuilder {
    CArrowFixedBuilder(std::shared_ptr<arrow::DataType> type, int64_t length, std::shared_ptr<arrow::Buffer> values)
        : type(std::move(type)), length(length), values(std::move(values)) {}
    std::shared_ptr<arrow::DataType> type;
    int64_t length;
    std::shared_ptr<arrow::Buffer> values;
    // Once there is a null.
    std::shared_ptr<arrow::Buffer> validity;
    std::once_flag first_null;
    std::atomic<bool> has_failed = false;

    void set_null(int64_t row) {
        std::call_once(first_null, [this] {
            const int64_t bytes = arrow::bit_util::BytesForBits(length);
            auto buffer = arrow::AllocateBuffer(bytes);
            if (!buffer.ok()) return;
            validity = std::move(buffer).ValueOrDie();
            std::memset(validity->mutable_data(), 0xff, bytes);
        });
        if (validity == nullptr) {
            has_failed = true;
            return;
        }
        const auto bit = static_cast<uint8_t>(1 << (row & 7));
        std::atomic_ref(validity->mutable_data()[row >> 3])
            .fetch_and(static_cast<uint8_t>(~bit), std::memory_order_relaxed);
    }
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
        ARROW_RETURN_NOT_OK(for_each_slice(bytes / 8, [&](int64_t first, int64_t last) {
            std::memset(values->mutable_data() + first * 8, 0, (last - first) * 8);
            return arrow::Status::OK();
        }));
        std::memset(values->mutable_data() + bytes / 8 * 8, 0, bytes % 8);
        return new CArrowFixedBuilder(std::move(arrow_type), length, std::move(values));
    });
}

void *carrow_fixed_values(CArrowFixedBuilder *builder) { return builder->values->mutable_data(); }

void carrow_fixed_set_null(CArrowFixedBuilder *builder, int64_t row) { builder->set_null(row); }

CArrowColumn *carrow_fixed_finish(CArrowFixedBuilder *builder, CArrowError *error) {
    std::unique_ptr<CArrowFixedBuilder> owned(builder);
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        if (owned->has_failed) return arrow::Status::OutOfMemory("no memory for ", owned->length, " bits");
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
