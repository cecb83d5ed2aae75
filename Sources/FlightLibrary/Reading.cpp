#include "Reading.h"

#include <utility>

#include "Pieces.h"

namespace weir::flight {

void Reading::begin(std::shared_ptr<arrow::RecordBatchReader> batches) {
    stream_ = std::make_unique<arrow::flight::RecordBatchStream>(std::make_shared<Pieces>(std::move(batches), &rows_));
}

Reading::~Reading() {
    stream_.reset();
    handlers_.close(handlers_.context, handle_, rows_, bytes_, is_whole_);
}

arrow::Result<arrow::flight::FlightPayload> Reading::Next() {
    ARROW_ASSIGN_OR_RAISE(auto payload, stream_->Next());
    if (payload.ipc_message.metadata == nullptr) {
        is_whole_ = true;
    } else {
        bytes_ += payload.ipc_message.body_length;
    }
    return payload;
}

}  // namespace weir::flight
