// Keys: what grouping, joining and distinct counting share.
#pragma once

#include <arrow/compute/row/grouper.h>

#include "Internal.h"

struct CArrowGrouping {
    int64_t rows = 0;
    int64_t groups = 1;
    std::shared_ptr<arrow::Buffer> ids;  // uint32, one a row; NULL where all rows are of group 0

    const uint32_t *id_values() const {
        return ids == nullptr ? nullptr : reinterpret_cast<const uint32_t *>(ids->data());
    }
};

namespace carrow {

using Keys = std::vector<std::shared_ptr<arrow::ChunkedArray>>;

// Keys that compare by their bytes: plain types, one NaN, no negative zero.
arrow::Result<std::shared_ptr<arrow::ChunkedArray>> canonical_key(const std::shared_ptr<arrow::ChunkedArray> &column);

// Group numbers in order of first appearance.
arrow::Result<std::unique_ptr<CArrowGrouping>> make_grouping(const Keys &keys, int64_t rows);

// Calls body(batch, first row) for slices of the keys that the grouper can take at once.
template <class Body>
arrow::Status for_each_batch(const Keys &keys, int64_t rows, Body &&body) {
    arrow::FieldVector fields;
    for (const auto &key : keys) fields.push_back(arrow::field("", key->type()));
    auto table = arrow::Table::Make(arrow::schema(std::move(fields)), keys, rows);
    arrow::TableBatchReader reader(*table);
    reader.set_chunksize(1 << 15);
    int64_t first = 0;
    while (true) {
        std::shared_ptr<arrow::RecordBatch> batch;
        ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
        if (batch == nullptr) return arrow::Status::OK();
        if (batch->num_rows() == 0) continue;
        arrow::compute::ExecBatch exec(*batch);
        ARROW_RETURN_NOT_OK(body(arrow::compute::ExecSpan(exec), first));
        first += batch->num_rows();
    }
}

template <class T>
arrow::Result<std::shared_ptr<arrow::Buffer>> allocate(int64_t count) {
    return arrow::AllocateBuffer(count * static_cast<int64_t>(sizeof(T)));
}

// A column over a buffer of int64 values, where -1 stands for null.
arrow::Result<std::shared_ptr<arrow::Array>> row_numbers(std::shared_ptr<arrow::Buffer> values, int64_t length);

}  // namespace carrow
