// What the files of this target share: the handles, the guard at the C border, and a few helpers.
#pragma once

#include <arrow/api.h>
#include <arrow/compute/api.h>

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CArrow.h"

struct CArrowColumn {
    std::shared_ptr<arrow::ChunkedArray> data;
};

struct CArrowScalar {
    std::shared_ptr<arrow::Scalar> data;
    std::string text;  // of a decimal, made at construction so that a reader can borrow it
};

struct CArrowTable {
    std::shared_ptr<arrow::Table> data;
};

struct CArrowOptions {
    std::unique_ptr<arrow::compute::FunctionOptions> data;
};

namespace carrow {

// Where in the data an error is, carried by a Status to the C border.
class DataErrorDetail : public arrow::StatusDetail {
public:
    const char *type_id() const override { return "weir.DataError"; }
    std::string ToString() const override { return "data error"; }
    CArrowCode code = CARROW_DATA;
    std::string file, column, value;
    bool has_value = false;
    int64_t line = 0;
};

// Registers Arrow's kernels once, from whichever thread comes first: for whoever is about to call one. It takes milliseconds and
// megabytes, which a process that only moves data does without; what Arrow's readers and writers need is registered by themselves.
arrow::Status initialize_kernels();

void store_error(CArrowError *error, const arrow::Status &status);
void store_error(CArrowError *error, CArrowCode code, const char *message);
char *copy_string(std::string_view text);

// Runs `body`, which returns an arrow::Result of a pointer, and lets nothing but a value or a stored error out.
template <class Body>
auto guarded(CArrowError *error, Body &&body) noexcept -> std::decay_t<decltype(*body())> {
    try {
        auto result = body();
        if (result.ok()) return std::move(result).MoveValueUnsafe();
        store_error(error, result.status());
    } catch (const std::bad_alloc &) {
        store_error(error, CARROW_MEMORY, "out of memory");
    } catch (const std::exception &exception) {
        store_error(error, CARROW_INTERNAL, exception.what());
    } catch (...) {
        store_error(error, CARROW_INTERNAL, "unknown C++ exception");
    }
    return {};
}

// The same for a body that returns a Status.
template <class Body>
bool guarded_status(CArrowError *error, Body &&body) noexcept {
    return guarded(error, [&]() -> arrow::Result<bool> {
        ARROW_RETURN_NOT_OK(body());
        return true;
    });
}

CArrowColumn *wrap(std::shared_ptr<arrow::ChunkedArray> data);
CArrowColumn *wrap(std::shared_ptr<arrow::Array> data);
CArrowTable *wrap(std::shared_ptr<arrow::Table> data);
arrow::Result<CArrowColumn *> wrap_datum(const arrow::Datum &datum);

arrow::Result<std::shared_ptr<arrow::DataType>> to_arrow(const CArrowType &type);
void from_arrow(const arrow::DataType &type, CArrowType *out);

// The column as one array (no copy when it has one chunk).
arrow::Result<std::shared_ptr<arrow::Array>> combined(const arrow::ChunkedArray &column);
arrow::Result<std::shared_ptr<arrow::ChunkedArray>> cast(
    const std::shared_ptr<arrow::ChunkedArray> &column, const std::shared_ptr<arrow::DataType> &type, bool safe = true);
// The rows at `indices` (any integers), in that order; a null index gives null.
arrow::Result<std::shared_ptr<arrow::ChunkedArray>> take(
    const std::shared_ptr<arrow::ChunkedArray> &column, const std::shared_ptr<arrow::ChunkedArray> &indices);
// Dictionaries become plain, large strings become strings, so that keys and values are of few kinds.
arrow::Result<std::shared_ptr<arrow::ChunkedArray>> plain(const std::shared_ptr<arrow::ChunkedArray> &column);

// The timestamp type of everything that enters: timestamp[us, UTC].
const std::shared_ptr<arrow::DataType> &utc_timestamp();

}  // namespace carrow
