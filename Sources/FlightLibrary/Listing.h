// Collects what the program tells of its datasets.
#pragma once

#include <arrow/flight/types.h>
#include <arrow/record_batch.h>

#include <string>
#include <vector>

#include "CFlight.h"

namespace weir::flight {

class Listing {
public:
    // Only of those whose name has `part` in it.
    explicit Listing(std::string part) : part_(std::move(part)) {}

    // Valid as long as this is and does not move.
    CFlightListener listener();
    arrow::Result<std::vector<arrow::flight::FlightInfo>> take() &&;

private:
    arrow::Status add(const CFlightDataset &dataset);

    const std::string part_;
    std::vector<arrow::flight::FlightInfo> infos_;
    arrow::Status status_;
};

// Bytes of the batch's own buffers.
int64_t total_bytes(const arrow::RecordBatch &batch);

}  // namespace weir::flight
