// IPC streams of which the caller moves the bytes: batches become bytes one at a time, and bytes become batches as they come.
#include <arrow/io/memory.h>
#include <arrow/ipc/api.h>

#include <algorithm>
#include <cstring>

#include "Files.h"

struct CArrowStreamWriter {
    std::shared_ptr<arrow::Table> table;
    std::unique_ptr<arrow::TableBatchReader> batches;
    std::shared_ptr<arrow::io::BufferOutputStream> output;
    std::shared_ptr<arrow::ipc::RecordBatchWriter> writer;
    std::shared_ptr<arrow::Buffer> piece;
    // A table without columns has no batches to read.
    int64_t bare_rows = 0;
};

namespace carrow {

namespace {

constexpr int64_t first_capacity = 1 << 16;

arrow::Result<CArrowStreamWriter *> make_writer(const std::shared_ptr<arrow::Table> &table, int64_t rows) {
    auto made = std::make_unique<CArrowStreamWriter>();
    made->table = table;
    if (table->num_columns() == 0) {
        made->bare_rows = table->num_rows();
    } else {
        made->batches = std::make_unique<arrow::TableBatchReader>(*made->table);
        made->batches->set_chunksize(rows);
    }
    ARROW_ASSIGN_OR_RAISE(made->output, arrow::io::BufferOutputStream::Create(first_capacity));
    ARROW_ASSIGN_OR_RAISE(made->writer, arrow::ipc::MakeStreamWriter(made->output, table->schema()));
    return made.release();
}

arrow::Status write_next(CArrowStreamWriter &stream) {
    std::shared_ptr<arrow::RecordBatch> batch;
    if (stream.batches != nullptr) {
        ARROW_RETURN_NOT_OK(stream.batches->ReadNext(&batch));
    } else if (stream.bare_rows > 0) {
        batch = arrow::RecordBatch::Make(stream.table->schema(), stream.bare_rows, arrow::ArrayVector{});
        stream.bare_rows = 0;
    }
    if (batch != nullptr) return stream.writer->WriteRecordBatch(*batch);
    ARROW_RETURN_NOT_OK(stream.writer->Close());
    stream.writer = nullptr;
    return arrow::Status::OK();
}

// Memory that a message says it needs is believed only as it fills.
constexpr int64_t most_at_once = 16 << 20;
// Every message begins with it.
constexpr uint8_t continuation[] = {0xFF, 0xFF, 0xFF, 0xFF};

class Collector : public arrow::ipc::Listener {
public:
    arrow::Status OnSchemaDecoded(std::shared_ptr<arrow::Schema> decoded) override {
        schema = std::move(decoded);
        return arrow::Status::OK();
    }
    arrow::Status OnRecordBatchDecoded(std::shared_ptr<arrow::RecordBatch> batch) override {
        rows += batch->num_rows();
        batches.push_back(std::move(batch));
        return arrow::Status::OK();
    }
    arrow::Status OnEOS() override {
        has_ended = true;
        return arrow::Status::OK();
    }

    std::shared_ptr<arrow::Schema> schema;
    arrow::RecordBatchVector batches;
    int64_t rows = 0;
    bool has_ended = false;
};

arrow::ipc::IpcReadOptions aligned_options() {
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    return options;
}

}  // namespace

}  // namespace carrow

using namespace carrow;

struct CArrowStreamReader {
    std::shared_ptr<Collector> collector = std::make_shared<Collector>();
    arrow::ipc::StreamDecoder decoder{collector, aligned_options()};
    // What the decoder waits for, as far as it has come.
    std::shared_ptr<arrow::ResizableBuffer> part;
    int64_t filled = 0;
    // Of the message that is coming.
    int64_t pending = 0;
    int64_t messages = 0;

    arrow::Status take(const uint8_t *bytes, int64_t size, int64_t *taken) {
        for (*taken = 0; *taken < size && !collector->has_ended;) {
            if (part == nullptr) {
                const int64_t wanted = std::min(decoder.next_required_size(), most_at_once);
                ARROW_ASSIGN_OR_RAISE(part, arrow::AllocateResizableBuffer(wanted));
            }
            const int64_t count = std::min(size - *taken, part->size() - filled);
            std::memcpy(part->mutable_data() + filled, bytes + *taken, static_cast<size_t>(count));
            *taken += count;
            filled += count;
            ARROW_RETURN_NOT_OK(check_start());
            if (filled == part->size()) ARROW_RETURN_NOT_OK(hand_over());
        }
        return arrow::Status::OK();
    }

    // As soon as the bytes tell, for what is no stream may claim to be of any length.
    arrow::Status check_start() const {
        if (pending > 0) return arrow::Status::OK();
        const auto length = static_cast<size_t>(std::min<int64_t>(filled, sizeof continuation));
        if (std::memcmp(part->data(), continuation, length) == 0) return arrow::Status::OK();
        return arrow::Status::Invalid("a message does not begin as one");
    }

    arrow::Status hand_over() {
        pending += filled;
        filled = 0;
        ARROW_RETURN_NOT_OK(decoder.Consume(std::shared_ptr<arrow::Buffer>(std::move(part))));
        part = nullptr;
        if (decoder.stats().num_messages == messages) return arrow::Status::OK();
        messages = decoder.stats().num_messages;
        pending = 0;
        return arrow::Status::OK();
    }
};

CArrowStreamWriter *carrow_stream_writer_new(const CArrowTable *table, int64_t rows, CArrowError *error) {
    return guarded(error, [&]() { return make_writer(table->data, rows); });
}

bool carrow_stream_writer_next(CArrowStreamWriter *writer, const uint8_t **bytes, int64_t *size, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        writer->piece = nullptr;
        *bytes = nullptr;
        *size = 0;
        // The schema goes out with the first batch.
        if (writer->writer == nullptr) return arrow::Status::OK();
        ARROW_RETURN_NOT_OK(write_next(*writer));
        ARROW_ASSIGN_OR_RAISE(writer->piece, writer->output->Finish());
        ARROW_RETURN_NOT_OK(writer->output->Reset(first_capacity));
        *bytes = writer->piece->data();
        *size = writer->piece->size();
        return arrow::Status::OK();
    });
}

void carrow_stream_writer_release(CArrowStreamWriter *writer) { delete writer; }

CArrowStreamReader *carrow_stream_reader_new(CArrowError *error) {
    return guarded(error, []() -> arrow::Result<CArrowStreamReader *> { return new CArrowStreamReader; });
}

bool carrow_stream_reader_take(
    CArrowStreamReader *reader, const uint8_t *bytes, int64_t size, int64_t *taken, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        const auto status = reader->take(bytes, size, taken);
        if (status.ok() || status.IsOutOfMemory()) return status;
        return data_error(CARROW_DATA, "", 0, "", std::nullopt, status.message());
    });
}

CArrowStreamState carrow_stream_reader_state(const CArrowStreamReader *reader) {
    if (reader->collector->has_ended) return CARROW_STREAM_ENDED;
    if (reader->pending > 0 || reader->filled > 0) return CARROW_STREAM_INSIDE;
    return reader->messages == 0 ? CARROW_STREAM_EMPTY : CARROW_STREAM_BETWEEN;
}

int64_t carrow_stream_reader_row_count(const CArrowStreamReader *reader) { return reader->collector->rows; }

CArrowTable *carrow_stream_reader_table(CArrowStreamReader *reader, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        const auto &collected = *reader->collector;
        if (collected.schema == nullptr)
            return data_error(CARROW_DATA, "", 0, "", std::nullopt, "the stream has no schema");
        ARROW_ASSIGN_OR_RAISE(auto table, arrow::Table::FromRecordBatches(collected.schema, collected.batches));
        const auto valid = table->ValidateFull();
        if (!valid.ok()) return data_error(CARROW_DATA, "", 0, "", std::nullopt, valid.message());
        // Of batches without columns only their rows are left.
        if (table->num_columns() == 0)
            return wrap(arrow::Table::Make(collected.schema, arrow::ChunkedArrayVector{}, collected.rows));
        ARROW_ASSIGN_OR_RAISE(table, normalised(table, false));
        return wrap(std::move(table));
    });
}

void carrow_stream_reader_release(CArrowStreamReader *reader) { delete reader; }
