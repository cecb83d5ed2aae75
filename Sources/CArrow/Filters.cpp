#include "Filters.h"

#include "Files.h"

namespace carrow {

namespace {

namespace cp = arrow::compute;

// A timestamp of the file's unit and zone, or NULL where that unit cannot hold it.
std::shared_ptr<arrow::Scalar> rescaled(int64_t micros, const std::shared_ptr<arrow::DataType> &type) {
    switch (static_cast<const arrow::TimestampType &>(*type).unit()) {
        case arrow::TimeUnit::SECOND:
            if (micros % 1000000 != 0) return nullptr;
            return std::make_shared<arrow::TimestampScalar>(micros / 1000000, type);
        case arrow::TimeUnit::MILLI:
            if (micros % 1000 != 0) return nullptr;
            return std::make_shared<arrow::TimestampScalar>(micros / 1000, type);
        case arrow::TimeUnit::MICRO:
            return std::make_shared<arrow::TimestampScalar>(micros, type);
        case arrow::TimeUnit::NANO:
            return nullptr;  // what the reader truncates to microseconds has to be compared so, too
    }
    return nullptr;
}

arrow::Result<cp::Expression> operand(
    const arrow::Schema &schema, const std::string &column, const std::shared_ptr<arrow::Scalar> &value,
    cp::Expression *field) {
    auto type = schema.GetFieldByName(column)->type();
    if (type->id() != arrow::Type::TIMESTAMP || value->type->id() != arrow::Type::TIMESTAMP || !value->is_valid)
        return cp::literal(value);
    const int64_t micros = static_cast<const arrow::TimestampScalar &>(*value).value;
    if (auto scalar = rescaled(micros, type)) return cp::literal(std::move(scalar));
    const auto &zone = static_cast<const arrow::TimestampType &>(*type).timezone();
    auto unit = arrow::timestamp(arrow::TimeUnit::MICRO, zone);
    *field = cp::call("cast", {*field}, cp::CastOptions::Unsafe(unit));
    return cp::literal(std::make_shared<arrow::TimestampScalar>(micros, unit));
}

arrow::Result<cp::Expression> condition(
    const arrow::Schema &schema, const arrow::Schema &stored, const CArrowFilter &filter) {
    if (schema.GetFieldIndex(filter.column) < 0)
        return data_error(CARROW_NOT_FOUND, "", 0, filter.column, std::nullopt, "there is no such column");
    cp::Expression field = cp::field_ref(filter.column);
    if (filter.comparison == CARROW_IS_NOT_NULL) return cp::is_valid(field);
    // The least and the greatest of views, which the file tells, cannot be compared with plain texts; of a call it tells nothing.
    if (!stored.GetFieldByName(filter.column)->type()->Equals(*schema.GetFieldByName(filter.column)->type()))
        field = cp::call("coalesce", {field});
    if (filter.comparison == CARROW_IS_IN) {
        if (filter.values == nullptr) return arrow::Status::Invalid("a filter without values");
        auto type = normal_type(schema.GetFieldByName(filter.column)->type());
        if (type == nullptr) return arrow::Status::NotImplemented("no filter on this type");
        if (!schema.GetFieldByName(filter.column)->type()->Equals(*type))
            field = cp::call("cast", {field}, cp::CastOptions::Unsafe(type));
        ARROW_ASSIGN_OR_RAISE(auto values, cast(filter.values->data, type));
        ARROW_ASSIGN_OR_RAISE(auto set, combined(*values));
        return cp::call("is_in", {field}, cp::SetLookupOptions(set, cp::SetLookupOptions::SKIP));
    }
    if (filter.value == nullptr) return arrow::Status::Invalid("a filter without a value");
    ARROW_ASSIGN_OR_RAISE(auto value, operand(schema, filter.column, filter.value->data, &field));
    switch (filter.comparison) {
        case CARROW_LESS:
            return cp::less(field, value);
        case CARROW_LESS_EQUAL:
            return cp::less_equal(field, value);
        case CARROW_GREATER:
            return cp::greater(field, value);
        case CARROW_GREATER_EQUAL:
            return cp::greater_equal(field, value);
        default:
            return cp::equal(field, value);
    }
}

}  // namespace

arrow::Result<cp::Expression> condition(
    const arrow::Schema &schema, const arrow::Schema &stored, const CArrowFilter *filters, size_t count) {
    ARROW_RETURN_NOT_OK(initialize_kernels());
    std::vector<cp::Expression> conditions;
    for (size_t i = 0; i < count; i++) {
        ARROW_ASSIGN_OR_RAISE(auto one, condition(schema, stored, filters[i]));
        conditions.push_back(std::move(one));
    }
    return cp::and_(conditions);
}

}  // namespace carrow
