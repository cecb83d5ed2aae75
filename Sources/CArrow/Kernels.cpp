#include <arrow/compute/exec.h>
#include <arrow/compute/registry.h>

#include <algorithm>
#include <set>

#include "Parallel.h"

namespace carrow {

// Kernels that read a timestamp as local time. Our zone is UTC: without its label they give the same answer, faster,
// and need no time zone database.
static bool reads_local_time(const std::string &name) {
    static const std::set<std::string> names = {
        "year",        "month",          "day",           "year_month_day", "is_leap_year", "day_of_week",
        "day_of_year", "iso_year",       "iso_week",      "iso_calendar",   "us_week",      "us_year",
        "week",        "quarter",        "hour",          "minute",         "second",       "millisecond",
        "microsecond", "subsecond",      "is_dst",        "floor_temporal", "ceil_temporal", "round_temporal",
        "years_between", "quarters_between", "months_between", "weeks_between", "days_between", "hours_between",
        "minutes_between", "seconds_between"};
    return names.count(name) > 0;
}

static bool is_utc(const arrow::DataType &type) {
    return type.id() == arrow::Type::TIMESTAMP && static_cast<const arrow::TimestampType &>(type).timezone() == "UTC";
}

static arrow::Result<arrow::Datum> relabelled(const arrow::Datum &datum, const std::string &zone) {
    const auto unit = static_cast<const arrow::TimestampType &>(*datum.type()).unit();
    auto type = arrow::timestamp(unit, zone);
    if (datum.is_scalar()) {
        if (!datum.scalar()->is_valid) return arrow::Datum(arrow::MakeNullScalar(type));
        const int64_t value = static_cast<const arrow::TimestampScalar &>(*datum.scalar()).value;
        return arrow::Datum(std::make_shared<arrow::TimestampScalar>(value, type));
    }
    if (datum.is_array()) {
        ARROW_ASSIGN_OR_RAISE(auto array, datum.make_array()->View(type));
        return arrow::Datum(std::move(array));
    }
    ARROW_ASSIGN_OR_RAISE(auto column, datum.chunked_array()->View(type));
    return arrow::Datum(std::move(column));
}

// Plain arrays where every column has one chunk: more kernels take them, and they cost less.
static arrow::Result<std::vector<arrow::Datum>> datums(const CArrowArgument *arguments, size_t count) {
    bool chunked = false;
    for (size_t i = 0; i < count; i++)
        chunked = chunked || (arguments[i].column != nullptr && arguments[i].column->data->num_chunks() > 1);
    std::vector<arrow::Datum> result;
    for (size_t i = 0; i < count; i++) {
        if (arguments[i].scalar != nullptr) {
            result.emplace_back(arguments[i].scalar->data);
        } else if (chunked) {
            result.emplace_back(arguments[i].column->data);
        } else {
            ARROW_ASSIGN_OR_RAISE(auto array, combined(*arguments[i].column->data));
            result.emplace_back(std::move(array));
        }
    }
    return result;
}

// As many rows of a column a thread computes at once, on every machine: they become the chunks of the result.
constexpr int64_t rows_at_once = 1 << 17;

// Calls a function that looks at one row at a time on slices of long columns, on several threads; any other as it is.
static arrow::Result<arrow::Datum> execute(
    const std::string &name, const std::vector<arrow::Datum> &inputs, const arrow::compute::FunctionOptions *options) {
    int64_t length = 0;
    for (const auto &input : inputs)
        if (input.is_arraylike()) length = std::max(length, input.length());
    const bool is_alike = std::all_of(inputs.begin(), inputs.end(), [&](const arrow::Datum &input) {
        return !input.is_arraylike() || input.length() == length;
    });
    if (length <= rows_at_once || !is_alike) return arrow::compute::CallFunction(name, inputs, options);
    ARROW_ASSIGN_OR_RAISE(const auto function, arrow::compute::GetFunctionRegistry()->GetFunction(name));
    if (function->kind() != arrow::compute::Function::SCALAR)
        return arrow::compute::CallFunction(name, inputs, options);
    const int64_t parts = (length + rows_at_once - 1) / rows_at_once;
    std::vector<arrow::Result<arrow::Datum>> outputs(parts, arrow::Datum());
    for_each_part(parts, [&](int64_t part) {
        std::vector<arrow::Datum> slices;
        for (const auto &input : inputs) {
            if (input.is_array()) {
                slices.emplace_back(input.make_array()->Slice(part * rows_at_once, rows_at_once));
            } else if (input.is_chunked_array()) {
                slices.emplace_back(input.chunked_array()->Slice(part * rows_at_once, rows_at_once));
            } else {
                slices.push_back(input);
            }
        }
        outputs[part] = arrow::compute::CallFunction(name, slices, options);
    });
    arrow::ArrayVector chunks;
    for (const auto &output : outputs) {
        ARROW_RETURN_NOT_OK(output.status());
        const auto made = output->chunks();
        chunks.insert(chunks.end(), made.begin(), made.end());
    }
    ARROW_ASSIGN_OR_RAISE(auto column, arrow::ChunkedArray::Make(std::move(chunks), outputs[0]->type()));
    return arrow::Datum(std::move(column));
}

static arrow::Result<arrow::Datum> call(
    const std::string &name, const CArrowArgument *arguments, size_t count, const CArrowOptions *options) {
    ARROW_ASSIGN_OR_RAISE(auto inputs, datums(arguments, count));
    bool stripped = false;
    if (reads_local_time(name)) {
        for (auto &input : inputs) {
            if (!is_utc(*input.type())) continue;
            ARROW_ASSIGN_OR_RAISE(input, relabelled(input, ""));
            stripped = true;
        }
    }
    ARROW_RETURN_NOT_OK(initialize_kernels());
    ARROW_ASSIGN_OR_RAISE(auto output, execute(name, inputs, options == nullptr ? nullptr : options->data.get()));
    if (stripped && output.type() != nullptr && output.type()->id() == arrow::Type::TIMESTAMP)
        return relabelled(output, "UTC");
    return output;
}

}  // namespace carrow

using namespace carrow;

bool carrow_call(
    const char *name, const CArrowArgument *arguments, size_t count, const CArrowOptions *options,
    CArrowColumn **column, CArrowScalar **scalar, CArrowError *error) {
    *column = nullptr;
    *scalar = nullptr;
    return guarded_status(error, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto output, call(name, arguments, count, options));
        if (!output.is_scalar()) {
            ARROW_ASSIGN_OR_RAISE(*column, wrap_datum(output));
        } else if (arrow::is_nested(output.type()->id())) {
            ARROW_ASSIGN_OR_RAISE(auto array, arrow::MakeArrayFromScalar(*output.scalar(), 1));
            *column = wrap(std::move(array));
        } else {
            const bool decimal = output.scalar()->is_valid && output.type()->id() == arrow::Type::DECIMAL128;
            *scalar = new CArrowScalar{output.scalar(), decimal ? output.scalar()->ToString() : ""};
        }
        return arrow::Status::OK();
    });
}

bool carrow_kernel_exists(const char *name) {
    CArrowError error{};
    const bool found = guarded_status(&error, [&] {
        ARROW_RETURN_NOT_OK(initialize_kernels());
        return arrow::compute::GetFunctionRegistry()->GetFunction(name).status();
    });
    carrow_error_clear(&error);
    return found;
}
