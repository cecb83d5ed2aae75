#include "Validation.h"

#include <arrow/array.h>
#include <arrow/type_traits.h>

namespace weir::flight {

namespace {

// The ends of the offsets are within the data, as Validate has seen; so they all are if they never fall.
template <class Offset>
arrow::Status rising(const arrow::ArrayData &data) {
    if (data.length == 0) return arrow::Status::OK();
    const auto *offsets = data.GetValues<Offset>(1);
    bool falls = false;
    for (int64_t i = 0; i < data.length; i++) falls |= offsets[i + 1] < offsets[i];
    return falls ? arrow::Status::Invalid("offsets of a column fall") : arrow::Status::OK();
}

arrow::Status validate(const arrow::Array &column) {
    const auto type = column.type_id();
    if (arrow::is_binary_like(type)) {
        ARROW_RETURN_NOT_OK(column.Validate());
        return rising<int32_t>(*column.data());
    }
    if (arrow::is_large_binary_like(type)) {
        ARROW_RETURN_NOT_OK(column.Validate());
        return rising<int64_t>(*column.data());
    }
    // Of other types this costs nothing, or is rare.
    return column.ValidateFull();
}

}  // namespace

arrow::Status validate(const arrow::RecordBatch &batch) {
    ARROW_RETURN_NOT_OK(batch.Validate());
    for (const auto &column : batch.columns()) ARROW_RETURN_NOT_OK(validate(*column));
    return arrow::Status::OK();
}

}  // namespace weir::flight
