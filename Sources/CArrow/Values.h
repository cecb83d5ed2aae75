// Typed loops over a chunked column.
#pragma once

#include <arrow/util/bit_util.h>
#include <arrow/util/decimal.h>

#include <type_traits>

#include "Internal.h"

namespace carrow {

template <class T>
struct Tag {
    using type = T;
};

// Calls body(Tag<T>) with the C++ type of the column's values: an integer, a float, bool, Decimal128 or string_view.
template <class Body>
arrow::Status with_value_type(const arrow::DataType &type, Body &&body) {
    switch (type.id()) {
        case arrow::Type::BOOL:
            return body(Tag<bool>{});
        case arrow::Type::INT8:
            return body(Tag<int8_t>{});
        case arrow::Type::INT16:
            return body(Tag<int16_t>{});
        case arrow::Type::INT32:
        case arrow::Type::DATE32:
        case arrow::Type::TIME32:
            return body(Tag<int32_t>{});
        case arrow::Type::INT64:
        case arrow::Type::TIMESTAMP:
        case arrow::Type::DATE64:
        case arrow::Type::TIME64:
        case arrow::Type::DURATION:
            return body(Tag<int64_t>{});
        case arrow::Type::UINT8:
            return body(Tag<uint8_t>{});
        case arrow::Type::UINT16:
            return body(Tag<uint16_t>{});
        case arrow::Type::UINT32:
            return body(Tag<uint32_t>{});
        case arrow::Type::UINT64:
            return body(Tag<uint64_t>{});
        case arrow::Type::FLOAT:
            return body(Tag<float>{});
        case arrow::Type::DOUBLE:
            return body(Tag<double>{});
        case arrow::Type::DECIMAL128:
            return body(Tag<arrow::Decimal128>{});
        case arrow::Type::STRING:
        case arrow::Type::BINARY:
            return body(Tag<std::string_view>{});
        default:
            return arrow::Status::NotImplemented("values of the type ", type.ToString(), " are not handled here");
    }
}

template <class T>
struct Reader {
    explicit Reader(const arrow::ArrayData &data) : values(data.GetValues<T>(1)) {}
    T operator[](int64_t i) const { return values[i]; }
    const T *values;
};

template <>
struct Reader<bool> {
    explicit Reader(const arrow::ArrayData &data) : bits(data.buffers[1]->data()), offset(data.offset) {}
    bool operator[](int64_t i) const { return arrow::bit_util::GetBit(bits, offset + i); }
    const uint8_t *bits;
    int64_t offset;
};

template <>
struct Reader<std::string_view> {
    explicit Reader(const arrow::ArrayData &data)
        : offsets(data.GetValues<int32_t>(1)),
          bytes(data.buffers[2] == nullptr ? nullptr : reinterpret_cast<const char *>(data.buffers[2]->data())) {}
    std::string_view operator[](int64_t i) const {
        return {bytes + offsets[i], static_cast<size_t>(offsets[i + 1] - offsets[i])};
    }
    const int32_t *offsets;
    const char *bytes;
};

template <>
struct Reader<arrow::Decimal128> {
    explicit Reader(const arrow::ArrayData &data) : bytes(data.buffers[1]->data() + data.offset * 16) {}
    arrow::Decimal128 operator[](int64_t i) const { return arrow::Decimal128(bytes + i * 16); }
    const uint8_t *bytes;
};

// Calls body(row, value) for every value that is not null, in row order.
template <class T, class Body>
void for_each_value(const arrow::ChunkedArray &column, Body &&body) {
    int64_t base = 0;
    for (const auto &chunk : column.chunks()) {
        const arrow::ArrayData &data = *chunk->data();
        if (data.length == 0) continue;
        const Reader<T> values(data);
        if (data.GetNullCount() == 0) {
            for (int64_t i = 0; i < data.length; i++) body(base + i, values[i]);
        } else {
            const uint8_t *validity = data.buffers[0]->data();
            for (int64_t i = 0; i < data.length; i++)
                if (arrow::bit_util::GetBit(validity, data.offset + i)) body(base + i, values[i]);
        }
        base += data.length;
    }
}

// A total order: NaN is equal to itself and greater than every number.
template <class T>
bool less(const T &a, const T &b) {
    if constexpr (std::is_floating_point_v<T>) {
        return a < b || (b != b && a == a);
    } else {
        return a < b;
    }
}

template <class T>
double as_double(const T &value, [[maybe_unused]] int32_t scale) {
    if constexpr (std::is_same_v<T, arrow::Decimal128>) {
        return value.ToDouble(scale);
    } else if constexpr (std::is_same_v<T, std::string_view>) {
        return 0;
    } else {
        return static_cast<double>(value);
    }
}

}  // namespace carrow
