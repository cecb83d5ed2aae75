#include <atomic>
#include <cstring>
#include <limits>

#include "Parallel.h"
#include "Relational.h"
#include "Values.h"

// Gathers rows out of a chunked column. Arrow's own take first makes one array of all chunks: that doubles the memory
// of the moment, and fails where text has more than 2 GiB.

namespace carrow {

namespace {

// Row numbers of one type, with or without nulls.
template <class Index>
class Rows {
public:
    explicit Rows(const arrow::ArrayData &data)
        : values_(data.GetValues<Index>(1)),
          validity_(data.GetNullCount() > 0 ? data.buffers[0]->data() : nullptr),
          offset_(data.offset),
          length_(data.length) {}

    int64_t length() const { return length_; }
    bool has_nulls() const { return validity_ != nullptr; }
    bool is_null(int64_t i) const { return validity_ != nullptr && !arrow::bit_util::GetBit(validity_, offset_ + i); }
    int64_t operator[](int64_t i) const { return static_cast<int64_t>(values_[i]); }

    arrow::Status check(int64_t rows) const {
        return for_each_slice(length_, [&](int64_t first, int64_t last) {
            for (int64_t i = first; i < last; i++)
                if (static_cast<uint64_t>((*this)[i]) >= static_cast<uint64_t>(rows) && !is_null(i))
                    return arrow::Status::Invalid("row ", (*this)[i], " of a column of ", rows, " rows");
            return arrow::Status::OK();
        });
    }

private:
    const Index *values_;
    const uint8_t *validity_;
    int64_t offset_, length_;
};

// Where the rows of a chunked column lie. A table of rows by their high bits leads to a chunk that is at most a few before the right one.
template <class T>
class Source {
public:
    explicit Source(const arrow::ChunkedArray &column) {
        int64_t start = 0;
        for (const auto &chunk : column.chunks()) {
            if (chunk->length() == 0) continue;
            const arrow::ArrayData &data = *chunk->data();
            const bool nulls = data.GetNullCount() > 0;
            chunks_.push_back({start, start + data.length, Reader<T>(data), nulls ? data.buffers[0]->data() : nullptr,
                               data.offset});
            has_nulls_ = has_nulls_ || nulls;
            start += data.length;
        }
        while (start >> shift_ > 1 << 12) shift_++;
        uint32_t chunk = 0;
        for (int64_t row = 0; row < start; row += int64_t(1) << shift_) {
            while (row >= chunks_[chunk].end) chunk++;
            table_.push_back(chunk);
        }
    }

    bool has_nulls() const { return has_nulls_; }

    // The values where all rows are in one chunk, else NULL.
    const Reader<T> *whole() const { return chunks_.size() == 1 ? &chunks_[0].values : nullptr; }

    bool is_null(int64_t row) const {
        const Chunk &chunk = find(row);
        return chunk.validity != nullptr && !arrow::bit_util::GetBit(chunk.validity, chunk.offset + row - chunk.start);
    }

    T operator[](int64_t row) const {
        const Chunk &chunk = find(row);
        return chunk.values[row - chunk.start];
    }

private:
    struct Chunk {
        int64_t start, end;
        Reader<T> values;
        const uint8_t *validity;
        int64_t offset;
    };

    const Chunk &find(int64_t row) const {
        const Chunk *chunk = &chunks_[table_[row >> shift_]];
        while (row >= chunk->end) chunk++;
        return *chunk;
    }

    std::vector<Chunk> chunks_;
    std::vector<uint32_t> table_;
    int shift_ = 0;
    bool has_nulls_ = false;
};

// The validity of the result, or NULL where it has no nulls.
template <class T, class Index>
arrow::Result<std::shared_ptr<arrow::Buffer>> gather_validity(
    const Source<T> &source, const Rows<Index> &rows, int64_t first, int64_t length, int64_t *nulls) {
    *nulls = 0;
    if (!rows.has_nulls() && !source.has_nulls()) return nullptr;
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateEmptyBitmap(length));
    std::atomic<int64_t> found = 0;
    ARROW_RETURN_NOT_OK(for_each_slice(length, [&](int64_t begin, int64_t end) {
        int64_t count = 0;
        for (int64_t i = begin; i < end; i++) {
            const bool null = rows.is_null(first + i) || (source.has_nulls() && source.is_null(rows[first + i]));
            count += null;
            arrow::bit_util::SetBitTo(buffer->mutable_data(), i, !null);
        }
        found += count;
        return arrow::Status::OK();
    }));
    *nulls = found;
    return *nulls == 0 ? nullptr : buffer;
}

template <class T, class Index>
arrow::Result<arrow::ArrayVector> gather_fixed(
    const std::shared_ptr<arrow::DataType> &type, const Source<T> &source, const Rows<Index> &rows) {
    const int64_t length = rows.length();
    int64_t nulls = 0;
    ARROW_ASSIGN_OR_RAISE(auto validity, gather_validity(source, rows, 0, length, &nulls));
    std::shared_ptr<arrow::Buffer> values;
    if constexpr (std::is_same_v<T, bool>) {
        ARROW_ASSIGN_OR_RAISE(values, arrow::AllocateEmptyBitmap(length));
        ARROW_RETURN_NOT_OK(for_each_slice(length, [&](int64_t first, int64_t last) {
            for (int64_t i = first; i < last; i++)
                if (!rows.is_null(i)) arrow::bit_util::SetBitTo(values->mutable_data(), i, source[rows[i]]);
            return arrow::Status::OK();
        }));
    } else {
        ARROW_ASSIGN_OR_RAISE(values, allocate<T>(length));
        T *out = reinterpret_cast<T *>(values->mutable_data());
        const Reader<T> *whole = source.whole();
        ARROW_RETURN_NOT_OK(for_each_slice(length, [&](int64_t first, int64_t last) {
            if (whole != nullptr && !rows.has_nulls()) {
                for (int64_t i = first; i < last; i++) out[i] = (*whole)[rows[i]];
            } else {
                for (int64_t i = first; i < last; i++) out[i] = rows.is_null(i) ? T() : source[rows[i]];
            }
            return arrow::Status::OK();
        }));
    }
    return arrow::ArrayVector{
        arrow::MakeArray(arrow::ArrayData::Make(type, length, {std::move(validity), std::move(values)}, nulls))};
}

// Text goes on in a new chunk before its bytes pass what 32-bit offsets can count.
template <class Index>
arrow::Result<arrow::ArrayVector> gather_text(
    const std::shared_ptr<arrow::DataType> &type, const Source<std::string_view> &source, const Rows<Index> &rows) {
    auto text = [&](int64_t i) { return rows.is_null(i) ? std::string_view() : source[rows[i]]; };
    arrow::ArrayVector chunks;
    int64_t first = 0;
    do {
        int64_t bytes = 0, last = first;
        for (; last < rows.length(); last++) {
            const int64_t size = static_cast<int64_t>(text(last).size());
            if (bytes + size > std::numeric_limits<int32_t>::max()) break;
            bytes += size;
        }
        const int64_t length = last - first;
        int64_t nulls = 0;
        ARROW_ASSIGN_OR_RAISE(auto validity, gather_validity(source, rows, first, length, &nulls));
        ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> offset_buffer, allocate<int32_t>(length + 1));
        ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> data, arrow::AllocateBuffer(bytes));
        auto *offsets = reinterpret_cast<int32_t *>(offset_buffer->mutable_data());
        uint8_t *out = data->mutable_data();
        int32_t end = 0;
        offsets[0] = 0;
        for (int64_t i = 0; i < length; i++) {
            const std::string_view value = text(first + i);
            if (!value.empty()) std::memcpy(out + end, value.data(), value.size());
            end += static_cast<int32_t>(value.size());
            offsets[i + 1] = end;
        }
        chunks.push_back(arrow::MakeArray(arrow::ArrayData::Make(
            type, length, {std::move(validity), std::move(offset_buffer), std::move(data)}, nulls)));
        first = last;
    } while (first < rows.length());
    return chunks;
}

template <class Index>
arrow::Result<std::shared_ptr<arrow::ChunkedArray>> gather(
    const arrow::ChunkedArray &column, const arrow::ArrayData &indices) {
    const Rows<Index> rows(indices);
    ARROW_RETURN_NOT_OK(rows.check(column.length()));
    arrow::ArrayVector chunks;
    ARROW_RETURN_NOT_OK(with_value_type(*column.type(), [&](auto tag) -> arrow::Status {
        using T = typename decltype(tag)::type;
        const Source<T> source(column);
        if constexpr (std::is_same_v<T, std::string_view>) {
            ARROW_ASSIGN_OR_RAISE(chunks, gather_text(column.type(), source, rows));
        } else {
            ARROW_ASSIGN_OR_RAISE(chunks, gather_fixed(column.type(), source, rows));
        }
        return arrow::Status::OK();
    }));
    return arrow::ChunkedArray::Make(std::move(chunks), column.type());
}

bool is_gathered(const arrow::DataType &type) {
    return type.id() != arrow::Type::EXTENSION && with_value_type(type, [](auto) { return arrow::Status::OK(); }).ok();
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> take(
    const std::shared_ptr<arrow::ChunkedArray> &column, const std::shared_ptr<arrow::ChunkedArray> &indices) {
    if (!arrow::is_integer(indices->type()->id()))
        return arrow::Status::TypeError("row numbers are integers, not ", indices->type()->ToString());
    if (!is_gathered(*column->type())) {
        ARROW_RETURN_NOT_OK(initialize_kernels());
        ARROW_ASSIGN_OR_RAISE(auto taken, arrow::compute::Take(column, arrow::Datum(indices)));
        return taken.chunked_array();
    }
    const arrow::Type::type id = indices->type()->id();
    const bool known = id == arrow::Type::INT64 || id == arrow::Type::UINT64 || id == arrow::Type::UINT32;
    ARROW_ASSIGN_OR_RAISE(auto rows, known ? indices : cast(indices, arrow::int64()));
    ARROW_ASSIGN_OR_RAISE(auto array, combined(*rows));
    return id == arrow::Type::UINT32 ? gather<uint32_t>(*column, *array->data())
                                     : gather<int64_t>(*column, *array->data());
}

}  // namespace carrow

using namespace carrow;

CArrowColumn *carrow_column_take(const CArrowColumn *column, const CArrowColumn *indices, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto taken, take(column->data, indices->data));
        return wrap(std::move(taken));
    });
}
