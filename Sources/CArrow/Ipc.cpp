#include <arrow/io/buffered.h>
#include <arrow/ipc/api.h>

#include <cstring>
#include <unistd.h>

#include "DescriptorOutput.h"
#include "Files.h"

namespace carrow {

namespace {

using Table = std::shared_ptr<arrow::Table>;

// An IPC file starts with its name, a stream with a message.
bool is_file_format(arrow::io::MemoryMappedFile &file) {
    auto magic = file.ReadAt(0, 6);
    return magic.ok() && (*magic)->size() == 6 && std::memcmp((*magic)->data(), "ARROW1", 6) == 0;
}

struct Source {
    std::shared_ptr<arrow::io::MemoryMappedFile> file;
    bool random_access = false;
    std::shared_ptr<arrow::Schema> schema;
};

arrow::Result<Source> open_source(const std::string &path) {
    Source source;
    ARROW_ASSIGN_OR_RAISE(source.file, arrow::io::MemoryMappedFile::Open(path, arrow::io::FileMode::READ));
    source.random_access = is_file_format(*source.file);
    if (source.random_access) {
        ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(source.file));
        source.schema = reader->schema();
    } else {
        ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchStreamReader::Open(source.file));
        source.schema = reader->schema();
        ARROW_RETURN_NOT_OK(source.file->Seek(0));
    }
    return source;
}

arrow::Result<Table> read(const std::string &path, CArrowNames names) {
    ARROW_ASSIGN_OR_RAISE(auto source, open_source(path));
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    const auto columns = to_strings(names);
    for (const auto &column : columns) {
        const int index = source.schema->GetFieldIndex(column);
        if (index < 0)
            return data_error(CARROW_NOT_FOUND, path, 0, column, std::nullopt, "the file has no such column");
        options.included_fields.push_back(index);
    }
    Table table;
    if (source.random_access) {
        ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(source.file, options));
        ARROW_ASSIGN_OR_RAISE(table, reader->ToTable());
    } else {
        ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchStreamReader::Open(source.file, options));
        ARROW_ASSIGN_OR_RAISE(table, reader->ToTable());
    }
    if (names.names != nullptr) {
        std::vector<int> order;
        for (const auto &column : columns) order.push_back(table->schema()->GetFieldIndex(column));
        ARROW_ASSIGN_OR_RAISE(table, table->SelectColumns(order));
    }
    ARROW_RETURN_NOT_OK(table->ValidateFull());
    return normalised(table, true);
}

// The descriptor stays its owner's.
class DescriptorInput : public arrow::io::InputStream {
public:
    explicit DescriptorInput(int fd) : fd_(fd) {}
    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }
    arrow::Result<int64_t> Tell() const override { return position_; }
    arrow::Result<int64_t> Read(int64_t size, void *out) override {
        int64_t total = 0;
        while (total < size) {
            const ssize_t count = ::read(fd_, static_cast<char *>(out) + total, size - total);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return arrow::Status::IOError(std::strerror(errno));
            if (count == 0) break;
            total += count;
        }
        position_ += total;
        return total;
    }
    arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override {
        ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
        ARROW_ASSIGN_OR_RAISE(const int64_t count, Read(size, buffer->mutable_data()));
        ARROW_RETURN_NOT_OK(buffer->Resize(count));
        return std::shared_ptr<arrow::Buffer>(std::move(buffer));
    }

private:
    int fd_;
    int64_t position_ = 0;
    bool closed_ = false;
};

arrow::Status write_batches(const arrow::Table &table, arrow::ipc::RecordBatchWriter &writer) {
    arrow::TableBatchReader reader(table);
    reader.set_chunksize(1 << 20);
    while (true) {
        std::shared_ptr<arrow::RecordBatch> batch;
        ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
        if (batch == nullptr) return writer.Close();
        ARROW_RETURN_NOT_OK(writer.WriteRecordBatch(*batch));
    }
}

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_ipc_schema(const char *path, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        auto source = open_source(path);
        if (!source.ok()) return in_file(source.status(), path);
        ARROW_ASSIGN_OR_RAISE(auto table, schema_table(*source->schema));
        return wrap(std::move(table));
    });
}

CArrowTable *carrow_ipc_read(const char *path, CArrowNames columns, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        auto table = read(path, columns);
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}

bool carrow_ipc_write(const CArrowTable *table, const char *path, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        auto write = [&]() -> arrow::Status {
            ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
            ARROW_ASSIGN_OR_RAISE(
                auto output, arrow::io::BufferedOutputStream::Create(1 << 20, arrow::default_memory_pool(), file));
            ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(output, table->data->schema()));
            ARROW_RETURN_NOT_OK(write_batches(*table->data, *writer));
            return output->Close();
        };
        return in_file(write(), path);
    });
}

CArrowTable *carrow_ipc_read_stream(int fd, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(
            auto reader, arrow::ipc::RecordBatchStreamReader::Open(std::make_shared<DescriptorInput>(fd)));
        ARROW_ASSIGN_OR_RAISE(auto table, reader->ToTable());
        ARROW_RETURN_NOT_OK(table->ValidateFull());
        ARROW_ASSIGN_OR_RAISE(table, normalised(table, true));
        return wrap(std::move(table));
    });
}

bool carrow_ipc_write_stream(const CArrowTable *table, int fd, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        auto sink = std::make_shared<DescriptorOutput>(fd);
        ARROW_ASSIGN_OR_RAISE(
            auto output, arrow::io::BufferedOutputStream::Create(1 << 18, arrow::default_memory_pool(), sink));
        ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeStreamWriter(output, table->data->schema()));
        ARROW_RETURN_NOT_OK(write_batches(*table->data, *writer));
        return output->Close();
    });
}
