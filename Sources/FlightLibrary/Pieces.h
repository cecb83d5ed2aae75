// Batches as they go into messages.
#pragma once

#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace weir::flight {

// About as many bytes go in one message. Large ones keep a client waiting while they are made and received; clients in other
// languages take no message above 4 MB unless told so.
inline constexpr int64_t piece_bytes = 2 << 20;

// The same rows in batches of about `piece_bytes`. Shares their memory.
class Pieces : public arrow::RecordBatchReader {
public:
    explicit Pieces(std::shared_ptr<arrow::RecordBatchReader> batches) : batches_(std::move(batches)) {}
    // Counts in `sent` the rows that were taken.
    Pieces(std::shared_ptr<arrow::RecordBatchReader> batches, int64_t *sent) : batches_(std::move(batches)), sent_(sent) {}

    std::shared_ptr<arrow::Schema> schema() const override { return batches_->schema(); }

    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch> *piece) override {
        if (rest_ == nullptr) ARROW_RETURN_NOT_OK(take());
        if (rest_ == nullptr || rest_->num_rows() <= rows_) {
            *piece = std::exchange(rest_, nullptr);
        } else {
            *piece = rest_->Slice(0, rows_);
            rest_ = rest_->Slice(rows_);
        }
        if (*piece != nullptr && sent_ != nullptr) *sent_ += (*piece)->num_rows();
        return arrow::Status::OK();
    }

    arrow::Status Close() override { return batches_->Close(); }

private:
    arrow::Status take() {
        ARROW_RETURN_NOT_OK(batches_->ReadNext(&rest_));
        if (rest_ == nullptr || rest_->num_rows() == 0) return arrow::Status::OK();
        // Where it cannot be told, because of a type that has no size, it goes as it is.
        const auto bytes = arrow::util::ReferencedBufferSize(*rest_);
        const int64_t each = bytes.ok() ? std::max<int64_t>(1, *bytes / rest_->num_rows()) : 1;
        // In steps of 64, so that bitmaps need not be shifted.
        rows_ = std::max<int64_t>(64, piece_bytes / each / 64 * 64);
        return arrow::Status::OK();
    }

    std::shared_ptr<arrow::RecordBatchReader> batches_;
    std::shared_ptr<arrow::RecordBatch> rest_;
    int64_t rows_ = 0;
    int64_t *const sent_ = nullptr;
};

}  // namespace weir::flight
