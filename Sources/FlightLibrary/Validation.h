// Whether data from outside can be read without harm.
#pragma once

#include <arrow/record_batch.h>
#include <arrow/status.h>

namespace weir::flight {

// Fails where reading or slicing the batch could reach beyond its memory. Whether texts are UTF-8 is not looked at: that takes
// longer than to receive them, and is the readers' to judge.
arrow::Status validate(const arrow::RecordBatch &batch);

}  // namespace weir::flight
