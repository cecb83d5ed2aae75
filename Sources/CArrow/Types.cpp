#include <arrow/util/decimal.h>

#include <cstdlib>
#include <limits>

#include "Internal.h"

namespace carrow {

const std::shared_ptr<arrow::DataType> &utc_timestamp() {
    static const std::shared_ptr<arrow::DataType> type = arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    return type;
}

static arrow::TimeUnit::type to_arrow(CArrowUnit unit) {
    switch (unit) {
        case CARROW_SECOND:
            return arrow::TimeUnit::SECOND;
        case CARROW_MILLISECOND:
            return arrow::TimeUnit::MILLI;
        case CARROW_NANOSECOND:
            return arrow::TimeUnit::NANO;
        default:
            return arrow::TimeUnit::MICRO;
    }
}

arrow::Result<std::shared_ptr<arrow::DataType>> to_arrow(const CArrowType &type) {
    switch (type.id) {
        case CARROW_TYPE_NULL:
            return arrow::null();
        case CARROW_TYPE_BOOL:
            return arrow::boolean();
        case CARROW_TYPE_INT8:
            return arrow::int8();
        case CARROW_TYPE_INT16:
            return arrow::int16();
        case CARROW_TYPE_INT32:
            return arrow::int32();
        case CARROW_TYPE_INT64:
            return arrow::int64();
        case CARROW_TYPE_UINT8:
            return arrow::uint8();
        case CARROW_TYPE_UINT16:
            return arrow::uint16();
        case CARROW_TYPE_UINT32:
            return arrow::uint32();
        case CARROW_TYPE_UINT64:
            return arrow::uint64();
        case CARROW_TYPE_FLOAT32:
            return arrow::float32();
        case CARROW_TYPE_FLOAT64:
            return arrow::float64();
        case CARROW_TYPE_DECIMAL128:
            return arrow::Decimal128Type::Make(type.precision, type.scale);
        case CARROW_TYPE_STRING:
            return arrow::utf8();
        case CARROW_TYPE_LARGE_STRING:
            return arrow::large_utf8();
        case CARROW_TYPE_BINARY:
            return arrow::binary();
        case CARROW_TYPE_DATE32:
            return arrow::date32();
        case CARROW_TYPE_TIMESTAMP:
            return arrow::timestamp(to_arrow(type.unit), type.text == nullptr ? "" : type.text);
        default:
            return arrow::Status::NotImplemented(
                "the type ", type.text == nullptr ? "dictionary" : type.text, " cannot be made");
    }
}

static CArrowTypeID id_of(arrow::Type::type id) {
    switch (id) {
        case arrow::Type::NA:
            return CARROW_TYPE_NULL;
        case arrow::Type::BOOL:
            return CARROW_TYPE_BOOL;
        case arrow::Type::INT8:
            return CARROW_TYPE_INT8;
        case arrow::Type::INT16:
            return CARROW_TYPE_INT16;
        case arrow::Type::INT32:
            return CARROW_TYPE_INT32;
        case arrow::Type::INT64:
            return CARROW_TYPE_INT64;
        case arrow::Type::UINT8:
            return CARROW_TYPE_UINT8;
        case arrow::Type::UINT16:
            return CARROW_TYPE_UINT16;
        case arrow::Type::UINT32:
            return CARROW_TYPE_UINT32;
        case arrow::Type::UINT64:
            return CARROW_TYPE_UINT64;
        case arrow::Type::FLOAT:
            return CARROW_TYPE_FLOAT32;
        case arrow::Type::DOUBLE:
            return CARROW_TYPE_FLOAT64;
        case arrow::Type::DECIMAL128:
            return CARROW_TYPE_DECIMAL128;
        case arrow::Type::STRING:
            return CARROW_TYPE_STRING;
        case arrow::Type::LARGE_STRING:
            return CARROW_TYPE_LARGE_STRING;
        case arrow::Type::BINARY:
            return CARROW_TYPE_BINARY;
        case arrow::Type::DATE32:
            return CARROW_TYPE_DATE32;
        case arrow::Type::TIMESTAMP:
            return CARROW_TYPE_TIMESTAMP;
        case arrow::Type::DICTIONARY:
            return CARROW_TYPE_DICTIONARY;
        default:
            return CARROW_TYPE_OTHER;
    }
}

void from_arrow(const arrow::DataType &type, CArrowType *out) {
    *out = CArrowType{};
    out->id = id_of(type.id());
    if (out->id == CARROW_TYPE_DECIMAL128) {
        const auto &decimal = static_cast<const arrow::Decimal128Type &>(type);
        out->precision = decimal.precision();
        out->scale = decimal.scale();
    } else if (out->id == CARROW_TYPE_TIMESTAMP) {
        const auto &timestamp = static_cast<const arrow::TimestampType &>(type);
        switch (timestamp.unit()) {
            case arrow::TimeUnit::SECOND:
                out->unit = CARROW_SECOND;
                break;
            case arrow::TimeUnit::MILLI:
                out->unit = CARROW_MILLISECOND;
                break;
            case arrow::TimeUnit::MICRO:
                out->unit = CARROW_MICROSECOND;
                break;
            case arrow::TimeUnit::NANO:
                out->unit = CARROW_NANOSECOND;
                break;
        }
        if (!timestamp.timezone().empty()) out->text = copy_string(timestamp.timezone());
    } else if (out->id == CARROW_TYPE_OTHER || out->id == CARROW_TYPE_DICTIONARY) {
        out->text = copy_string(type.ToString());
    }
}

static arrow::Result<std::shared_ptr<arrow::Scalar>> make_scalar(const CArrowValue &value) {
    ARROW_ASSIGN_OR_RAISE(auto type, to_arrow(value.type));
    if (!value.valid) return arrow::MakeNullScalar(type);
    std::string bytes = value.bytes == nullptr ? "" : std::string(value.bytes, value.length);
    switch (type->id()) {
        case arrow::Type::BOOL:
            return std::make_shared<arrow::BooleanScalar>(value.integer != 0);
        case arrow::Type::FLOAT:
            return std::make_shared<arrow::FloatScalar>(static_cast<float>(value.real));
        case arrow::Type::DOUBLE:
            return std::make_shared<arrow::DoubleScalar>(value.real);
        case arrow::Type::STRING:
            return std::make_shared<arrow::StringScalar>(std::move(bytes));
        case arrow::Type::LARGE_STRING:
            return std::make_shared<arrow::LargeStringScalar>(std::move(bytes));
        case arrow::Type::BINARY:
            return std::make_shared<arrow::BinaryScalar>(std::move(bytes));
        case arrow::Type::TIMESTAMP:
            return std::make_shared<arrow::TimestampScalar>(value.integer, type);
        case arrow::Type::DATE32:
            return std::make_shared<arrow::Date32Scalar>(static_cast<int32_t>(value.integer));
        case arrow::Type::DECIMAL128: {
            arrow::Decimal128 decimal;
            int32_t precision = 0, scale = 0;
            ARROW_RETURN_NOT_OK(arrow::Decimal128::FromString(bytes, &decimal, &precision, &scale));
            ARROW_ASSIGN_OR_RAISE(decimal, decimal.Rescale(scale, value.type.scale));
            return std::make_shared<arrow::Decimal128Scalar>(decimal, type);
        }
        default:
            return arrow::MakeScalar(type, value.integer);
    }
}

}  // namespace carrow

using namespace carrow;

void carrow_type_clear(CArrowType *type) {
    std::free(type->text);
    *type = CArrowType{};
}

CArrowScalar *carrow_scalar_make(const CArrowValue *value, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowScalar *> {
        ARROW_ASSIGN_OR_RAISE(auto scalar, make_scalar(*value));
        return new CArrowScalar{std::move(scalar), {}};
    });
}

bool carrow_scalar_get(CArrowScalar *scalar, CArrowValue *value, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        *value = CArrowValue{};
        const arrow::Scalar &source = *scalar->data;
        if (source.type->id() == arrow::Type::DICTIONARY)
            return arrow::Status::NotImplemented("a dictionary scalar has no plain value");
        from_arrow(*source.type, &value->type);
        value->valid = source.is_valid;
        if (!source.is_valid) return arrow::Status::OK();
        switch (source.type->id()) {
            case arrow::Type::BOOL:
                value->integer = static_cast<const arrow::BooleanScalar &>(source).value;
                break;
            case arrow::Type::FLOAT:
                value->real = static_cast<const arrow::FloatScalar &>(source).value;
                break;
            case arrow::Type::DOUBLE:
                value->real = static_cast<const arrow::DoubleScalar &>(source).value;
                break;
            case arrow::Type::STRING:
            case arrow::Type::LARGE_STRING:
            case arrow::Type::BINARY: {
                const auto &buffer = *static_cast<const arrow::BaseBinaryScalar &>(source).value;
                value->bytes = reinterpret_cast<const char *>(buffer.data());
                value->length = buffer.size();
                break;
            }
            case arrow::Type::DECIMAL128:
                value->bytes = scalar->text.data();
                value->length = static_cast<int64_t>(scalar->text.size());
                break;
            case arrow::Type::TIMESTAMP:
                value->integer = static_cast<const arrow::TimestampScalar &>(source).value;
                break;
            case arrow::Type::DATE32:
                value->integer = static_cast<const arrow::Date32Scalar &>(source).value;
                break;
            default: {
                ARROW_ASSIGN_OR_RAISE(auto integer, source.CastTo(arrow::int64()));
                value->integer = static_cast<const arrow::Int64Scalar &>(*integer).value;
            }
        }
        return arrow::Status::OK();
    });
}

void carrow_scalar_release(CArrowScalar *scalar) { delete scalar; }
