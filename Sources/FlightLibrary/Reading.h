// What a client reads: a stream of pieces that keeps the program's data leased until nobody reads it any more.
#pragma once

#include <arrow/flight/server.h>
#include <arrow/record_batch.h>

#include <memory>

#include "CFlight.h"

namespace weir::flight {

class Reading : public arrow::flight::FlightDataStream {
public:
    // Takes the handle, and closes it in any case.
    Reading(const CFlightHandlers &handlers, void *handle) : handlers_(handlers), handle_(handle) {}
    ~Reading() override;

    void begin(std::shared_ptr<arrow::RecordBatchReader> batches);

    std::shared_ptr<arrow::Schema> schema() override { return stream_->schema(); }
    arrow::Result<arrow::flight::FlightPayload> GetSchemaPayload() override { return stream_->GetSchemaPayload(); }
    arrow::Result<arrow::flight::FlightPayload> Next() override;
    arrow::Status Close() override { return stream_->Close(); }

private:
    const CFlightHandlers handlers_;
    void *const handle_;
    std::unique_ptr<arrow::flight::RecordBatchStream> stream_;
    int64_t rows_ = 0;
    int64_t bytes_ = 0;
    bool is_whole_ = false;
};

}  // namespace weir::flight
