#include <arrow/csv/reader.h>

#include "CsvBlocks.h"
#include "Reader.h"

namespace carrow {

namespace {

// The rows of a file as they are asked for: block by block by threads, and from a quote on as Arrow's reader cuts them. What has failed
// fails again in the same way.
class CsvStream : public arrow::RecordBatchReader {
public:
    static arrow::Result<std::shared_ptr<CsvStream>> open(CsvRows made, const std::vector<std::string> &names) {
        // Blocks are made by one thread and let go by another, of which an allocator that has memory for each thread would keep more than
        // there ever is at once.
        made.pool = arrow::system_memory_pool();
        auto rows = std::make_shared<const CsvRows>(std::move(made));
        ARROW_ASSIGN_OR_RAISE(auto none, rows->none());
        ARROW_ASSIGN_OR_RAISE(none, none->RenameColumns(names));
        ARROW_ASSIGN_OR_RAISE(auto blocks, CsvBlocks::open(rows));
        return std::make_shared<CsvStream>(std::move(rows), none->schema(), std::move(blocks));
    }

    CsvStream(
        std::shared_ptr<const CsvRows> rows, std::shared_ptr<arrow::Schema> schema, std::unique_ptr<CsvBlocks> blocks)
        : rows_(std::move(rows)), schema_(std::move(schema)), blocks_(std::move(blocks)) {}

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch> *batch) override {
        ARROW_RETURN_NOT_OK(failure_);
        auto next = this->next();
        if (!next.ok()) {
            // Located by the file, which is read once more for it.
            failure_ = in_file(rows_->located(next.status()), rows_->format.path);
            return failure_;
        }
        *batch = *next == nullptr ? nullptr : arrow::RecordBatch::Make(schema_, (*next)->num_rows(), (*next)->columns());
        return arrow::Status::OK();
    }

private:
    using Batch = std::shared_ptr<arrow::RecordBatch>;

    arrow::Result<Batch> next() {
        while (quoted_ == nullptr) {
            if (batches_ != nullptr) {
                ARROW_ASSIGN_OR_RAISE(auto batch, batches_->Next());
                if (batch != nullptr) return batch;
            }
            auto block = blocks_->next();
            if (block.status().IsCancelled()) {
                ARROW_ASSIGN_OR_RAISE(const bool has_lines, begin_quoted());
                if (!has_lines) return nullptr;
                break;
            }
            ARROW_RETURN_NOT_OK(block.status());
            if (*block == nullptr) return nullptr;
            block_ = *std::move(block);
            batches_ = std::make_unique<arrow::TableBatchReader>(*block_);
        }
        return quoted_->Next();
    }

    arrow::Result<bool> begin_quoted() {
        auto read = rows_->format.read_options();
        read.column_names = rows_->names;
        auto reader = arrow::csv::StreamingReader::Make(
            rows_->context(), blocks_->rest(), read, rows_->parse_options(true), rows_->convert);
        if (is_of_no_lines(reader.status())) return false;
        ARROW_ASSIGN_OR_RAISE(quoted_, std::move(reader));
        return true;
    }

    const std::shared_ptr<const CsvRows> rows_;
    const std::shared_ptr<arrow::Schema> schema_;
    const std::unique_ptr<CsvBlocks> blocks_;
    CsvRows::Table block_;
    std::unique_ptr<arrow::TableBatchReader> batches_;
    std::shared_ptr<arrow::csv::StreamingReader> quoted_;
    arrow::Status failure_;
};

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowReader *carrow_csv_open(
    const char *path, const CArrowCsvFormat *c_format, CArrowNames columns, CArrowNames names, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowReader *> {
        ARROW_ASSIGN_OR_RAISE(auto format, CsvFormat::make(path, *c_format));
        auto rows = CsvRows::make(std::move(format), to_strings(columns));
        if (!rows.ok()) return in_file(rows.status(), path);
        auto stream = CsvStream::open(*std::move(rows), to_strings(names));
        if (!stream.ok()) return in_file(stream.status(), path);
        return new CArrowReader{*std::move(stream)};
    });
}
