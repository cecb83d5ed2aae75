#include <arrow/compute/cast.h>
#include <arrow/util/value_parsing.h>

#include <algorithm>
#include <vector>

#include "TextCells.h"
#include "Values.h"

namespace carrow {

CArrowColumn *wrap(std::shared_ptr<arrow::ChunkedArray> data) { return new CArrowColumn{std::move(data)}; }

CArrowColumn *wrap(std::shared_ptr<arrow::Array> data) {
    return wrap(std::make_shared<arrow::ChunkedArray>(std::move(data)));
}

arrow::Result<CArrowColumn *> wrap_datum(const arrow::Datum &datum) {
    if (datum.is_array()) return wrap(datum.make_array());
    if (datum.is_chunked_array()) return wrap(datum.chunked_array());
    return arrow::Status::NotImplemented("the kernel returns neither an array nor a scalar");
}

arrow::Result<std::shared_ptr<arrow::Array>> combined(const arrow::ChunkedArray &column) {
    if (column.num_chunks() == 1) return column.chunk(0);
    if (column.num_chunks() == 0) return arrow::MakeEmptyArray(column.type());
    return arrow::Concatenate(column.chunks());
}

// Text to timestamp[us, UTC]: ISO 8601 with or without an offset, which Arrow's cast takes only one way at a time.
static arrow::Result<std::shared_ptr<arrow::ChunkedArray>> parse_timestamps(
    const std::shared_ptr<arrow::ChunkedArray> &column) {
    arrow::ArrayVector chunks;
    for (const auto &chunk : column->chunks()) {
        const auto &strings = static_cast<const arrow::StringArray &>(*chunk);
        arrow::TimestampBuilder builder(utc_timestamp(), arrow::default_memory_pool());
        ARROW_RETURN_NOT_OK(builder.Reserve(strings.length()));
        for (int64_t row = 0; row < strings.length(); row++) {
            if (strings.IsNull(row)) {
                builder.UnsafeAppendNull();
                continue;
            }
            std::string_view text = strings.GetView(row);
            int64_t value = 0;
            bool zoned = false;
            if (!arrow::internal::ParseTimestampISO8601(
                    text.data(), text.size(), arrow::TimeUnit::MICRO, &value, &zoned)) {
                return arrow::Status::Invalid("'", text, "' is not a timestamp");
            }
            builder.UnsafeAppend(value);
        }
        ARROW_ASSIGN_OR_RAISE(auto array, builder.Finish());
        chunks.push_back(std::move(array));
    }
    return arrow::ChunkedArray::Make(std::move(chunks), utc_timestamp());
}

static arrow::Result<std::shared_ptr<arrow::ChunkedArray>> timestamp_texts(const arrow::ChunkedArray &column) {
    arrow::ArrayVector chunks;
    for (const auto &chunk : column.chunks()) {
        const Reader<int64_t> values(*chunk->data());
        arrow::StringBuilder builder;
        std::string text;
        for (int64_t row = 0; row < chunk->length(); row++) {
            text.clear();
            if (chunk->IsNull(row)) {
                ARROW_RETURN_NOT_OK(builder.AppendNull());
                continue;
            }
            append_timestamp(values[row], text);
            ARROW_RETURN_NOT_OK(builder.Append(text));
        }
        ARROW_ASSIGN_OR_RAISE(auto array, builder.Finish());
        chunks.push_back(std::move(array));
    }
    return arrow::ChunkedArray::Make(std::move(chunks), arrow::utf8());
}

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> cast(
    const std::shared_ptr<arrow::ChunkedArray> &column, const std::shared_ptr<arrow::DataType> &type, bool safe) {
    if (column->type()->Equals(*type)) return column;
    if (column->type()->id() == arrow::Type::STRING && type->Equals(*utc_timestamp())) return parse_timestamps(column);
    // A zone changes only the label of a timestamp, and Arrow would ask for a time zone database to add one.
    if (column->type()->id() == arrow::Type::TIMESTAMP && type->id() == arrow::Type::TIMESTAMP) {
        const auto &from = static_cast<const arrow::TimestampType &>(*column->type());
        const auto &to = static_cast<const arrow::TimestampType &>(*type);
        if (from.unit() == to.unit()) return column->View(type);
        ARROW_ASSIGN_OR_RAISE(auto naive, column->View(arrow::timestamp(from.unit())));
        ARROW_RETURN_NOT_OK(initialize_kernels());
        ARROW_ASSIGN_OR_RAISE(
            auto scaled, arrow::compute::Cast(naive, arrow::timestamp(to.unit()), arrow::compute::CastOptions(safe)));
        return scaled.chunked_array()->View(type);
    }
    if (column->type()->Equals(*utc_timestamp())) {
        if (type->id() == arrow::Type::STRING) return timestamp_texts(*column);
        ARROW_ASSIGN_OR_RAISE(auto naive, column->View(arrow::timestamp(arrow::TimeUnit::MICRO)));
        return cast(naive, type, safe);
    }
    ARROW_RETURN_NOT_OK(initialize_kernels());
    auto options = safe ? arrow::compute::CastOptions::Safe() : arrow::compute::CastOptions::Unsafe();
    ARROW_ASSIGN_OR_RAISE(auto result, arrow::compute::Cast(column, type, options));
    return result.chunked_array();
}

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> plain(const std::shared_ptr<arrow::ChunkedArray> &column) {
    auto type = column->type();
    if (type->id() == arrow::Type::DICTIONARY) type = static_cast<const arrow::DictionaryType &>(*type).value_type();
    if (type->id() == arrow::Type::LARGE_STRING) type = arrow::utf8();
    return cast(column, type);
}

static void visit_buffers(const arrow::ArrayData &data, std::vector<CArrowBuffer> &found) {
    for (const auto &buffer : data.buffers)
        if (buffer != nullptr && buffer->size() > 0)
            found.push_back({reinterpret_cast<uintptr_t>(buffer->data()), buffer->size()});
    for (const auto &child : data.child_data) visit_buffers(*child, found);
    if (data.dictionary != nullptr) visit_buffers(*data.dictionary, found);
}

// Each once, with the most that is known of it.
static std::vector<CArrowBuffer> distinct_buffers(const arrow::ChunkedArray &column) {
    std::vector<CArrowBuffer> found;
    for (const auto &chunk : column.chunks()) visit_buffers(*chunk->data(), found);
    std::sort(found.begin(), found.end(), [](const CArrowBuffer &a, const CArrowBuffer &b) {
        return a.address != b.address ? a.address < b.address : a.size > b.size;
    });
    const auto same = [](const CArrowBuffer &a, const CArrowBuffer &b) { return a.address == b.address; };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

}  // namespace carrow

using namespace carrow;

void carrow_column_release(CArrowColumn *column) { delete column; }
int64_t carrow_column_length(const CArrowColumn *column) { return column->data->length(); }
int64_t carrow_column_null_count(const CArrowColumn *column) { return column->data->null_count(); }
int64_t carrow_column_chunk_count(const CArrowColumn *column) { return column->data->num_chunks(); }
void carrow_column_type(const CArrowColumn *column, CArrowType *type) { from_arrow(*column->data->type(), type); }

size_t carrow_column_buffers(const CArrowColumn *column, CArrowBuffer *buffers, size_t capacity) {
    const auto found = distinct_buffers(*column->data);
    std::copy_n(found.begin(), std::min(capacity, found.size()), buffers);
    return found.size();
}

int64_t carrow_column_byte_count(const CArrowColumn *column) {
    int64_t count = 0;
    for (const auto &buffer : distinct_buffers(*column->data)) count += buffer.size;
    return count;
}

CArrowColumn *carrow_column_slice(const CArrowColumn *column, int64_t offset, int64_t length, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        if (offset < 0 || length < 0 || offset + length > column->data->length())
            return arrow::Status::Invalid("rows ", offset, "..<", offset + length, " are outside of a column of ",
                                          column->data->length(), " rows");
        return wrap(column->data->Slice(offset, length));
    });
}

CArrowColumn *carrow_column_combine(const CArrowColumn *column, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto array, combined(*column->data));
        return wrap(std::move(array));
    });
}

CArrowColumn *carrow_column_concat(const CArrowColumn *const *columns, size_t count, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        if (count == 0) return arrow::Status::Invalid("nothing to concatenate");
        arrow::ArrayVector chunks;
        for (size_t i = 0; i < count; i++)
            for (const auto &chunk : columns[i]->data->chunks())
                if (chunk->length() > 0) chunks.push_back(chunk);
        const auto &type = columns[0]->data->type();
        for (size_t i = 1; i < count; i++)
            if (!columns[i]->data->type()->Equals(*type))
                return arrow::Status::TypeError("cannot append ", columns[i]->data->type()->ToString(), " to ",
                                                type->ToString());
        ARROW_ASSIGN_OR_RAISE(auto result, arrow::ChunkedArray::Make(std::move(chunks), type));
        return wrap(std::move(result));
    });
}

CArrowColumn *carrow_column_repeat(const CArrowScalar *scalar, int64_t length, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto array, arrow::MakeArrayFromScalar(*scalar->data, length));
        return wrap(std::move(array));
    });
}

CArrowColumn *carrow_column_nulls(const CArrowType *type, int64_t length, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto arrow_type, to_arrow(*type));
        ARROW_ASSIGN_OR_RAISE(auto array, arrow::MakeArrayOfNull(arrow_type, length));
        return wrap(std::move(array));
    });
}

CArrowScalar *carrow_column_value(const CArrowColumn *column, int64_t row, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowScalar *> {
        ARROW_ASSIGN_OR_RAISE(auto scalar, column->data->GetScalar(row));
        std::string text = scalar->is_valid && scalar->type->id() == arrow::Type::DECIMAL128 ? scalar->ToString() : "";
        return new CArrowScalar{std::move(scalar), std::move(text)};
    });
}

CArrowColumn *carrow_column_cast(const CArrowColumn *column, const CArrowType *type, bool safe, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto arrow_type, to_arrow(*type));
        ARROW_ASSIGN_OR_RAISE(auto result, cast(column->data, arrow_type, safe));
        return wrap(std::move(result));
    });
}

bool carrow_column_equal(const CArrowColumn *left, const CArrowColumn *right) {
    return left->data->Equals(*right->data, arrow::EqualOptions::Defaults().nans_equal(true));
}

bool carrow_column_raw(const CArrowColumn *column, CArrowRaw *raw, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        if (column->data->num_chunks() != 1) return arrow::Status::Invalid("the column is not combined");
        const arrow::ArrayData &data = *column->data->chunk(0)->data();
        *raw = CArrowRaw{};
        raw->length = data.length;
        if (data.type->id() == arrow::Type::NA) return arrow::Status::OK();
        if (data.GetNullCount() > 0 && data.buffers[0] != nullptr) {
            raw->validity = data.buffers[0]->data();
            raw->validity_offset = data.offset;
        }
        switch (data.type->id()) {
            case arrow::Type::BOOL:
                raw->values = data.buffers[1]->data();
                raw->bit_offset = data.offset;
                return arrow::Status::OK();
            case arrow::Type::STRING:
            case arrow::Type::BINARY:
                raw->offsets = data.GetValues<int32_t>(1);
                raw->data = data.buffers[2] == nullptr ? nullptr : data.GetValues<char>(2, 0);
                return arrow::Status::OK();
            case arrow::Type::LARGE_STRING:
                raw->large_offsets = data.GetValues<int64_t>(1);
                raw->data = data.buffers[2] == nullptr ? nullptr : data.GetValues<char>(2, 0);
                return arrow::Status::OK();
            default:
                break;
        }
        if (!arrow::is_fixed_width(*data.type) || data.type->id() == arrow::Type::DICTIONARY)
            return arrow::Status::NotImplemented("no raw values of the type ", data.type->ToString());
        raw->values = data.buffers[1]->data() + data.offset * (data.type->bit_width() / 8);
        return arrow::Status::OK();
    });
}
