#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>

#include "Internal.h"

namespace carrow {

CArrowTable *wrap(std::shared_ptr<arrow::Table> data) { return new CArrowTable{std::move(data)}; }

}  // namespace carrow

using namespace carrow;

void carrow_table_release(CArrowTable *table) { delete table; }
int64_t carrow_table_row_count(const CArrowTable *table) { return table->data->num_rows(); }

size_t carrow_table_column_count(const CArrowTable *table) {
    return static_cast<size_t>(table->data->num_columns());
}

const char *carrow_table_name(const CArrowTable *table, size_t index) {
    return table->data->field(static_cast<int>(index))->name().c_str();
}

CArrowColumn *carrow_table_column(const CArrowTable *table, size_t index, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        return wrap(table->data->column(static_cast<int>(index)));
    });
}

CArrowTable *carrow_table_make(
    const char *const *names, const CArrowColumn *const *columns, size_t count, int64_t rows, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        arrow::FieldVector fields;
        arrow::ChunkedArrayVector data;
        for (size_t i = 0; i < count; i++) {
            fields.push_back(arrow::field(names[i], columns[i]->data->type()));
            data.push_back(columns[i]->data);
        }
        auto table = arrow::Table::Make(arrow::schema(std::move(fields)), std::move(data), rows);
        ARROW_RETURN_NOT_OK(table->Validate());
        return wrap(std::move(table));
    });
}

CArrowTable *carrow_stream_import(void *stream, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ImportRecordBatchReader(static_cast<ArrowArrayStream *>(stream)));
        ARROW_ASSIGN_OR_RAISE(auto table, reader->ToTable());
        ARROW_RETURN_NOT_OK(reader->Close());
        return wrap(std::move(table));
    });
}

bool carrow_stream_export(const CArrowTable *table, void *stream, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        auto reader = std::make_shared<arrow::TableBatchReader>(table->data);  // keeps the table alive
        return arrow::ExportRecordBatchReader(std::move(reader), static_cast<ArrowArrayStream *>(stream));
    });
}
