#include <arrow/compute/cast.h>

#include "Files.h"

// Narrow and unsigned integers widen, times become timestamp[us, UTC], dictionaries plain: so that what computes has
// few types to know.

namespace carrow {

std::shared_ptr<arrow::DataType> normal_type(const std::shared_ptr<arrow::DataType> &type) {
    switch (type->id()) {
        case arrow::Type::INT8:
        case arrow::Type::INT16:
        case arrow::Type::UINT8:
        case arrow::Type::UINT16:
            return arrow::int32();
        case arrow::Type::UINT32:
        case arrow::Type::UINT64:
            return arrow::int64();
        case arrow::Type::HALF_FLOAT:
            return arrow::float32();
        case arrow::Type::DATE64:
            return arrow::date32();
        case arrow::Type::TIMESTAMP:
            return utc_timestamp();
        case arrow::Type::LARGE_STRING:
        case arrow::Type::STRING_VIEW:
            return arrow::utf8();
        case arrow::Type::LARGE_BINARY:
        case arrow::Type::BINARY_VIEW:
        case arrow::Type::FIXED_SIZE_BINARY:
            return arrow::binary();
        case arrow::Type::DECIMAL32:
        case arrow::Type::DECIMAL64:
        case arrow::Type::DECIMAL256: {
            const auto &decimal = static_cast<const arrow::DecimalType &>(*type);
            return arrow::Decimal128Type::Make(std::min(38, decimal.precision()), decimal.scale()).ValueOr(nullptr);
        }
        case arrow::Type::DICTIONARY:
            return normal_type(static_cast<const arrow::DictionaryType &>(*type).value_type());
        case arrow::Type::EXTENSION:
            return normal_type(static_cast<const arrow::ExtensionType &>(*type).storage_type());
        case arrow::Type::NA:
        case arrow::Type::BOOL:
        case arrow::Type::INT32:
        case arrow::Type::INT64:
        case arrow::Type::FLOAT:
        case arrow::Type::DOUBLE:
        case arrow::Type::DECIMAL128:
        case arrow::Type::STRING:
        case arrow::Type::BINARY:
        case arrow::Type::DATE32:
            return type;
        default:
            return nullptr;
    }
}

static arrow::Result<std::shared_ptr<arrow::ChunkedArray>> storage_of(
    const std::shared_ptr<arrow::ChunkedArray> &column) {
    if (column->type()->id() != arrow::Type::EXTENSION) return column;
    arrow::ArrayVector chunks;
    for (const auto &chunk : column->chunks())
        chunks.push_back(static_cast<const arrow::ExtensionArray &>(*chunk).storage());
    return arrow::ChunkedArray::Make(
        std::move(chunks), static_cast<const arrow::ExtensionType &>(*column->type()).storage_type());
}

static arrow::Result<std::shared_ptr<arrow::ChunkedArray>> normal_column(
    std::shared_ptr<arrow::ChunkedArray> column, const std::shared_ptr<arrow::DataType> &target) {
    ARROW_ASSIGN_OR_RAISE(column, storage_of(column));
    if (column->type()->id() == arrow::Type::DICTIONARY) {
        const auto &values = static_cast<const arrow::DictionaryType &>(*column->type()).value_type();
        ARROW_ASSIGN_OR_RAISE(column, cast(column, values));
    }
    // Nanoseconds lose what is below a microsecond.
    return cast(column, target, column->type()->id() != arrow::Type::TIMESTAMP);
}

arrow::Result<std::shared_ptr<arrow::Table>> normalised(const std::shared_ptr<arrow::Table> &table, bool strict) {
    arrow::FieldVector fields;
    arrow::ChunkedArrayVector columns;
    for (int i = 0; i < table->num_columns(); i++) {
        const std::string &name = table->field(i)->name();
        auto column = table->column(i);
        auto target = normal_type(column->type());
        if (target != nullptr) {
            auto normal = normal_column(column, target);
            if (!normal.ok()) {
                const CArrowCode code = target->id() == arrow::Type::INT64 ? CARROW_OVERFLOW : CARROW_DATA;
                return data_error(code, "", 0, name, std::nullopt, normal.status().message());
            }
            column = *normal;
        } else if (strict) {
            return data_error(
                CARROW_UNSUPPORTED, "", 0, name, std::nullopt,
                "values of the type " + column->type()->ToString() +
                    " are not handled; name the columns to read under `columns:` and leave this one out");
        }
        fields.push_back(arrow::field(name, column->type()));
        columns.push_back(std::move(column));
    }
    return arrow::Table::Make(arrow::schema(std::move(fields)), std::move(columns), table->num_rows());
}

arrow::Result<std::shared_ptr<arrow::Table>> schema_table(const arrow::Schema &schema) {
    arrow::FieldVector fields;
    for (const auto &field : schema.fields()) {
        auto type = normal_type(field->type());
        fields.push_back(arrow::field(field->name(), type == nullptr ? field->type() : type));
    }
    return arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
}

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_table_normalised(const CArrowTable *table, bool strict, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto result, normalised(table->data, strict));
        return wrap(std::move(result));
    });
}
