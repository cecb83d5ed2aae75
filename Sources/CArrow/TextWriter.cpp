#include <cmath>

#include "TextCells.h"
#include "Values.h"

// CSV and JSON lines. Arrow's CSV writer quotes all text and knows no RFC 3339; it has no JSON writer.

namespace carrow {

namespace {

arrow::Status check_representable(const arrow::RecordBatch &batch, Dialect dialect, const std::string &path) {
    if (dialect == Dialect::csv) return arrow::Status::OK();
    for (int i = 0; i < batch.num_columns(); i++) {
        bool finite = true;
        const arrow::ChunkedArray column(batch.column(i));
        if (column.type()->id() == arrow::Type::DOUBLE)
            for_each_value<double>(column, [&](int64_t, double value) { finite = finite && std::isfinite(value); });
        if (column.type()->id() == arrow::Type::FLOAT)
            for_each_value<float>(column, [&](int64_t, float value) { finite = finite && std::isfinite(value); });
        if (!finite)
            return data_error(
                CARROW_DATA, path, 0, batch.column_name(i), std::nullopt,
                "JSON has no NaN and no infinity; write CSV, Parquet or Arrow instead");
    }
    return arrow::Status::OK();
}

arrow::Status append_rows(const arrow::RecordBatch &batch, Dialect dialect, const std::string &path, std::string &out) {
    ARROW_RETURN_NOT_OK(check_representable(batch, dialect, path));
    std::vector<std::unique_ptr<CellWriter>> cells;
    std::vector<std::string> keys;
    for (int i = 0; i < batch.num_columns(); i++) {
        auto cell = cell_writer(batch.column(i), dialect);
        if (!cell.ok())
            return data_error(
                CARROW_UNSUPPORTED, path, 0, batch.column_name(i), std::nullopt, cell.status().message());
        cells.push_back(*std::move(cell));
        std::string key = i == 0 ? "{" : ",";
        append_json_text(batch.column_name(i), key);
        keys.push_back(key + ":");
    }
    for (int64_t row = 0; row < batch.num_rows(); row++) {
        for (size_t i = 0; i < cells.size(); i++) {
            if (dialect == Dialect::json) {
                out += keys[i];
            } else if (i > 0) {
                out += ',';
            }
            if (!cells[i]->is_null(row)) {
                cells[i]->append(row, out);
            } else if (dialect == Dialect::json) {
                out += "null";
            }
        }
        if (dialect == Dialect::json) out += cells.empty() ? "{}" : "}";
        out += '\n';
    }
    return arrow::Status::OK();
}

arrow::Status write_text(const arrow::Table &table, const std::string &path, Dialect dialect) {
    ARROW_ASSIGN_OR_RAISE(auto output, arrow::io::FileOutputStream::Open(path));
    std::string out;
    if (dialect == Dialect::csv) {
        for (int i = 0; i < table.num_columns(); i++) {
            if (i > 0) out += ',';
            append_csv_text(table.field(i)->name(), out);
        }
        out += '\n';
    }
    arrow::TableBatchReader reader(table);
    reader.set_chunksize(1 << 14);
    while (true) {
        std::shared_ptr<arrow::RecordBatch> batch;
        ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
        if (batch == nullptr) break;
        ARROW_RETURN_NOT_OK(append_rows(*batch, dialect, path, out));
        ARROW_RETURN_NOT_OK(output->Write(out));
        out.clear();
    }
    ARROW_RETURN_NOT_OK(output->Write(out));
    return output->Close();
}

}  // namespace

}  // namespace carrow

using namespace carrow;

static bool write_normalised(const CArrowTable *table, const char *path, Dialect dialect, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto plain, normalised(table->data, false));
        return in_file(write_text(*plain, path, dialect), path);
    });
}

bool carrow_csv_write(const CArrowTable *table, const char *path, CArrowError *error) {
    return write_normalised(table, path, Dialect::csv, error);
}

bool carrow_json_write(const CArrowTable *table, const char *path, CArrowError *error) {
    return write_normalised(table, path, Dialect::json, error);
}
