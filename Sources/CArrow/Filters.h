// Filters that readers apply, as Arrow's expressions.
#pragma once

#include <arrow/compute/expression.h>

#include "Internal.h"

namespace carrow {

// The rows for which all filters are true.
// `schema` is what the rows are read as, `stored` what their file says that they are.
arrow::Result<arrow::compute::Expression> condition(
    const arrow::Schema &schema, const arrow::Schema &stored, const CArrowFilter *filters, size_t count);

}  // namespace carrow
