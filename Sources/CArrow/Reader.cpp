#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>

#include "Files.h"
#include "Reader.h"

using namespace carrow;

CArrowReader *carrow_reader_open(void *stream, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowReader *> {
        ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ImportRecordBatchReader(static_cast<ArrowArrayStream *>(stream)));
        return new CArrowReader{std::move(reader)};
    });
}

void carrow_reader_release(CArrowReader *reader) { delete reader; }

CArrowTable *carrow_reader_schema(const CArrowReader *reader, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto table, schema_table(*reader->data->schema()));
        return wrap(std::move(table));
    });
}

bool carrow_reader_next(CArrowReader *reader, CArrowTable **batch, CArrowError *error) {
    *batch = nullptr;
    return guarded_status(error, [&]() -> arrow::Status {
        std::shared_ptr<arrow::RecordBatch> next;
        ARROW_RETURN_NOT_OK(reader->data->ReadNext(&next));
        if (next == nullptr) return arrow::Status::OK();
        ARROW_ASSIGN_OR_RAISE(auto table, arrow::Table::FromRecordBatches(next->schema(), {next}));
        *batch = wrap(std::move(table));
        return arrow::Status::OK();
    });
}

bool carrow_reader_export(const CArrowReader *reader, void *stream, CArrowError *error) {
    return guarded_status(
        error, [&] { return arrow::ExportRecordBatchReader(reader->data, static_cast<ArrowArrayStream *>(stream)); });
}
