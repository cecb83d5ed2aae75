#pragma once

#include "Internal.h"

struct CArrowReader {
    std::shared_ptr<arrow::RecordBatchReader> data;
};
